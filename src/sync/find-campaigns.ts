import { sql } from 'kysely'
import { rememberCampaign } from '../campaigns/index.ts'
import type { Failure } from '../connectors/index.ts'
import { ensureCampaignMonths, raiseProblems, resolveProblems } from '../ledger/index.ts'
import { concernsOneRecord } from './one-record.ts'
import type { Pull } from './pull.ts'

/** A vendor's list may lag behind its own clock; what changed in this long before is read again. */
const OVERLAP_MS = 24 * 3600 * 1000

/**
 * Finds the campaigns that are new or changed since the last pull, and learns their activities: the
 * primary mailing and any resend. A run of one campaign looks at that one only. What this run
 * looked at before it gave way or was cut off is not asked again.
 */
export async function findCampaigns(at: Pull): Promise<void> {
  const { feedback } = at.connector
  if (feedback === undefined) return
  for (const externalId of await changedCampaigns(at)) {
    at.breathe()
    try {
      const remote = await feedback.campaign(at.vendor, externalId)
      const { workspaceId, connectionId } = at.lease.run
      await at.lease.inRun({ detail: remote.name, requests: at.takeRequests() }, async (tx) => {
        await rememberCampaign(tx, workspaceId, connectionId, remote)
        if (remote.sentAt !== null) await ensureCampaignMonths(tx, remote.sentAt, at.homing.now())
        await resolveProblems(tx, workspaceId, campaignIdentity(connectionId, externalId))
      })
    } catch (error) {
      if (!concernsOneRecord(error)) throw error
      await tellOfCampaign(at, externalId, error)
    }
  }
}

function campaignIdentity(connectionId: number, externalId: string): string {
  return `campaign:${connectionId}:${externalId}`
}

/** One campaign that cannot be read leaves the others to be read. */
async function tellOfCampaign(at: Pull, externalId: string, failure: Failure): Promise<void> {
  const { run } = at.lease
  await at.lease.inRun({ problems: 1, requests: at.takeRequests() }, (tx) =>
    raiseProblems(tx, [
      {
        workspaceId: run.workspaceId,
        connectionId: run.connectionId,
        runId: run.id,
        cause: 'A campaign cannot be read',
        sentence: `The campaign ${externalId}: ${failure.message}`,
        remedy: failure.remedy || 'The next run asks again.',
        whoMustAct: failure.whoMustAct,
        record: { campaign: externalId },
        identity: campaignIdentity(run.connectionId, externalId),
        retriedBy: 'run',
      },
    ]),
  )
}

async function changedCampaigns(at: Pull): Promise<string[]> {
  const { run } = at.lease
  if (run.campaignId !== null) return ownIds(at)
  const since = await lastPull(at)
  const ids: string[] = []
  for await (const page of at.connector.feedback!.campaigns(at.vendor, since)) {
    ids.push(...page.map((campaign) => campaign.id))
  }
  const looked = await lookedAt(at)
  return ids.filter((id) => !looked.has(id))
}

async function lookedAt(at: Pull): Promise<Set<string>> {
  const { run } = at.lease
  const rows = await at.lease.inRun({ requests: at.takeRequests() }, (tx) =>
    tx
      .selectFrom('campaign_identity')
      .select('external_id')
      .where('connection_id', '=', run.connectionId)
      .where('kind', '=', 'campaign')
      .where('looked_at', '>=', run.startedAt)
      .execute(),
  )
  return new Set(rows.map((row) => row.external_id))
}

async function lastPull(at: Pull): Promise<number | null> {
  const row = await at.lease.inRun({}, (tx) =>
    tx
      .selectFrom('connection')
      .select('last_pull_at')
      .where('id', '=', at.lease.run.connectionId)
      .executeTakeFirstOrThrow(),
  )
  return row.last_pull_at === null ? null : row.last_pull_at.getTime() - OVERLAP_MS
}

async function ownIds(at: Pull): Promise<string[]> {
  const { rows } = await at.lease.inRun({}, (tx) =>
    sql<{ external_id: string }>`
      select external_id from campaign_identity
      where campaign_id = ${at.lease.run.campaignId} and kind = 'campaign'
        and connection_id = ${at.lease.run.connectionId}`.execute(tx),
  )
  return rows.map((row) => row.external_id)
}
