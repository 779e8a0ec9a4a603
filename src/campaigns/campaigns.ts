import { sql } from 'kysely'
import type { RemoteTotals } from '../connectors/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { REPLACED } from './drafts/unanswered.ts'

/**
 * The campaigns that a connection's activities belong to, by activity id, locked until the
 * transaction ends: two batches never count the same campaign at once. sentAt is epoch ms.
 */
export async function campaignsOfActivities(
  tx: Tx,
  connectionId: number,
  activities: string[],
): Promise<Map<string, { id: number; sentAt: number | null }>> {
  if (activities.length === 0) return new Map()
  const { rows } = await sql<{ external_id: string; id: number; sent_at: Date | null }>`
    select i.external_id, c.id, c.sent_at
    from campaign_identity i join campaign c on c.id = i.campaign_id
    where i.connection_id = ${connectionId} and i.kind = 'activity'
      and i.external_id = any (${activities}::text[])
    order by c.id
    for update of c`.execute(tx)
  return new Map(
    rows.map((row) => [row.external_id, { id: row.id, sentAt: row.sent_at?.getTime() ?? null }]),
  )
}

/** The same without the lock, for those who only look: with the campaigns' names. */
export async function knownActivities(tx: Tx, connectionId: number, activities: string[]) {
  const { rows } = await sql<{ activity: string; id: number; name: string; sent_at: Date | null }>`
    select i.external_id as activity, c.id, c.name, c.sent_at
    from campaign_identity i join campaign c on c.id = i.campaign_id
    where i.connection_id = ${connectionId} and i.kind = 'activity'
      and i.external_id = any (${activities}::text[])`.execute(tx)
  return new Map(
    rows.map(({ activity, id, name, sent_at }) => [
      activity,
      { id, name, sentAt: sent_at?.getTime() ?? null },
    ]),
  )
}

export interface WatchedCampaign {
  id: number
  name: string
  externalId: string
  /** Epoch ms. */
  sentAt: number | null
  /** Since when its connection is there, epoch ms. */
  connectedSince: number
  /** Epoch ms; null where its feedback was never read in full. */
  asOf: number | null
  activities: string[]
  /** As the ESP told them since the moment asked about; null where it did not. */
  espTotals: Omit<RemoteTotals, 'campaignId' | 'countedAt'> | null
}

/**
 * Campaigns of a connection that may have feedback, newest sent first; one of them where asked.
 * Totals are those told since a moment of the database's clock: older ones decide nothing.
 */
export async function campaignsToWatch(
  tx: Tx,
  of: { connectionId: number; campaignId: number | null; toldSince: Date },
): Promise<WatchedCampaign[]> {
  const { connectionId, campaignId, toldSince } = of
  const { rows } = await sql<{
    id: number
    name: string
    external_id: string
    sent_at: Date | null
    connected_at: Date
    as_of: Date | null
    activities: string[] | null
    esp_totals: WatchedCampaign['espTotals']
  }>`
    select c.id, c.name, i.external_id, c.sent_at, c.as_of, o.created_at as connected_at,
      case when c.totals_read_at >= ${toldSince} then c.esp_totals end as esp_totals,
      (select array_agg(a.external_id order by a.role, a.external_id) from campaign_identity a
        where a.campaign_id = c.id and a.connection_id = i.connection_id and a.kind = 'activity'
          and a.role <> ${REPLACED}
      ) as activities
    from campaign_identity i join campaign c on c.id = i.campaign_id
      join connection o on o.id = i.connection_id
    where i.connection_id = ${connectionId} and i.kind = 'campaign' and i.role <> ${REPLACED}
      and c.status in ('sending', 'sent', 'removed')
      and (${campaignId}::integer is null or c.id = ${campaignId}::integer)
    order by c.sent_at desc nulls last, c.id desc`.execute(tx)
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    externalId: row.external_id,
    sentAt: row.sent_at?.getTime() ?? null,
    connectedSince: row.connected_at.getTime(),
    asOf: row.as_of?.getTime() ?? null,
    activities: row.activities ?? [],
    espTotals: row.esp_totals,
  }))
}

/** Keeps what the ESP itself counts, to be shown beside ours. */
export async function rememberTotals(
  tx: Tx,
  campaignId: number,
  totals: RemoteTotals,
  now: number,
): Promise<void> {
  const { campaignId: _, countedAt, ...counts } = totals
  await tx
    .updateTable('campaign')
    .set({
      esp_totals: JSON.stringify(counts),
      esp_totals_at: new Date(countedAt ?? now),
      totals_read_at: sql<Date>`now()`,
    })
    .where('id', '=', campaignId)
    .execute()
}

/** The figures of these campaigns are complete as of this moment (epoch ms). */
export async function markAsOf(tx: Tx, campaignIds: readonly number[], at: number): Promise<void> {
  await sql`
    update campaign set as_of = ${new Date(at)}
    where id = any(${campaignIds}::integer[])`.execute(tx)
}

/** The same of all campaigns of a connection. */
export async function markAllAsOf(tx: Tx, connectionId: number, at: number): Promise<void> {
  await tx
    .updateTable('campaign')
    .set({ as_of: new Date(at) })
    .where('id', 'in', (e) =>
      e
        .selectFrom('campaign_identity')
        .select('campaign_id')
        .where('connection_id', '=', connectionId),
    )
    .execute()
}

/** Whether the workspace has such a campaign. */
export async function isCampaign(tx: Tx, campaignId: number): Promise<boolean> {
  const row = await tx
    .selectFrom('campaign')
    .select('id')
    .where('id', '=', campaignId)
    .executeTakeFirst()
  return row !== undefined
}
