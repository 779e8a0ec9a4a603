import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import type { News, Subject } from './bodies.ts'
import { userOf } from './user-of.ts'
import { cut, iso } from './words.ts'

interface FactRow {
  id: number
  factId: number
  at: Date
  recordedAt: Date
  expiresAt: Date | null
  optedIn: boolean
  isExplicit: boolean
  scope: 'everything' | 'topic' | 'address'
  cause: 'wish' | 'complaint'
  channel: 'email' | 'fax' | null
  source: string
  reason: string
  topicId: number | null
  topic: string | null
  groupKind: string | null
  groupId: string | null
  connectionId: number | null
  campaignId: number | null
  campaign: string | null
  personId: number | null
  addressId: number | null
  address: string | null
}

/** Consent facts as messages tell them; by delivery. Those of erased addresses are left out. */
export async function aboutFacts(
  tx: Tx,
  workspaceId: number,
  subjects: readonly Subject[],
): Promise<Map<number, News>> {
  const { rows } = await sql<FactRow>`
    select s.id, f.id as "factId", f.occurred_at as at, f.recorded_at as "recordedAt",
      f.expires_at as "expiresAt", f.opted_in as "optedIn", f.is_explicit as "isExplicit",
      f.scope, f.cause, f.channel, f.source, f.reason, t.id as "topicId", t.name as topic,
      f.external_kind as "groupKind", f.external_id as "groupId",
      f.connection_id as "connectionId", c.id as "campaignId", c.name as campaign,
      coalesce(p.merged_into, p.id, ${userOf(workspaceId, sql`f.address_id`)}) as "personId",
      a.id as "addressId", a.address
    from unnest(${subjects.map((one) => one.id)}::integer[],
      ${subjects.map((one) => one.subjectId)}::integer[]) as s (id, fact_id)
    join consent_fact f on f.workspace_id = ${workspaceId} and f.id = s.fact_id
    left join person p on p.workspace_id = ${workspaceId} and p.id = f.person_id
    left join address a on a.workspace_id = ${workspaceId} and a.id = f.address_id
    left join topic t on t.workspace_id = ${workspaceId} and t.id = f.topic_id
    left join campaign c on c.workspace_id = ${workspaceId} and c.id = f.campaign_id
    where a.erased_at is null`.execute(tx)
  return new Map(rows.map((row) => [row.id, { at: row.at.getTime(), data: dataOf(row) }]))
}

function dataOf(row: FactRow): Record<string, unknown> {
  return {
    id: row.factId,
    optedIn: row.optedIn,
    isExplicit: row.isExplicit,
    scope: row.scope,
    topic: row.topicId === null ? null : { id: row.topicId, name: row.topic },
    // The ESP's own group it was said of, where that is all that was told.
    group: row.groupId === null ? null : { kind: row.groupKind, id: row.groupId },
    cause: row.cause,
    channel: row.channel,
    occurredAt: row.at.toISOString(),
    recordedAt: row.recordedAt.toISOString(),
    expiresAt: iso(row.expiresAt),
    source: row.source,
    connectionId: row.connectionId,
    campaign: row.campaignId === null ? null : { id: row.campaignId, name: row.campaign },
    reason: cut(row.reason),
    personId: row.personId,
    addressId: row.addressId,
    address: row.address,
  }
}
