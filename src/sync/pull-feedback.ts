import {
  campaignsToWatch,
  markAsOf,
  rememberTotals,
  type WatchedCampaign,
} from '../campaigns/index.ts'
import type { EventKind, Failure, RemoteTotals } from '../connectors/index.ts'
import { raiseProblems } from '../ledger/index.ts'
import { concernsOneRecord } from './one-record.ts'
import type { Pull } from './pull.ts'
import { readStream } from './read-stream.ts'
import { reconcile } from './reconcile.ts'
import { settleShortage, shortageNow, type Shortage } from './reconciliation/shortage.ts'

/** A campaign is asked about at every pull for this long after its send. */
const FRESH_MS = 7 * 24 * 3600 * 1000
/** After this many faults in a row the vendor is not well, and the run leaves it alone. */
const FAULTS_MAX = 3

interface Step {
  campaign: WatchedCampaign
  activity: string
  kind: EventKind
}

/**
 * Reads the feedback of every campaign that may have some. The ESP's own totals, asked for first in
 * one request for many campaigns, decide two things: an old campaign whose totals are ours already
 * costs nothing; and where, after the newest rows were read, the ESP still counts more than we
 * hold, rows came late below the known ones, so that stream is read to its end: again and again
 * where they are not there yet, each time after a longer wait. Then both sides are reconciled.
 */
export async function pullFeedback(at: Pull): Promise<void> {
  if (at.connector.feedback === undefined) return
  const { run } = at.lease
  const campaigns = await at.lease.inRun({}, (tx) =>
    campaignsToWatch(tx, run.connectionId, run.campaignId),
  )
  const totals = await readTotals(at, campaigns)
  const standing = await standingOf(at, null)
  const steps = campaigns.flatMap((campaign) =>
    stepsOf(at, campaign, totals.get(campaign.externalId), standing),
  )
  await at.lease.inRun({ stepsTotal: steps.length }, async () => {})

  let faults = 0
  const unread = new Map<number, Set<EventKind>>()
  for (const [index, step] of steps.entries()) {
    try {
      await readStep(at, step, totals.get(step.campaign.externalId))
      faults = 0
    } catch (error) {
      const kinds = unread.get(step.campaign.id) ?? new Set()
      unread.set(step.campaign.id, kinds.add(step.kind))
      faults += 1
      if (faults >= FAULTS_MAX || !concernsOneRecord(error)) throw error
      await tellOfStream(at, step, error)
    }
    await at.lease.inRun({ steps: 1, requests: at.takeRequests() }, async (tx) => {
      const isLast = steps[index + 1]?.campaign.id !== step.campaign.id
      if (isLast && !unread.has(step.campaign.id)) {
        await markAsOf(tx, step.campaign.id, run.startedAt.getTime())
      }
    })
  }
  const untouched = campaigns.filter((one) => !steps.some((step) => step.campaign.id === one.id))
  await at.lease.inRun({}, async (tx) => {
    for (const campaign of untouched) await markAsOf(tx, campaign.id, run.startedAt.getTime())
  })
  await reconcile(at, { read: new Set(steps.map((s) => s.campaign.id)), unread })
}

async function readTotals(at: Pull, campaigns: WatchedCampaign[]) {
  const byId = new Map<string, RemoteTotals>()
  const part = at.connector.totals
  if (part === undefined) return byId
  for (let from = 0; from < campaigns.length; from += part.batchMax) {
    const batch = campaigns.slice(from, from + part.batchMax)
    const answers = await part.read(
      at.vendor,
      batch.map((campaign) => campaign.externalId),
    )
    await at.lease.inRun({ detail: 'totals', requests: at.takeRequests() }, async (tx) => {
      for (const answer of answers) {
        const campaign = batch.find((one) => one.externalId === answer.campaignId)
        if (campaign === undefined) continue
        byId.set(answer.campaignId, answer)
        await rememberTotals(tx, campaign.id, answer, at.homing.now())
      }
    })
  }
  return byId
}

/** The streams of a campaign that may hold something new. */
function stepsOf(
  at: Pull,
  campaign: WatchedCampaign,
  totals: RemoteTotals | undefined,
  standing: Standing,
): Step[] {
  const isFresh = campaign.sentAt === null || at.homing.now() - campaign.sentAt < FRESH_MS
  // Whoever asks for one campaign's news gets all of it looked at.
  const isAsked = at.lease.run.campaignId !== null
  const steps: Step[] = []
  for (const kind of at.connector.feedback!.kinds) {
    const missing = standing.shortage.missing(campaign.id, kind, totals)
    for (const activity of campaign.activities) {
      const name = streamName(activity, kind)
      const isFinished = standing.finished.has(name)
      const isShort = standing.shortage.isDue(name, missing)
      // What was sent does not grow once it is all here; reactions do.
      const mayGrow = kind !== 'sent' && (isFresh || isAsked)
      if (!isFinished || isShort || mayGrow || totals === undefined) {
        steps.push({ campaign, activity, kind })
      }
    }
  }
  return steps
}

async function readStep(at: Pull, step: Step, totals?: RemoteTotals): Promise<void> {
  const { campaign, activity, kind } = step
  const ask = { stream: 'events' as const, activity, kind }
  const detail = `${WORDS[kind]} of ${campaign.name}`
  await at.lease.inRun({ detail, requests: at.takeRequests() }, async () => {})
  const name = streamName(activity, kind)
  const page = (cursor: string | null) => at.connector.feedback!.page(at.vendor, ask, cursor)
  const read = await readStream(at, { name, ask, page, isDeep: false })
  if (totals === undefined) return
  let { shortage } = await standingOf(at, campaign.id)
  let missing = shortage.missing(campaign.id, kind, totals)
  if (shortage.isDue(name, missing)) {
    if (!read.reachedEnd) await readStream(at, { name, ask, page, isDeep: true })
    shortage = (await standingOf(at, campaign.id)).shortage
    missing = shortage.missing(campaign.id, kind, totals)
    await settleShortage(at, name, missing)
  } else if (missing <= 0 && shortage.isKnown(name)) await settleShortage(at, name, 0)
}

/** What is missing of campaigns, and which streams were read to where they were known. */
interface Standing {
  shortage: Shortage
  finished: ReadonlySet<string>
}

/** Of all campaigns of the connection at once, or of one. */
async function standingOf(at: Pull, campaignId: number | null): Promise<Standing> {
  const { connectionId } = at.lease.run
  return at.lease.inRun({}, async (tx) => {
    const streams = await tx
      .selectFrom('stream')
      .select('name')
      .where('connection_id', '=', connectionId)
      .where('completed_at', 'is not', null)
      .where('cursor', 'is', null)
      .execute()
    return {
      shortage: await shortageNow(tx, at, campaignId),
      finished: new Set(streams.map((stream) => stream.name)),
    }
  })
}

function streamName(activity: string, kind: EventKind): string {
  return `events:${activity}:${kind}`
}

async function tellOfStream(at: Pull, step: Step, failure: Failure): Promise<void> {
  const { run } = at.lease
  await at.lease.inRun({ problems: 1, requests: at.takeRequests() }, (tx) =>
    raiseProblems(tx, [
      {
        workspaceId: run.workspaceId,
        connectionId: run.connectionId,
        campaignId: step.campaign.id,
        runId: run.id,
        cause: 'Part of the feedback could not be read',
        sentence: `${WORDS[step.kind]} of ${step.campaign.name}: ${failure.message}`,
        remedy: failure.remedy || 'The next run asks again, from where this one stopped.',
        whoMustAct: failure.whoMustAct,
        identity: `stream:${run.connectionId}:${streamName(step.activity, step.kind)}`,
        retriedBy: 'run',
      },
    ]),
  )
}

const WORDS: Record<EventKind, string> = {
  sent: 'sends',
  delivered: 'deliveries',
  open: 'opens',
  click: 'clicks',
  forward: 'forwards',
  bounce: 'bounces',
  opt_out: 'opt-outs',
  complaint: 'complaints',
}
