import { sql } from 'kysely'
import { campaignsToWatch, markAsOf, type WatchedCampaign } from '../campaigns/index.ts'
import { KeptForUrgent } from '../connections/index.ts'
import type { EventKind, Failure } from '../connectors/index.ts'
import { kindOf, raiseProblems } from '../ledger/index.ts'
import { concernsOneRecord } from './one-record.ts'
import type { Pull } from './pull.ts'
import { readStream } from './read-stream.ts'
import { byRisk, isFresh, purposeOf } from './risk.ts'

/** After this many faults in a row the vendor is not well, and the run leaves it alone. */
const FAULTS_MAX = 3

interface Step {
  campaign: WatchedCampaign
  activity: string
  kind: EventKind
}

/**
 * Reads the feedback of every campaign that may have some, what would be lost first first. The
 * ESP's own totals, asked for before, decide two things: an old campaign whose totals are ours
 * already costs nothing; and where, after the newest rows were read, the ESP still counts more than
 * we hold, rows came late below the known ones, so that stream is read to its end.
 */
export async function pullFeedback(at: Pull): Promise<void> {
  if (at.connector.feedback === undefined) return
  const { connectionId, campaignId, startedAt } = at.lease.run
  const campaigns = byRisk(
    await at.lease.inRun({}, (tx) =>
      campaignsToWatch(tx, { connectionId, campaignId, toldSince: startedAt }),
    ),
    at.homing.now(),
  )
  const standing = await standingOf(at, null)
  const all = campaigns.flatMap((campaign) => stepsOf(at, campaign, standing))
  const steps = all.filter((step) => !isDone(step, standing))
  const counted = { stepsTotal: all.length, steps: all.length - steps.length }
  await at.lease.inRun(counted, async () => {})

  const unfinished = await readSteps(at, steps)
  const untouched = campaigns.filter((one) => !steps.some((step) => step.campaign.id === one.id))
  await at.lease.inRun({}, async (tx) => {
    for (const { id } of untouched) await markAsOf(tx, id, startedAt.getTime())
  })
  if (unfinished.putOff > 0) {
    const message =
      `${unfinished.putOff} older mailings wait for the service's next day: `
      + 'what is left of this one is kept for opt-outs and fresh news.'
    await at.lease.inRun({ message }, async () => {})
  }
}

/** Reads step by step; answers how many campaigns were put off for the vendor's next day. */
async function readSteps(at: Pull, steps: Step[]): Promise<{ putOff: number }> {
  let faults = 0
  const unfinished = new Set<number>()
  for (const [index, step] of steps.entries()) {
    at.breathe()
    // Somebody who asks for one campaign waits for it, however old it is.
    const isAsked = at.lease.run.campaignId !== null
    at.purpose = isAsked ? 'fresh' : purposeOf(step.campaign, at.homing.now())
    try {
      await readStep(at, step)
      faults = 0
    } catch (error) {
      if (error instanceof KeptForUrgent && at.purpose === 'background') {
        return { putOff: new Set(steps.slice(index).map(({ campaign }) => campaign.id)).size }
      }
      unfinished.add(step.campaign.id)
      faults += 1
      if (faults >= FAULTS_MAX || !concernsOneRecord(error)) throw error
      await tellOfStream(at, step, error)
    }
    await at.lease.inRun({ steps: 1, requests: at.takeRequests() }, async (tx) => {
      const isLast = steps[index + 1]?.campaign.id !== step.campaign.id
      if (isLast && !unfinished.has(step.campaign.id)) {
        await markAsOf(tx, step.campaign.id, at.lease.run.startedAt.getTime())
      }
    })
  }
  return { putOff: 0 }
}

/** The streams of a campaign that may hold something new, those this run has read among them. */
function stepsOf(at: Pull, campaign: WatchedCampaign, standing: Standing): Step[] {
  // Whoever asks for one campaign's news gets all of it looked at.
  const isAsked = at.lease.run.campaignId !== null
  const mayMove = isFresh(campaign, at.homing.now()) || isAsked
  const steps: Step[] = []
  for (const kind of at.connector.feedback!.kinds) {
    const isShort = isMissing(kind, heldOf(standing, campaign), campaign.espTotals)
    for (const activity of campaign.activities) {
      const stands = standing.streams.get(streamName(activity, kind))
      const isFinished = stands !== undefined && !stands.isRead
      // What was sent does not grow once it is all here; reactions do.
      const mayGrow = kind !== 'sent' && mayMove
      if (!isFinished || isShort || mayGrow || campaign.espTotals === null) {
        steps.push({ campaign, activity, kind })
      }
    }
  }
  return steps
}

/** Whether this run has read the stream already, as far as the ESP's totals call for. */
function isDone({ campaign, activity, kind }: Step, standing: Standing): boolean {
  const stands = standing.streams.get(streamName(activity, kind))
  if (stands === undefined || !stands.isRead) return false
  return stands.isReadToEnd || !isMissing(kind, heldOf(standing, campaign), campaign.espTotals)
}

async function readStep(at: Pull, step: Step): Promise<void> {
  const { campaign, activity, kind } = step
  const ask = { stream: 'events' as const, activity, kind }
  const detail = `${WORDS[kind]} of ${campaign.name}`
  await at.lease.inRun({ detail, requests: at.takeRequests() }, async () => {})
  const name = streamName(activity, kind)
  const page = (cursor: string | null) => at.connector.feedback!.page(at.vendor, ask, cursor)
  const read = await readStream(at, { name, ask, page, isDeep: false })
  if (read.reachedEnd || campaign.espTotals === null) return
  const standing = await standingOf(at, campaign.id)
  if (isMissing(kind, heldOf(standing, campaign), campaign.espTotals))
    await readStream(at, { name, ask, page, isDeep: true })
}

export interface Held {
  people: number
  events: number
}

/** Whether the ESP counts more of a kind than the ledger holds, of people or of events. */
function isMissing(
  kind: EventKind,
  held: Map<EventKind, Held>,
  totals: WatchedCampaign['espTotals'],
): boolean {
  if (totals === null) return false
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

/** What the ledger holds of campaigns, and how the streams stand that were read to the known. */
interface Standing {
  held: Map<number, Map<EventKind, Held>>
  /** isRead: by this run, before it gave way, waited or was cut off. */
  streams: Map<string, { isRead: boolean; isReadToEnd: boolean }>
}

function heldOf(standing: Standing, campaign: { id: number }): Map<EventKind, Held> {
  return standing.held.get(campaign.id) ?? new Map()
}

/** Of all campaigns of the connection in two statements, or of one. */
async function standingOf(at: Pull, campaignId: number | null): Promise<Standing> {
  const { workspaceId, connectionId, startedAt } = at.lease.run
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
      .select(['name', 'completed_at', 'deep_at'])
      .where('connection_id', '=', connectionId)
      .where('completed_at', 'is not', null)
      .where('cursor', 'is', null)
      .execute()
    const since = (at: Date | null) => at !== null && at >= startedAt
    return {
      held,
      streams: new Map(
        streams.map(({ name, completed_at, deep_at }) => [
          name,
          { isRead: since(completed_at), isReadToEnd: since(deep_at) },
        ]),
      ),
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
