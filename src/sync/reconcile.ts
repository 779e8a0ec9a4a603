import { toldCampaigns, type ToldCampaign } from '../campaigns/index.ts'
import type { EventKind, RemoteTotals } from '../connectors/index.ts'
import { concernsOneRecord } from './one-record.ts'
import type { Pull } from './pull.ts'
import { examine, type Examination, type Result } from './reconciliation/examine.ts'
import type { Severity } from './reconciliation/explain.ts'
import { keepResults } from './reconciliation/history.ts'
import { proveSome, proveWhole, type Proving } from './reconciliation/prove.ts'
import { tellOfResults } from './reconciliation/tell.ts'

/** A campaign of which nothing new was read is compared this often all the same. */
const DAILY_MS = 24 * 3600 * 1000
/** From this severity on a difference may end by itself, and is looked at after each pull. */
const WAITS: Severity = 2
/** Campaigns whose activities' own totals a run asks for at most: one request or more each. */
const ACTIVITY_ASKS_MAX = 20

/** What a pull has just done. */
export interface Pulled {
  /** Campaigns of which streams were read. */
  read: ReadonlySet<number>
  /** Kinds of which a page could not be read, by campaign. */
  unread: ReadonlyMap<number, ReadonlySet<EventKind>>
}

/**
 * Holds the ESP's totals against the ledger, after a pull: every campaign that was read or waits
 * for something, and once a day every other. Each difference is kept with its reasons; what has
 * none becomes a problem. Then kept counts are proved against the events: all of the campaign that
 * was asked for, some a day.
 */
export async function reconcile(at: Pull, pulled: Pulled): Promise<void> {
  const { workspaceId, connectionId, campaignId } = at.lease.run
  const isAsked = campaignId !== null
  let asks = 0
  for (const campaign of await dueCampaigns(at, pulled)) {
    const examination: Examination = {
      connectionId,
      connector: at.connector,
      campaign,
      activities: null,
      unread: pulled.unread.get(campaign.id) ?? new Set(),
      now: at.homing.now(),
    }
    if (isAsked || (asks < ACTIVITY_ASKS_MAX && (await hasUnexplained(at, examination)))) {
      asks += 1
      examination.activities = await activityTotals(at, campaign)
    }
    await at.lease.inRun({ requests: at.takeRequests() }, async (tx) => {
      const results = await examine(tx, examination)
      const of = { workspaceId, campaignId: campaign.id, now: examination.now }
      await keepResults(tx, of, results)
      await tellOfResults(tx, at, campaign, results)
    })
  }
  await prove(at)
}

async function dueCampaigns(at: Pull, { read }: Pulled): Promise<ToldCampaign[]> {
  const { connectionId, campaignId } = at.lease.run
  return at.lease.inRun({ detail: 'totals beside the ledger' }, async (tx) => {
    const campaigns = await toldCampaigns(tx, connectionId, campaignId)
    const recent = await tx
      .selectFrom('reconciliation')
      .select('campaign_id')
      .where('checked_at', '>', new Date(at.homing.now() - DAILY_MS))
      .where('severity', '<', WAITS)
      .execute()
    const done = new Set(recent.map((row) => row.campaign_id))
    return campaigns.filter(({ id }) => read.has(id) || !done.has(id))
  })
}

async function hasUnexplained(at: Pull, examination: Examination): Promise<boolean> {
  if (at.connector.totals?.ofActivities === undefined) return false
  const results = await at.lease.inRun({}, (tx) => examine(tx, examination))
  return results.some((result: Result) => result.esp > result.comparable && result.severity === 3)
}

/** Null where the vendor tells none, or not now: differences then keep the reasons they have. */
async function activityTotals(at: Pull, campaign: ToldCampaign): Promise<RemoteTotals[] | null> {
  const part = at.connector.totals?.ofActivities
  if (part === undefined || campaign.activities.length === 0) return null
  const all: RemoteTotals[] = []
  try {
    for (let from = 0; from < campaign.activities.length; from += part.batchMax) {
      const batch = campaign.activities.slice(from, from + part.batchMax)
      all.push(...(await part.read(at.vendor, batch)))
    }
  } catch (error) {
    if (!concernsOneRecord(error)) throw error
    at.homing.log.warn({ campaign: campaign.id, kind: error.kind }, "no activities' totals")
    return null
  }
  return all
}

async function prove(at: Pull): Promise<void> {
  const { workspaceId, connectionId, campaignId } = at.lease.run
  const now = at.homing.now()
  const within: Proving = { inTransaction: (work) => at.lease.inRun({}, work), workspaceId, now }
  if (campaignId !== null) await proveWhole(within, campaignId)
  else await proveSome(within, connectionId)
}
