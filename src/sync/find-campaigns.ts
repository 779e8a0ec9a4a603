import { sql } from 'kysely'
import { REPLACED, rememberCampaign } from '../campaigns/index.ts'
import type { Failure, RemoteCampaign } from '../connectors/index.ts'
import {
  ensureCampaignMonths,
  raiseProblems,
  resolveProblems,
  UNREAD,
  unreadCampaigns,
} from '../ledger/index.ts'
import { concernsOneRecord } from './one-record.ts'
import type { Pull } from './pull.ts'
import { isDueAllOver, wasReadAllOver } from './all-over-again.ts'

/** A vendor's list may lag behind its own clock; what changed in this long before is read again. */
const OVERLAP_MS = 24 * 3600 * 1000

/**
 * Finds the campaigns that are new or changed since the last pull, and those that could not be read
 * then, and learns their activities: the primary mailing and any resend. A run of one campaign
 * looks at that one only. What this run looked at before it gave way or was cut off is not asked
 * again.
 */
export async function findCampaigns(at: Pull): Promise<void> {
  const { feedback } = at.connector
  if (feedback === undefined) return
  const { ids, listed, isWhole } = await changedCampaigns(at)
  for (const externalId of ids) {
    at.breathe()
    try {
      const remote = await feedback.campaign(at.vendor, externalId, listed.get(externalId))
      const { workspaceId, connectionId } = at.lease.run
      await at.lease.inRun(
        { detail: `“${remote.name}”`, requests: at.takeRequests() },
        async (tx) => {
          await rememberCampaign(tx, workspaceId, connectionId, remote)
          if (remote.sentAt !== null) await ensureCampaignMonths(tx, remote.sentAt, at.homing.now())
          await resolveProblems(tx, workspaceId, campaignIdentity(connectionId, externalId))
        },
      )
    } catch (error) {
      if (!concernsOneRecord(error)) throw error
      await tellOfCampaign(at, externalId, error)
    }
  }
  if (isWhole) await wasReadAllOver(at, 'campaigns:all')
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
        cause: UNREAD.campaign,
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

interface Changed {
  ids: string[]
  /** As the vendor listed them just now. */
  listed: ReadonlyMap<string, RemoteCampaign>
  isWhole: boolean
}

async function changedCampaigns(at: Pull): Promise<Changed> {
  const { run } = at.lease
  const listed = new Map<string, RemoteCampaign>()
  if (run.campaignId !== null) return { ids: await ownIds(at), listed, isWhole: false }
  const ids = new Set(await at.lease.inRun({}, (tx) => unreadCampaigns(tx, run)))
  const since = (await isDueAllOver(at, 'campaigns:all')) ? null : await lastChange(at)
  const known = since === null ? await knownChanges(at) : new Map<string, number>()
  for await (const page of at.connector.feedback!.campaigns(at.vendor, since)) {
    for (const campaign of page) {
      const { id, updatedAt } = campaign
      if (updatedAt !== null && known.get(id) === updatedAt) continue
      ids.add(id)
      listed.set(id, campaign)
    }
  }
  const looked = await lookedAt(at)
  return { ids: [...ids].filter((id) => !looked.has(id)), listed, isWhole: since === null }
}

async function lookedAt(at: Pull): Promise<Set<string>> {
  const { run } = at.lease
  const rows = await at.lease.inRun({ requests: at.takeRequests() }, (tx) =>
    tx
      .selectFrom('campaign_identity')
      .select('external_id')
      .where('connection_id', '=', run.connectionId)
      .where('kind', '=', 'campaign')
      // A draft that was replaced by another tells nothing any more.
      .where((e) => e.or([e('looked_at', '>=', run.startedAt), e('role', '=', REPLACED)]))
      .execute(),
  )
  return new Set(rows.map((row) => row.external_id))
}

/** When each campaign was changed last, as far as it is known here, by its external id. */
async function knownChanges(at: Pull): Promise<Map<string, number>> {
  const { rows } = await at.lease.inRun({}, (tx) =>
    sql<{ id: string; changed: Date }>`
      select i.external_id as id, c.updated_at as changed
      from campaign_identity i join campaign c on c.id = i.campaign_id
      where i.connection_id = ${at.lease.run.connectionId} and i.kind = 'campaign'`.execute(tx),
  )
  return new Map(rows.map((row) => [row.id, row.changed.getTime()]))
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
        and role <> ${REPLACED}
        and connection_id = ${at.lease.run.connectionId}`.execute(tx),
  )
  return rows.map((row) => row.external_id)
}
