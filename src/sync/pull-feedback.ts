import { sql } from 'kysely'
import {
  campaignsToWatch,
  markAsOf,
  rememberTotals,
  type WatchedCampaign,
} from '../campaigns/index.ts'
import type { EventKind, Failure, RemoteTotals } from '../connectors/index.ts'
import { kindOf, raiseProblems, UNREAD } from '../ledger/index.ts'
import { concernsOneRecord } from './one-record.ts'
import type { Pull } from './pull.ts'
import { readStream } from './read-stream.ts'

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
 * hold, rows came late below the known ones, so that stream is read to its end.
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
  const unfinished = new Set<number>()
  for (const [index, step] of steps.entries()) {
    try {
      await readStep(at, step, totals.get(step.campaign.externalId))
      faults = 0
    } catch (error) {
      unfinished.add(step.campaign.id)
      faults += 1
      if (faults >= FAULTS_MAX || !concernsOneRecord(error)) throw error
      await tellOfStream(at, step, error)
    }
    await at.lease.inRun({ steps: 1, requests: at.takeRequests() }, async (tx) => {
      const isLast = steps[index + 1]?.campaign.id !== step.campaign.id
      if (isLast && !unfinished.has(step.campaign.id)) {
        await markAsOf(tx, step.campaign.id, run.startedAt.getTime())
      }
    })
  }
  const untouched = campaigns.filter((one) => !steps.some((step) => step.campaign.id === one.id))
  await at.lease.inRun({}, async (tx) => {
    for (const campaign of untouched) await markAsOf(tx, campaign.id, run.startedAt.getTime())
  })
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
  const held = standing.held.get(campaign.id) ?? new Map()
  const isFresh = campaign.sentAt === null || at.homing.now() - campaign.sentAt < FRESH_MS
  // Whoever asks for one campaign's news gets all of it looked at.
  const isAsked = at.lease.run.campaignId !== null
  const steps: Step[] = []
  for (const kind of at.connector.feedback!.kinds) {
    const isShort = isMissing(kind, held, totals)
    for (const activity of campaign.activities) {
      const isFinished = standing.finished.has(streamName(activity, kind))
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
  let read = await readStream(at, { name, ask, page, isDeep: false })
  if (!read.beganAtTop) read = await readStream(at, { name, ask, page, isDeep: false })
  if (read.reachedEnd || totals === undefined) return
  const { held } = await standingOf(at, campaign.id)
  if (isMissing(kind, held.get(campaign.id) ?? new Map(), totals))
    await readStream(at, { name, ask, page, isDeep: true })
}

export interface Held {
  people: number
  events: number
}

/** Whether the ESP counts more of a kind than the ledger holds, of people or of events. */
function isMissing(kind: EventKind, held: Map<EventKind, Held>, totals?: RemoteTotals): boolean {
  if (totals === undefined) return false
  const { people, events } = held.get(kind) ?? { people: 0, events: 0 }
  switch (kind) {
    case 'sent':
      return (totals.sent ?? 0) > events
    case 'delivered':
      return (totals.delivered ?? 0) > people
    case 'open':
      return (totals.opens ?? 0) > events || (totals.uniqueOpens ?? 0) > people
    case 'click':
      return (totals.clicks ?? 0) > events || (totals.uniqueClicks ?? 0) > people
    case 'forward':
      return (totals.forwards ?? 0) > people
    case 'bounce':
      return (totals.bounces ?? 0) > people
    case 'opt_out':
      return (totals.optOuts ?? 0) > people
    case 'complaint':
      return (totals.complaints ?? 0) > people
  }
}

/** What the ledger holds of campaigns, and which streams were read to where they were known. */
interface Standing {
  held: Map<number, Map<EventKind, Held>>
  finished: Set<string>
}

/** Of all campaigns of the connection in two statements, or of one. */
async function standingOf(at: Pull, campaignId: number | null): Promise<Standing> {
  const { workspaceId, connectionId } = at.lease.run
  return at.lease.inRun({}, async (tx) => {
    const counts = await sql<{ campaign_id: number; kind: number; people: number; events: number }>`
      select campaign_id, kind, people, events from campaign_count
      where workspace_id = ${workspaceId} and kind > 0
        and campaign_id in (select campaign_id from campaign_identity
          where connection_id = ${connectionId}
            and (${campaignId}::integer is null or campaign_id = ${campaignId}::integer))`.execute(
      tx,
    )
    const held: Standing['held'] = new Map()
    for (const { campaign_id, kind, people, events } of counts.rows) {
      if (!held.has(campaign_id)) held.set(campaign_id, new Map())
      held.get(campaign_id)!.set(kindOf(kind), { people, events: Number(events) })
    }
    const streams = await tx
      .selectFrom('stream')
      .select('name')
      .where('connection_id', '=', connectionId)
      .where('completed_at', 'is not', null)
      .where('cursor', 'is', null)
      .execute()
    return { held, finished: new Set(streams.map((stream) => stream.name)) }
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
        cause: UNREAD.stream,
        sentence: `${WORDS[step.kind]} of ${step.campaign.name}: ${failure.message}`,
        remedy: failure.remedy || 'The next run asks again, from where this one stopped.',
        whoMustAct: failure.whoMustAct,
        identity: `stream:${run.connectionId}:${streamName(step.activity, step.kind)}`,
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
