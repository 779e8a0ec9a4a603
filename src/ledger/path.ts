import type { FeedbackEvent, RefusedRow } from '../connectors/index.ts'
import type { Tx } from '../platform/database/index.ts'
import type { Columns } from './columns.ts'
import { countRecipients } from './count.ts'
import { applyEffects } from './effects.ts'
import { identifyAddress } from './identify.ts'
import { matchCampaign } from './match-campaign.ts'
import { parkRefused } from './problems.ts'
import { recordEvents } from './record.ts'
import { rememberContact } from './remember-contact.ts'
import { recogniseRepeats } from './repeats.ts'
import { settleTimes } from './times.ts'

/** Events one transaction takes at most; above it the caller splits. */
export const BATCH_EVENTS_MAX = 50_000

/** One event on its way, gaining what it lacks step by step. */
export interface Line extends FeedbackEvent {
  receiptId: number
  addressId: number
  campaignId: number
  key: string
  linkId: number
  /** Of the bounce code or the opt-out reason. */
  detailId: number
  agentId: number
  flags: number
}

/**
 * What a step works on: the lines still on their way, and what became of the others. After the
 * record step the lines are those that were new to the ledger.
 */
export interface Batch {
  tx: Tx
  workspaceId: number
  connectionId: number
  runId: number | null
  /** Epoch milliseconds. */
  now: number
  lines: Line[]
  /** The lines as the database takes them; filled by record. */
  columns: Columns | null
  /** Lines that ended on the way, by reason. */
  dropped: Map<string, number>
  /** Lines that need somebody. */
  parked: { receiptId: number; row: RefusedRow }[]
  /** Milliseconds spent, by the step's name. */
  spent: Record<string, number>
}

type Step = (batch: Batch) => Promise<void> | void

/**
 * The path of an event, from a read page to its last consequence. Read it downwards: each step
 * keeps a line, drops it with a reason, or parks it as a problem; all of it is one transaction.
 */
export const PATH: readonly { name: string; step: Step }[] = [
  { name: 'match the campaign', step: matchCampaign },
  { name: 'settle the time', step: settleTimes },
  { name: 'identify the address', step: identifyAddress },
  { name: 'remember the contact', step: rememberContact },
  { name: 'recognise repeats', step: recogniseRepeats },
  { name: 'record', step: recordEvents },
  { name: 'judge and count', step: countRecipients },
  { name: 'effects', step: applyEffects },
  { name: 'park', step: parkRefused },
]

export interface Arrivals {
  workspaceId: number
  connectionId: number
  runId: number | null
  now: number
  events: { receiptId: number; event: FeedbackEvent }[]
  refused: { receiptId: number; row: RefusedRow }[]
}

export interface Outcome {
  read: number
  written: number
  dropped: Map<string, number>
  parked: number
  /** What was new, by kind of event. */
  writtenByKind: Record<string, number>
  spent: Record<string, number>
}

/** Takes read events through the whole path within the caller's transaction. */
export async function takePath(tx: Tx, arrivals: Arrivals): Promise<Outcome> {
  if (arrivals.events.length > BATCH_EVENTS_MAX) {
    throw new Error(`A batch holds ${BATCH_EVENTS_MAX} events at most.`)
  }
  const batch: Batch = {
    tx,
    workspaceId: arrivals.workspaceId,
    connectionId: arrivals.connectionId,
    runId: arrivals.runId,
    now: arrivals.now,
    lines: arrivals.events.map(({ receiptId, event }) => lineOf(receiptId, event)),
    columns: null,
    dropped: new Map(),
    parked: [...arrivals.refused],
    spent: {},
  }
  for (const { name, step } of PATH) {
    const startedAt = performance.now()
    await step(batch)
    batch.spent[name] = performance.now() - startedAt
  }
  return {
    read: arrivals.events.length + arrivals.refused.length,
    written: batch.lines.length,
    dropped: batch.dropped,
    parked: batch.parked.length,
    writtenByKind: countByKind(batch.lines),
    spent: batch.spent,
  }
}

function countByKind(lines: readonly Line[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { kind } of lines) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}

/** Ends lines on the way, with the reason that the run will show. */
export function drop(batch: Batch, reason: string, count: number): void {
  if (count > 0) batch.dropped.set(reason, (batch.dropped.get(reason) ?? 0) + count)
}

/** Keeps the lines that pass, parks the others: park answers the field and the sentence. */
export function keepOrPark(
  batch: Batch,
  refusalOf: (line: Line) => { field: string; reason: string } | null,
): void {
  batch.lines = batch.lines.filter((line) => {
    const refusal = refusalOf(line)
    if (refusal === null) return true
    batch.parked.push({ receiptId: line.receiptId, row: { record: recordOf(line), ...refusal } })
    return false
  })
}

/** Every line has the same fields in the same order: spreading the event costs ten times more. */
function lineOf(receiptId: number, event: FeedbackEvent): Line {
  return {
    kind: event.kind,
    address: event.address,
    occurredAt: event.occurredAt,
    activity: event.activity,
    link: event.link,
    bounce: event.bounce,
    reason: event.reason,
    agent: event.agent,
    name: event.name,
    receiptId,
    addressId: 0,
    campaignId: 0,
    key: '',
    linkId: 0,
    detailId: 0,
    agentId: 0,
    flags: 0,
  }
}

function recordOf(line: Line): FeedbackEvent {
  const { kind, address, occurredAt, activity, link, bounce, reason, agent, name } = line
  return { kind, address, occurredAt, activity, link, bounce, reason, agent, name }
}
