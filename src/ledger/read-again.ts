import { sql, type RawBuilder } from 'kysely'
import { integers, moments, rowsOf, type Tx } from '../platform/database/index.ts'
import { changeOf, recipientsAmong, type Again, type Changes } from './fold.ts'
import type { Tallied } from './tally.ts'
import { classOfAgent, type AgentClass, type Reason } from './verdict-rules.ts'

/** Events that are held in memory at once, give or take one recipient's. */
const PORTION = 20_000

/** Takes away what is derived of recipients, so that they can be made anew. */
export async function forgetRecipients(
  tx: Tx,
  workspaceId: number,
  again: readonly Again[],
  changes: Changes,
): Promise<void> {
  const { rows } = await sql<{ campaign_id: number; kind: number; at: Date; reason: string }>`
    delete from verdict v using ${spans(again)}
    where v.workspace_id = ${workspaceId} and v.address_id = s.address_id
      and v.campaign_id = s.campaign_id
      and v.occurred_at between s.first_at and s.last_at
    returning v.campaign_id, v.kind, v.occurred_at as at, v.reason`.execute(tx)
  for (const { campaign_id: campaignId, kind, at, reason } of rows) {
    changeOf(changes, campaignId).judged(kind, at.getTime(), reason as Reason, -1)
  }
  for (const table of ['recipient_link', 'recipient'] as const) {
    await sql`
      delete from ${sql.table(table)} r using ${spans(again)}
      where r.workspace_id = ${workspaceId} and r.campaign_id = s.campaign_id
        and r.address_id = s.address_id`.execute(tx)
  }
}

/** All events of recipients, some recipients at a time, each whole. */
export async function* eventsOfRecipients(
  tx: Tx,
  workspaceId: number,
  again: readonly Again[],
): AsyncGenerator<Tallied[][]> {
  // The sum keeps the index of a whole campaign's events out of this.
  const source = sql`
    ${spans(again)} cross join lateral (
      select e.* from event e
      where e.workspace_id = ${workspaceId} and e.address_id = s.address_id
        and e.occurred_at between s.first_at and s.last_at
        and e.campaign_id + 0 = s.campaign_id
      offset 0
    ) e`
  for await (const events of portionsOf(tx, workspaceId, source)) yield [...recipientsAmong(events)]
}

/** All events of a campaign, in the order of address and time, no address in two portions. */
export function eventsOfCampaign(
  tx: Tx,
  workspaceId: number,
  campaignId: number,
): AsyncGenerator<Tallied[]> {
  const source = sql`(
    select * from event where workspace_id = ${workspaceId} and campaign_id = ${campaignId}) e`
  return portionsOf(tx, workspaceId, source)
}

async function* portionsOf(
  tx: Tx,
  workspaceId: number,
  source: RawBuilder<unknown>,
): AsyncGenerator<Tallied[]> {
  const agents = new Map<number, AgentClass>([[0, '']])
  let rest: Tallied[] = []
  await sql`
    declare events_again no scroll cursor for
    select e.address_id, a.kind = 'fax' as is_fax, e.campaign_id, e.kind, e.link_id, e.detail_id,
      e.agent_id,
      e.key::text as key, (date_part('epoch', e.occurred_at) * 1000)::bigint as ms
    from ${source} join address a on a.id = e.address_id
      and a.workspace_id = ${workspaceId}
    order by e.address_id, e.occurred_at, e.key`.execute(tx)
  for (;;) {
    const { rows } = await sql<Row>`fetch ${sql.lit(PORTION)} from events_again`.execute(tx)
    await learnAgents(tx, workspaceId, { rows, agents })
    const events = [...rest, ...rows.map((row) => talliedFrom(row, agents))]
    if (rows.length < PORTION) {
      if (events.length > 0) yield events
      break
    }
    const lastAddress = events.at(-1)!.addressId
    const whole = events.findLastIndex((event) => event.addressId !== lastAddress) + 1
    rest = events.slice(whole)
    if (whole > 0) yield events.slice(0, whole)
  }
  await sql`close events_again`.execute(tx)
}

interface Row {
  address_id: number
  is_fax: boolean
  campaign_id: number
  kind: number
  link_id: number
  detail_id: number
  agent_id: number
  key: string
  ms: number
}

function talliedFrom(row: Row, agents: ReadonlyMap<number, AgentClass>): Tallied {
  return {
    addressId: row.address_id,
    occurredAt: row.ms,
    common: {
      campaignId: row.campaign_id,
      code: row.kind,
      key: row.key,
      linkId: row.link_id,
      detailId: row.detail_id,
      agentClass: agents.get(row.agent_id)!,
      isFax: row.is_fax,
    },
  }
}

async function learnAgents(
  tx: Tx,
  workspaceId: number,
  { rows, agents }: { rows: readonly Row[]; agents: Map<number, AgentClass> },
): Promise<void> {
  const unknown = [...new Set(rows.map((row) => row.agent_id))].filter((id) => !agents.has(id))
  if (unknown.length === 0) return
  const words = await sql<{ id: number; value: string }>`
    select id, value from detail
    where workspace_id = ${workspaceId} and id = any (${integers(unknown).array})`.execute(tx)
  for (const { id, value } of words.rows) agents.set(id, classOfAgent(value))
}

/** The recipients as rows s (campaign_id, address_id, first_at, last_at). */
function spans(again: readonly Again[]): RawBuilder<unknown> {
  return sql`(${rowsOf(again.length, {
    campaign_id: integers(again.map((one) => one.before.campaignId)),
    address_id: integers(again.map((one) => one.before.addressId)),
    first_at: moments(again.map((one) => one.firstAt)),
    last_at: moments(again.map((one) => one.lastAt)),
  })}) s`
}
