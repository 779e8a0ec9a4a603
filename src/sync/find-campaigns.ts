import { sql } from 'kysely'
import { rememberCampaign } from '../campaigns/index.ts'
import type { Failure } from '../connectors/index.ts'
import { raiseProblems, unreadCampaigns, UNREAD } from '../ledger/index.ts'
import { concernsOneRecord } from './one-record.ts'
import type { Pull } from './pull.ts'

/** A vendor's list may lag behind its own clock; what changed in this long before is read again. */
const OVERLAP_MS = 24 * 3600 * 1000

/**
 * Finds the campaigns that are new or changed since the last pull, and those that could not be read
 * then, and learns their activities: the primary mailing and any resend. A run of one campaign
 * looks at that one only.
 */
export async function findCampaigns(at: Pull): Promise<void> {
  const { feedback } = at.connector
  if (feedback === undefined) return
  for (const externalId of await changedCampaigns(at)) {
    try {
      const remote = await feedback.campaign(at.vendor, externalId)
      await at.lease.inRun({ detail: remote.name, requests: at.takeRequests() }, (tx) =>
        rememberCampaign(tx, at.lease.run.workspaceId, at.lease.run.connectionId, remote),
      )
    } catch (error) {
      if (!concernsOneRecord(error)) throw error
      await tellOfCampaign(at, externalId, error)
    }
  }
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
        cause: UNREAD.campaign,
        sentence: `The campaign ${externalId}: ${failure.message}`,
        remedy: failure.remedy || 'The next run asks again.',
        whoMustAct: failure.whoMustAct,
        record: { campaign: externalId },
        identity: `campaign:${run.connectionId}:${externalId}`,
      },
    ]),
  )
}

async function changedCampaigns(at: Pull): Promise<string[]> {
  const { run } = at.lease
  if (run.campaignId !== null) return ownIds(at)
  const ids = new Set(await at.lease.inRun({}, (tx) => unreadCampaigns(tx, run)))
  for await (const page of at.connector.feedback!.campaigns(at.vendor, await lastChange(at))) {
    for (const campaign of page) ids.add(campaign.id)
  }
  return [...ids]
}

/**
 * From when on changes are asked for. Never later than the newest change the vendor told: the
 * moment is compared with its clock, and ours may be days ahead.
 */
async function lastChange(at: Pull): Promise<number | null> {
  const { rows } = await at.lease.inRun({}, (tx) =>
    sql<{ since: Date }>`
      select least(n.last_pull_at, c.newest) as since
      from connection n, (
        select max(c.updated_at) as newest
        from campaign_identity i join campaign c on c.id = i.campaign_id
        where i.connection_id = ${at.lease.run.connectionId} and i.kind = 'campaign'
      ) c
      where n.id = ${at.lease.run.connectionId}
        and n.last_pull_at is not null and c.newest is not null`.execute(tx),
  )
  const since = rows[0]?.since
  return since === undefined ? null : since.getTime() - OVERLAP_MS
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
