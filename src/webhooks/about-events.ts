import { sql } from 'kysely'
import { kindOf, TIME_IS_APPROXIMATE } from '../ledger/index.ts'
import type { Tx } from '../platform/database/index.ts'
import type { News, Subject } from './bodies.ts'
import { userOf } from './user-of.ts'
import { cut } from './words.ts'

interface EventRow {
  id: number
  at: Date
  eventId: string
  kind: number
  flags: number
  addressId: number
  address: string
  personId: number | null
  campaignId: number
  campaign: string
  connectionId: number | null
  url: string | null
  word: string | null
  wordClass: string
  note: string
  smtp: number | null
  enhanced: string
  agent: string | null
  verdict: number | null
}

/** Events as messages tell them; by delivery. Those of erased addresses are left out. */
export async function aboutEvents(
  tx: Tx,
  workspaceId: number,
  subjects: readonly Subject[],
): Promise<Map<number, News>> {
  const { rows } = await sql<EventRow>`
    select s.id, e.occurred_at as at, e.kind, e.flags,
      concat_ws('_', (extract(epoch from e.occurred_at) * 1000000)::bigint, e.key, e.address_id)
        as "eventId",
      a.id as "addressId", a.address, ${userOf(workspaceId, sql`a.id`)} as "personId",
      c.id as "campaignId", c.name as campaign, r.connection_id as "connectionId", l.url,
      d.value as word, d.class as "wordClass", d.note, d.smtp, d.enhanced, g.value as agent,
      v.class as verdict
    from unnest(${subjects.map((one) => one.id)}::integer[],
      ${subjects.map((one) => one.subjectId)}::integer[],
      ${subjects.map((one) => one.happenedAt)}::bigint[],
      ${subjects.map((one) => one.eventKey)}::bigint[]) as s (id, address_id, ms, key)
    join event e on e.workspace_id = ${workspaceId} and e.address_id = s.address_id
      and e.occurred_at = timestamptz 'epoch' + s.ms * interval '1 millisecond' and e.key = s.key
    join address a on a.workspace_id = ${workspaceId} and a.id = e.address_id
      and a.erased_at is null
    join campaign c on c.workspace_id = ${workspaceId} and c.id = e.campaign_id
    left join receipt r on r.workspace_id = ${workspaceId} and r.id = e.receipt_id
    left join link l on l.workspace_id = ${workspaceId} and l.id = e.link_id
    left join detail d on d.workspace_id = ${workspaceId} and d.id = e.detail_id
    left join detail g on g.workspace_id = ${workspaceId} and g.id = e.agent_id
    left join verdict v on v.workspace_id = ${workspaceId} and v.address_id = e.address_id
      and v.occurred_at = e.occurred_at and v.key = e.key`.execute(tx)
  return new Map(rows.map((row) => [row.id, { at: row.at.getTime(), data: dataOf(row) }]))
}

function dataOf(row: EventRow): Record<string, unknown> {
  const kind = kindOf(row.kind)
  return {
    id: row.eventId,
    kind,
    occurredAt: row.at.toISOString(),
    // The vendor told no time: it is that of the sending.
    isTimeApproximate: (row.flags & TIME_IS_APPROXIMATE) !== 0,
    campaign: { id: row.campaignId, name: row.campaign },
    connectionId: row.connectionId,
    personId: row.personId,
    addressId: row.addressId,
    address: row.address,
    ...(kind === 'click' && { url: row.url }),
    ...((kind === 'open' || kind === 'click') && {
      verdict: row.verdict === null ? 'human' : row.verdict === 2 ? 'proxy' : 'machine',
      agent: cut(row.agent),
    }),
    ...(kind === 'bounce' && {
      bounce: {
        class: row.wordClass,
        code: cut(row.word),
        note: cut(row.note),
        smtp: row.smtp,
        enhanced: row.enhanced === '' ? null : row.enhanced,
      },
    }),
    ...(kind === 'opt_out' && { reason: cut(row.word) }),
  }
}
