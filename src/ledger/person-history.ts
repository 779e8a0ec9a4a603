import { sql, type RawBuilder } from 'kysely'
import type { Channel, EventKind } from '../connectors/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { Refused } from '../platform/refused.ts'
import { bounceWords } from './bounce-words.ts'
import { kindCode, kindOf, TIME_IS_APPROXIMATE } from './kinds.ts'

interface PageAsk {
  /** The next of the page before. */
  after?: string
  limit: number
}

interface Page<Item> {
  items: Item[]
  next: string | null
}

export interface OfPerson {
  workspaceId: number
  personId: number
}

export interface TimelineEntry {
  /** The event's, to ask for its trace. */
  id: string
  occurredAt: Date
  kind: EventKind
  campaign: { id: number; name: string }
  channel: Channel
  address: string
  verdict: 'human' | 'machine' | 'proxy' | null
  verdictReason: string | null
  link: string | null
  detail: string | null
  agent: string | null
  timeIsApproximate: boolean
}

/**
 * Everything that happened to a person, newest first, over the addresses now in use and those that
 * were corrected. Each address gives its newest events from the key of the ledger, so a page costs
 * the same however long the ledger is.
 */
export async function timelineOf(
  tx: Tx,
  { workspaceId, personId }: OfPerson,
  ask: PageAsk & { kind?: EventKind; campaignId?: number; channel?: Channel },
): Promise<Page<TimelineEntry>> {
  const where = [sql`e.workspace_id = ${workspaceId}`, sql`e.address_id = pa.address_id`]
  if (ask.kind !== undefined) where.push(sql`e.kind = ${kindCode(ask.kind)}::smallint`)
  if (ask.campaignId !== undefined) where.push(sql`e.campaign_id = ${ask.campaignId}`)
  if (ask.after !== undefined) where.push(afterEvent(ask.after))
  const { rows } = await sql<TimelineRow>`
    with newest as materialized (
      select e.* from person_address pa
      cross join lateral (
        select * from event e where ${sql.join(where, sql` and `)}
        order by e.occurred_at desc, e.key desc limit ${ask.limit + 1}
      ) e
      where pa.workspace_id = ${workspaceId} and pa.person_id = ${personId}
        ${ofChannel(workspaceId, ask.channel)}
      order by e.occurred_at desc, e.key desc, e.address_id desc limit ${ask.limit + 1}
    )
    select e.occurred_at as "occurredAt", e.kind, e.flags, a.kind as channel, a.address,
      jsonb_build_object('id', e.campaign_id, 'name', coalesce(c.name, '')) as campaign,
      v.class, v.reason as "verdictReason", l.url as link, g.value as agent,
      case when d.kind = 'bounce' then ${bounceWords('d')} else d.value end as detail,
      ${exactTime(sql`e.occurred_at`)} || '_' || e.key || '_' || e.address_id as place
    from newest e
    join address a on a.workspace_id = e.workspace_id and a.id = e.address_id
    left join campaign c on c.workspace_id = e.workspace_id and c.id = e.campaign_id
    left join verdict v on v.workspace_id = e.workspace_id and v.address_id = e.address_id
      and v.occurred_at = e.occurred_at and v.key = e.key
    left join link l on l.workspace_id = e.workspace_id and l.id = e.link_id
    left join detail d on d.workspace_id = e.workspace_id and d.id = e.detail_id
    left join detail g on g.workspace_id = e.workspace_id and g.id = e.agent_id
    order by e.occurred_at desc, e.key desc, e.address_id desc`.execute(tx)
  return pageOf(rows, ask.limit, ({ class: verdict, flags, kind, place: id, ...row }) => ({
    ...row,
    id,
    kind: kindOf(kind),
    verdict: verdictOf(kindOf(kind), verdict),
    timeIsApproximate: (flags & TIME_IS_APPROXIMATE) !== 0,
  }))
}

interface TimelineRow extends Omit<TimelineEntry, 'id' | 'kind' | 'verdict' | 'timeIsApproximate'> {
  kind: number
  flags: number
  class: number | null
  place: string
}

export interface Mailing {
  campaign: { id: number; name: string }
  channel: Channel
  address: string
  sentAt: Date | null
  /** The last time the vendor said that it arrived, where it says so. */
  deliveredAt: Date | null
  opens: number
  humanOpens: number
  firstOpenAt: Date | null
  lastOpenAt: Date | null
  clicks: number
  firstClickAt: Date | null
  lastClickAt: Date | null
  forwards: number
  optOuts: number
  bounce: string | null
}

/**
 * The campaigns a person received, newest first, one line an address. The campaigns come from the
 * person's own events, which the ledger's key holds together; their sums from the recipients.
 */
export async function mailingsOf(
  tx: Tx,
  { workspaceId, personId }: OfPerson,
  ask: PageAsk & { channel?: Channel },
): Promise<Page<Mailing>> {
  const after = ask.after === undefined ? sql`true` : afterMailing(ask.after)
  const { rows } = await sql<Mailing & { place: string }>`
    with received as (
      select distinct e.campaign_id, e.address_id from event e
      where e.workspace_id = ${workspaceId} and e.address_id in (
        select pa.address_id from person_address pa
        where pa.workspace_id = ${workspaceId} and pa.person_id = ${personId}
          ${ofChannel(workspaceId, ask.channel)})
    ),
    mailing as (
      select r.*, coalesce(r.first_sent_at, r.first_delivered_at, r.first_open_at,
        r.first_click_at, r.first_bounce_at, r.first_opt_out_at, '-infinity') as sorted_at
      from received join recipient r on r.workspace_id = ${workspaceId}
        and r.campaign_id = received.campaign_id and r.address_id = received.address_id
    )
    select jsonb_build_object('id', r.campaign_id, 'name', coalesce(c.name, '')) as campaign,
      a.kind as channel, a.address, r.first_sent_at as "sentAt",
      r.last_delivered_at as "deliveredAt", r.opens, r.human_opens as "humanOpens",
      r.first_open_at as "firstOpenAt", r.last_open_at as "lastOpenAt", r.clicks,
      r.first_click_at as "firstClickAt", r.last_click_at as "lastClickAt", r.forwards,
      r.opt_outs as "optOuts", ${bounceWords('d')} as bounce,
      ${exactTime(sql`r.sorted_at`)} || '_' || r.campaign_id || '_' || r.address_id as place
    from mailing r
    join address a on a.workspace_id = r.workspace_id and a.id = r.address_id
    left join campaign c on c.workspace_id = r.workspace_id and c.id = r.campaign_id
    left join detail d on d.workspace_id = r.workspace_id and d.id = r.bounce_detail_id
      and r.bounces > 0
    where ${after}
    order by r.sorted_at desc, r.campaign_id desc, r.address_id desc
    limit ${ask.limit + 1}`.execute(tx)
  return pageOf(rows, ask.limit, ({ place: _, ...row }) => row)
}

/** Of a person's addresses (pa) those of one channel. */
function ofChannel(workspaceId: number, channel: Channel | undefined): RawBuilder<unknown> {
  if (channel === undefined) return sql``
  return sql`and (select k.kind from address k
    where k.workspace_id = ${workspaceId} and k.id = pa.address_id) = ${channel}`
}

export interface ClickedLink {
  url: string
  campaign: { id: number; name: string }
  address: string
  clicks: number
  firstAt: Date
  lastAt: Date
}

/** The links a person clicked, the one clicked last first, one line a campaign and address. */
export async function linksOf(
  tx: Tx,
  { workspaceId, personId }: OfPerson,
  ask: PageAsk,
): Promise<Page<ClickedLink>> {
  const after = ask.after === undefined ? sql`true` : afterLink(ask.after)
  const { rows } = await sql<ClickedLink & { place: string }>`
    select l.url, jsonb_build_object('id', r.campaign_id, 'name', coalesce(c.name, '')) as campaign,
      a.address, r.clicks, r.first_at as "firstAt", r.last_at as "lastAt",
      ${exactTime(sql`r.last_at`)} || '_' || r.campaign_id || '_' || r.link_id || '_'
        || r.address_id as place
    from person_address pa
    join recipient_link r on r.workspace_id = pa.workspace_id and r.address_id = pa.address_id
    join link l on l.workspace_id = r.workspace_id and l.id = r.link_id
    join address a on a.workspace_id = r.workspace_id and a.id = r.address_id
    left join campaign c on c.workspace_id = r.workspace_id and c.id = r.campaign_id
    where pa.workspace_id = ${workspaceId} and pa.person_id = ${personId} and ${after}
    order by r.last_at desc, r.campaign_id desc, r.link_id desc, r.address_id desc
    limit ${ask.limit + 1}`.execute(tx)
  return pageOf(rows, ask.limit, ({ place: _, ...row }) => row)
}

/** Opens and clicks without a machine's verdict were judged human; other kinds are not judged. */
function verdictOf(kind: EventKind, verdict: number | null): TimelineEntry['verdict'] {
  if (verdict === 1) return 'machine'
  if (verdict === 2) return 'proxy'
  return kind === 'open' || kind === 'click' ? 'human' : null
}

/** Microseconds since 1970, as text: a cursor has to name the very moment. */
function exactTime(moment: RawBuilder<unknown>): RawBuilder<string> {
  return sql`case when isfinite(${moment}) then
    (extract(epoch from ${moment}) * 1000000)::bigint::text else '-' end`
}

function afterEvent(after: string): RawBuilder<unknown> {
  const [time, key, address] = place(after, ['time', 'bigint', 'integer'])
  return sql`(e.occurred_at, e.key, e.address_id)
    < (${moment(time!)}, ${key}::bigint, ${address}::integer)`
}

function afterMailing(after: string): RawBuilder<unknown> {
  const [time, campaign, address] = place(after, ['time', 'integer', 'integer'])
  return sql`(r.sorted_at, r.campaign_id, r.address_id)
    < (${moment(time!)}, ${campaign}::integer, ${address}::integer)`
}

function afterLink(after: string): RawBuilder<unknown> {
  const [time, campaign, link, address] = place(after, ['time', 'integer', 'integer', 'integer'])
  return sql`(r.last_at, r.campaign_id, r.link_id, r.address_id)
    < (${moment(time!)}, ${campaign}::integer, ${link}::integer, ${address}::integer)`
}

function moment(time: string): RawBuilder<unknown> {
  if (time === '-') return sql`'-infinity'::timestamptz`
  return sql`(timestamptz 'epoch' + ${time}::bigint * interval '1 microsecond')`
}

type Part = 'time' | 'bigint' | 'integer'

/** The parts of a cursor, each within what its column holds: a made-up one is refused, not run. */
function place(after: string, parts: Part[]): string[] {
  const found = after.split('_')
  if (found.length !== parts.length || !parts.every((part, n) => isPart(part, found[n]!))) {
    throw new Refused(400, 'after is not the next of an earlier page.', { field: 'after' })
  }
  return found
}

function isPart(part: Part, text: string): boolean {
  if (part === 'time') return /^(-|-?\d{1,16})$/.test(text)
  if (!/^-?\d{1,19}$/.test(text)) return false
  const bits = part === 'integer' ? 32 : 64
  return BigInt.asIntN(bits, BigInt(text)) === BigInt(text)
}

function pageOf<Row extends { place: string }, Item>(
  rows: Row[],
  limit: number,
  itemOf: (row: Row) => Item,
): Page<Item> {
  const shown = rows.slice(0, limit)
  return { items: shown.map(itemOf), next: rows.length > limit ? shown.at(-1)!.place : null }
}
