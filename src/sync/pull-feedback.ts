import { sql } from 'kysely'
import { campaignsToWatch, markAsOf, type WatchedCampaign } from '../campaigns/index.ts'
import { KeptForUrgent } from '../connections/index.ts'
import type { EventKind, Failure } from '../connectors/index.ts'
import { raiseProblems, resolvePassed, UNREAD } from '../ledger/index.ts'
import { concernsOneRecord } from './one-record.ts'
import type { Pull } from './pull.ts'
import { pullLeftOut } from './pull-left-out.ts'
import { readStream } from './read-stream.ts'
import { reconcile } from './reconcile.ts'
import { mayBeMended, mayHaveGrown, mayHaveLeftOut } from './reconciliation/deep-reads.ts'
import { settleShortage, shortageNow, type Shortage } from './reconciliation/shortage.ts'
import { untoldFor } from './reconciliation/untold.ts'
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
 * we hold, rows came late below the known ones, so that stream is read to its end: again and again
 * where they are not there yet, each time after a longer wait. Then both sides are reconciled.
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
  const standing = await standingOf(at)
  const all = campaigns.flatMap((campaign) => stepsOf(at, campaign, standing))
  const steps = all.filter((step) => !isDone(at, step, standing))
  await at.lease.inRun({ stepsTotal: all.length, steps: all.length - steps.length }, async () => {})

  const { unread, putOff } = await readSteps(at, steps)
  await pullLeftOut(at)
  const touched = new Set(steps.map((step) => step.campaign.id))
  const untouched = campaigns.map(({ id }) => id).filter((id) => !touched.has(id))
  await at.lease.inRun({}, (tx) => markAsOf(tx, untouched, startedAt.getTime()))
  const read = all.map(({ campaign }) => campaign.id).filter((id) => !putOff.has(id))
  await reconcile(at, { read: new Set(read), unread })
  if (putOff.size === 0 && campaignId === null) {
    const { id: runId, workspaceId } = at.lease.run
    await at.lease.inRun({}, (tx) => resolvePassed(tx, { workspaceId, connectionId, runId }))
  }
  if (putOff.size > 0) {
    const message =
      `${putOff.size} older mailings wait for the service's next day: `
      + 'what is left of this one is kept for opt-outs and fresh news.'
    await at.lease.inRun({ message }, async () => {})
  }
}

interface ReadSteps {
  /** Kinds of which a page could not be read, by campaign. */
  unread: Map<number, Set<EventKind>>
  /** Campaigns that were put off for the vendor's next day. */
  putOff: ReadonlySet<number>
}

/** Reads step by step. */
async function readSteps(at: Pull, steps: Step[]): Promise<ReadSteps> {
  let faults = 0
  const unread = new Map<number, Set<EventKind>>()
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
        return { unread, putOff: new Set(steps.slice(index).map(({ campaign }) => campaign.id)) }
      }
      const kinds = unread.get(step.campaign.id) ?? new Set()
      unread.set(step.campaign.id, kinds.add(step.kind))
      faults += 1
      if (faults >= FAULTS_MAX || !concernsOneRecord(error)) throw error
      await tellOfStream(at, step, error)
    }
    await at.lease.inRun({ steps: 1, requests: at.takeRequests() }, async (tx) => {
      const isLast = steps[index + 1]?.campaign.id !== step.campaign.id
      if (isLast && !unread.has(step.campaign.id)) {
        await markAsOf(tx, [step.campaign.id], at.lease.run.startedAt.getTime())
      }
    })
  }
  return { unread, putOff: new Set() }
}

/** The streams of a campaign that may hold something new, those this run has read among them. */
function stepsOf(at: Pull, campaign: WatchedCampaign, standing: Standing): Step[] {
  // Whoever asks for one campaign's news gets all of it looked at.
  const isAsked = at.lease.run.campaignId !== null
  const mayMove = isFresh(campaign, at.homing.now()) || isAsked
  const steps: Step[] = []
  for (const kind of at.connector.feedback!.kinds) {
    for (const activity of campaign.activities) {
      if (at.connector.feedback!.kindsOf?.(activity).includes(kind) === false) continue
      const stands = standing.streams.get(streamName(activity, kind))
      const isShort = callsForAll(at, { campaign, activity, kind }, standing)
      const old = untoldOf(at, campaign, kind)
      const isOverdue = old !== null && mayHaveGrown({ sinceLooked: stands?.sinceRead ?? 0, old })
      // What was sent does not grow once it is all here; reactions do.
      const mayGrow = kind !== 'sent' && (mayMove || isOverdue)
      if (stands?.isRead !== false || isShort || mayGrow || campaign.espTotals === null) {
        steps.push({ campaign, activity, kind })
      }
    }
  }
  return steps
}

/** Whether this run has read the stream already, as far as the ESP's totals call for. */
function isDone(at: Pull, step: Step, standing: Standing): boolean {
  const stands = standing.streams.get(streamName(step.activity, step.kind))
  if (stands === undefined || !stands.isRead) return false
  return stands.isReadToEnd || !callsForAll(at, step, standing)
}

/** Whether the stream is to be read to its end: rows are missing, or may be there, untold. */
function callsForAll(at: Pull, { campaign, activity, kind }: Step, standing: Standing): boolean {
  const name = streamName(activity, kind)
  if (standing.shortage.isDue(name, missingOf(standing, campaign, kind))) return true
  const sinceRead = standing.streams.get(name)?.sinceReadToEnd ?? null
  if (sinceRead === null || campaign.sentAt === null) return false
  const old = untoldOf(at, campaign, kind)
  if (old !== null) return mayHaveLeftOut({ sinceRead, old })
  return (
    standing.shortage.isExcused(campaign.id, kind, campaign.espTotals ?? undefined)
    && mayBeMended({ sinceRead, old: at.homing.now() - campaign.sentAt })
  )
}

function untoldOf(at: Pull, campaign: WatchedCampaign, kind: EventKind): number | null {
  const definitions = at.connector.totals?.definitions ?? {}
  return untoldFor(campaign, kind, { definitions, now: at.homing.now() })
}

async function readStep(at: Pull, step: Step): Promise<void> {
  const { campaign, activity, kind } = step
  const name = streamName(activity, kind)
  const { order, ...feedback } = at.connector.feedback!
  const ask = { stream: 'events' as const, activity, kind }
  const page = (cursor: string | null) => feedback.page(at.vendor, ask, cursor)
  const stream = { name, ask, page, order, detail: `“${campaign.name}”, its ${WORDS[kind]}` }
  let read = await readStream(at, { ...stream, isDeep: false })
  // One that went on from its cursor has not looked at what came on top since.
  if (!read.beganAtTop) read = await readStream(at, { ...stream, isDeep: false })
  if (campaign.espTotals === null) return
  const standing = await standingOf(at, step)
  if (callsForAll(at, step, standing)) {
    if (!read.reachedEnd) await readStream(at, { ...stream, isDeep: true })
    await settleShortage(at, name, missingOf(await standingOf(at, step), campaign, kind))
  } else if (missingOf(standing, campaign, kind) <= 0 && standing.shortage.isKnown(name)) {
    await settleShortage(at, name, 0)
  }
}

/** What is missing of campaigns, and how the streams stand that were read to the known. */
interface Standing {
  shortage: Shortage
  /** isRead: by this run, before it gave way, waited or was cut off. */
  streams: ReadonlyMap<string, StreamStanding>
}

interface StreamStanding {
  isRead: boolean
  isReadToEnd: boolean
  /** Ms, by the database's clock, however far it was read. */
  sinceRead: number
  /** Null where it never was. */
  sinceReadToEnd: number | null
}

/** How much of a kind the ESP counts, as told by this run, beyond what came home. */
function missingOf({ shortage }: Standing, campaign: WatchedCampaign, kind: EventKind): number {
  return shortage.missing(campaign.id, kind, campaign.espTotals ?? undefined)
}

/** Of all campaigns of the connection at once, or of one stream of one. */
async function standingOf(at: Pull, only?: Step): Promise<Standing> {
  const { connectionId, startedAt } = at.lease.run
  const name = only && streamName(only.activity, only.kind)
  return at.lease.inRun({}, async (tx) => {
    const streams = await tx
      .selectFrom('stream')
      .select(['name', 'completed_at', 'deep_at', sql<Date>`clock_timestamp()`.as('now')])
      .where('connection_id', '=', connectionId)
      .where('completed_at', 'is not', null)
      .where('cursor', 'is', null)
      .$if(name !== undefined, (all) => all.where('name', '=', name!))
      .execute()
    const since = (at: Date | null) => at !== null && at >= startedAt
    return {
      shortage: await shortageNow(tx, at, only?.campaign.id ?? null),
      streams: new Map(
        streams.map(({ name, completed_at, deep_at, now }) => [
          name,
          {
            isRead: since(completed_at),
            isReadToEnd: since(deep_at),
            sinceRead: now.getTime() - completed_at!.getTime(),
            sinceReadToEnd: deep_at === null ? null : now.getTime() - deep_at.getTime(),
          },
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
        cause: UNREAD.stream,
        sentence: `Feedback of ${step.campaign.name} (${WORDS[step.kind]}): ${failure.message}`,
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
