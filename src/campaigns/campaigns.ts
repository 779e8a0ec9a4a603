import { sql } from 'kysely'
import type { RemoteCampaignDetail, RemoteTotals } from '../connectors/index.ts'
import type { Tx } from '../platform/database/index.ts'

/**
 * Takes in a campaign as the ESP describes it, by its external id: made where it is new, brought up
 * to date where it is known, its activities' identities added. Answers Homing's id.
 */
export async function rememberCampaign(
  tx: Tx,
  workspaceId: number,
  connectionId: number,
  remote: RemoteCampaignDetail,
): Promise<number> {
  const known = await tx
    .selectFrom('campaign_identity')
    .select('campaign_id')
    .where('connection_id', '=', connectionId)
    .where('kind', '=', 'campaign')
    .where('external_id', '=', remote.id)
    .executeTakeFirst()
  const facts = {
    name: remote.name,
    subject: remote.subject,
    from_name: remote.fromName,
    from_address: remote.fromAddress,
    status: remote.status,
    sent_at: dateOf(remote.sentAt),
    updated_at: dateOf(remote.updatedAt) ?? new Date(),
  }
  const campaignId = known?.campaign_id ?? (await make(tx, workspaceId, remote, facts))
  if (known !== undefined) {
    await tx.updateTable('campaign').set(facts).where('id', '=', campaignId).execute()
  }
  const identities = [
    { kind: 'campaign' as const, external_id: remote.id, role: '' },
    ...remote.activities.map((activity) => ({
      kind: 'activity' as const,
      external_id: activity.id,
      role: activity.role,
    })),
  ]
  await tx
    .insertInto('campaign_identity')
    .values(
      identities.map((identity) => ({
        ...identity,
        workspace_id: workspaceId,
        connection_id: connectionId,
        campaign_id: campaignId,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return campaignId
}

async function make(
  tx: Tx,
  workspaceId: number,
  remote: RemoteCampaignDetail,
  facts: { name: string; status: RemoteCampaignDetail['status']; sent_at: Date | null },
): Promise<number> {
  const row = await tx
    .insertInto('campaign')
    .values({
      ...facts,
      workspace_id: workspaceId,
      ...(remote.createdAt === null ? {} : { created_at: new Date(remote.createdAt) }),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

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

/** Which of a connection's activities belong to a campaign that is known; nothing is locked. */
export async function knownActivities(
  tx: Tx,
  connectionId: number,
  activities: string[],
): Promise<Set<string>> {
  if (activities.length === 0) return new Set()
  const rows = await tx
    .selectFrom('campaign_identity')
    .select('external_id')
    .where('connection_id', '=', connectionId)
    .where('kind', '=', 'activity')
    .where('external_id', '=', sql<string>`any (${activities}::text[])`)
    .execute()
  return new Set(rows.map((row) => row.external_id))
}

export interface WatchedCampaign {
  id: number
  name: string
  externalId: string
  /** Epoch ms. */
  sentAt: number | null
  activities: string[]
  espTotals: Omit<RemoteTotals, 'campaignId' | 'countedAt'> | null
}

/** Campaigns of a connection that may have feedback, newest sent first; one of them where asked. */
export async function campaignsToWatch(
  tx: Tx,
  connectionId: number,
  campaignId: number | null,
): Promise<WatchedCampaign[]> {
  const { rows } = await sql<{
    id: number
    name: string
    external_id: string
    sent_at: Date | null
    activities: string[] | null
    esp_totals: WatchedCampaign['espTotals']
  }>`
    select c.id, c.name, i.external_id, c.sent_at, c.esp_totals,
      (select array_agg(a.external_id order by a.role, a.external_id) from campaign_identity a
        where a.campaign_id = c.id and a.connection_id = i.connection_id and a.kind = 'activity'
      ) as activities
    from campaign_identity i join campaign c on c.id = i.campaign_id
    where i.connection_id = ${connectionId} and i.kind = 'campaign'
      and c.status in ('sending', 'sent', 'removed')
      and (${campaignId}::integer is null or c.id = ${campaignId}::integer)
    order by c.sent_at desc nulls last, c.id desc`.execute(tx)
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    externalId: row.external_id,
    sentAt: row.sent_at?.getTime() ?? null,
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
    .set({ esp_totals: JSON.stringify(counts), esp_totals_at: new Date(countedAt ?? now) })
    .where('id', '=', campaignId)
    .execute()
}

/** The figures of a campaign are complete as of this moment (epoch ms). */
export async function markAsOf(tx: Tx, campaignId: number, at: number): Promise<void> {
  await tx
    .updateTable('campaign')
    .set({ as_of: new Date(at) })
    .where('id', '=', campaignId)
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

function dateOf(ms: number | null): Date | null {
  return ms === null ? null : new Date(ms)
}
