import { sql } from 'kysely'
import {
  campaignsToWatch,
  markAsOf,
  rememberTotals,
  type WatchedCampaign,
} from '../campaigns/index.ts'
import type { EventKind, RemoteTotals } from '../connectors/index.ts'
import { Failure } from '../connectors/index.ts'
import { kindOf, raiseProblems } from '../ledger/index.ts'
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
  const steps: Step[] = []
  for (const campaign of campaigns) {
    steps.push(...(await stepsOf(at, campaign, totals.get(campaign.externalId))))
  }
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
      if (faults >= FAULTS_MAX || !concernsOneStream(error)) throw error
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
    const answers = await part.read(at.vendor, batch.map((campaign) => campaign.externalId))
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
async function stepsOf(at: Pull, campaign: WatchedCampaign, totals?: RemoteTotals): Promise<Step[]> {
  const held = await heldOf(at, campaign.id)
  const finished = await finishedStreams(at, campaign)
  const isFresh = campaign.sentAt === null || at.homing.now() - campaign.sentAt < FRESH_MS
  const isAsked = at.lease.run.from !== 'schedule'
  const steps: Step[] = []
  for (const kind of at.connector.feedback!.kinds) {
    const missing = isMissing(kind, held, totals)
    for (const activity of campaign.activities) {
      const isFinished = finished.has(streamName(activity, kind))
      // What was sent does not grow once it is all here; reactions do.
      const mayGrow = kind === 'sent' && totals !== undefined ? missing : isFresh || isAsked
      if (!isFinished || missing || mayGrow || totals === undefined) {
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
  if (read.reachedEnd || totals === undefined) return
  const held = await heldOf(at, campaign.id)
  if (isMissing(kind, held, totals)) await readStream(at, { name, ask, page, isDeep: true })
}

export interface Held {
  people: number
  events: number
}

/** Whether the ESP counts more of a kind than the ledger holds; what it tells of people or of events. */
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

async function heldOf(at: Pull, campaignId: number): Promise<Map<EventKind, Held>> {
  const { rows } = await at.lease.inRun({}, (tx) =>
    sql<{ kind: number; people: number; events: number }>`
      select kind, people, events from campaign_count
      where workspace_id = ${at.lease.run.workspaceId} and campaign_id = ${campaignId}
        and kind > 0`.execute(tx),
  )
  return new Map(
    rows.map((row) => [kindOf(row.kind), { people: row.people, events: Number(row.events) }]),
  )
}

async function finishedStreams(at: Pull, campaign: WatchedCampaign): Promise<Set<string>> {
  const { rows } = await at.lease.inRun({}, (tx) =>
    sql<{ name: string }>`
      select name from stream
      where connection_id = ${at.lease.run.connectionId} and completed_at is not null
        and cursor is null
        and split_part(name, ':', 2) = any (${campaign.activities}::text[])`.execute(tx),
  )
  return new Set(rows.map((row) => row.name))
}

function streamName(activity: string, kind: EventKind): string {
  return `events:${activity}:${kind}`
}

/** A fault of one stream leaves the others to be read; a fault of the account does not. */
function concernsOneStream(error: unknown): error is Failure {
  return (
    error instanceof Failure
    && ['temporary', 'not_found', 'refused', 'unreadable'].includes(error.kind)
  )
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
