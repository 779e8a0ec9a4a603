import { sql } from 'kysely'
import { kindCode } from './kinds.ts'
import { drop, type Batch, type Line, type Recorded } from './path.ts'
import { wordsOf } from './words.ts'

/**
 * Writes the batch into the ledger in the order of its primary key. What is already there is left
 * alone and counted as known; the statement answers only what was really new, for the steps after.
 */
export async function recordEvents(batch: Batch): Promise<void> {
  if (batch.lines.length === 0) return
  const { links, details } = await wordsOf(batch)
  batch.lines.sort(byPrimaryKey)
  const times = batch.lines.map((line) => line.occurredAt!)
  await sql`select ensure_event_months(
    to_timestamp(${min(times)} / 1000.0), to_timestamp(${max(times)} / 1000.0))`.execute(batch.tx)

  const detailOf = (line: Line) =>
    (line.bounce && details.get(`bounce\n${line.bounce.code}`))
    ?? (line.reason ? details.get(`reason\n${line.reason}`) : 0)
    ?? 0
  const column = (value: (line: Line) => number | string) => `{${batch.lines.map(value).join()}}`
  const { rows } = await sql<Answer>`
    with line as (
      select * from unnest(
        ${column((line) => line.occurredAt!)}::bigint[],
        ${column((line) => line.key)}::bigint[],
        ${column((line) => line.addressId)}::integer[],
        ${column((line) => line.campaignId)}::integer[],
        ${column((line) => line.receiptId)}::integer[],
        ${column((line) => (line.link ? links.get(line.link.url)! : 0))}::integer[],
        ${column(detailOf)}::integer[],
        ${column((line) => (line.agent ? details.get(`agent\n${line.agent}`)! : 0))}::integer[],
        ${column((line) => kindCode(line.kind))}::smallint[],
        ${column((line) => line.flags)}::smallint[]
      ) with ordinality as l
        (ms, key, address_id, campaign_id, receipt_id, link_id, detail_id, agent_id, kind, flags, position)
    ),
    written as (
      insert into event (occurred_at, key, workspace_id, address_id, campaign_id, receipt_id,
        link_id, detail_id, agent_id, kind, flags)
      select to_timestamp(ms / 1000.0), key, ${batch.workspaceId}, address_id, campaign_id,
        receipt_id, link_id, detail_id, agent_id, kind, flags
      from line
      on conflict do nothing
      returning occurred_at, key, address_id, campaign_id, kind
    ),
    pair as (select distinct campaign_id, address_id from written),
    span as (
      select campaign_id, min(occurred_at) as first_at, max(occurred_at) as last_at
      from written group by campaign_id
    ),
    hour as (
      select campaign_id, kind, date_trunc('hour', occurred_at, 'UTC') as hour, count(*)::int as events
      from written group by 1, 2, 3
    )
    select
      (select count(*)::int from written) as written,
      (select array_agg(campaign_id order by campaign_id, address_id)::text from pair) as campaigns,
      (select array_agg(address_id order by campaign_id, address_id)::text from pair) as addresses,
      (select array_agg(campaign_id order by campaign_id)::text from span) as span_campaigns,
      (select array_agg(first_at order by campaign_id)::text from span) as span_first,
      (select array_agg(last_at order by campaign_id)::text from span) as span_last,
      (select json_agg(h)::text from hour h) as hours,
      (select coalesce(array_agg(l.position::int), '{}') from line l
        join written w on w.address_id = l.address_id and w.key = l.key
          and w.occurred_at = to_timestamp(l.ms / 1000.0)
        where l.kind in (6, 7, 8)) as consequential`.execute(batch.tx)

  const answer = rows[0]!
  drop(batch, 'already known', batch.lines.length - answer.written)
  if (answer.written > 0) batch.recorded = recordedOf(answer)
}

interface Answer {
  written: number
  campaigns: string
  addresses: string
  span_campaigns: string
  span_first: string
  span_last: string
  hours: string
  consequential: number[]
}

function recordedOf(answer: Answer): Recorded {
  return {
    written: answer.written,
    campaignIds: answer.campaigns,
    addressIds: answer.addresses,
    spans: {
      campaignIds: answer.span_campaigns,
      first: answer.span_first,
      last: answer.span_last,
    },
    hours: answer.hours,
    consequential: answer.consequential.map((position) => position - 1),
  }
}

function byPrimaryKey(a: Line, b: Line): number {
  return a.addressId - b.addressId || a.occurredAt! - b.occurredAt! || (a.key < b.key ? -1 : 1)
}

// Spreading fifty thousand numbers into Math.min would overflow the stack.
function min(values: number[]): number {
  return values.reduce((least, value) => Math.min(least, value))
}

function max(values: number[]): number {
  return values.reduce((most, value) => Math.max(most, value))
}
