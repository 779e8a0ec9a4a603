import type { RefusedRow } from '../connectors/index.ts'
import type { KnownAddresses } from '../people/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { countRecipients, lookUpRecipients } from './count.ts'
import { applyEffects, type Effects } from './effects.ts'
import { Before, type Fold } from './fold.ts'
import { identifyAddress, lookUpAddresses, type AddressesRead } from './identify.ts'
import { kindOf } from './kinds.ts'
import type { Arrived, Common, Line } from './lines.ts'
import { matchCampaign } from './match-campaign.ts'
import { parkRefused } from './problems.ts'
import { makeReady, type Ready } from './ready.ts'
import { recordEvents } from './record.ts'
import { rememberContact } from './remember-contact.ts'
import { recogniseRepeats } from './repeats.ts'
import type { Statement } from './stored-recipients.ts'
import { settleTimes } from './times.ts'
import { BOUNCE_POLICY_AT_FIRST } from './validity/policy.ts'
import type { BouncesFound, Bouncing } from './validity/follow.ts'

/** Events one transaction takes at most; above it the caller splits. */
export const BATCH_EVENTS_MAX = 50_000

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
  known: KnownAddresses | undefined
  lines: Line[]
  /** What lines have in common; of lines that ended on the way, too. */
  commons: readonly Common[]
  /** What their addresses are, as far as the run does not know them. */
  addresses: AddressesRead
  /** Ends when those that are there are found. */
  lookedUp: Promise<void>
  /** Ends when the words of the lines have their numbers. */
  coded: Promise<void>
  /** Campaigns of which something was counted before the batch. */
  counted: Promise<ReadonlySet<number>>
  hasContacts: boolean
  /** The recipients the lines speak of, as they were counted before the batch. */
  before: Promise<Before>
  /** Which addresses bounce softly, as it was before the batch. */
  bounces: Promise<BouncesFound>
  /** Which of the lines' addresses do. */
  bouncing: Promise<Bouncing>
  /** The types of news that webhooks listen for. */
  listened: Promise<ReadonlySet<string>>
  /** What the lines that were new amount to; made by record. */
  folded: Fold | null
  /** Addresses of which an open or click may have turned out to be no person's; made by count. */
  turned: Set<number>
  /** What writes that down, ready to be carried out. */
  statements: readonly Statement[]
  /** That, where it was sent behind the events without waiting for them. */
  counting: Promise<unknown> | null
  /** What they do to people; made while they are counted. */
  effects: Effects | null
  meanwhile: () => void
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
  { name: 'look up the addresses', step: lookUpAddresses },
  { name: 'settle the time', step: settleTimes },
  { name: 'identify the address', step: identifyAddress },
  { name: 'remember the contact', step: rememberContact },
  { name: 'recognise repeats', step: recogniseRepeats },
  { name: 'look up the recipients', step: lookUpRecipients },
  { name: 'record, judging meanwhile', step: recordEvents },
  { name: 'count', step: countRecipients },
  { name: 'effects', step: applyEffects },
  { name: 'park', step: parkRefused },
]

export interface Arrivals {
  workspaceId: number
  connectionId: number
  runId: number | null
  now: number
  /** Addresses that the run has met; they are not looked up again. */
  known?: KnownAddresses
  events: readonly Arrived[]
  /** What makeReady made of these events, where that was done beforehand; good for one time. */
  ready?: Ready
  /** Called when the database has long work to do and this process has not: to make more ready. */
  meanwhile?: () => void
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
    known: arrivals.known,
    ...(arrivals.ready ?? (await makeReady(arrivals.events, arrivals.known))),
    lookedUp: Promise.resolve(),
    coded: Promise.resolve(),
    counted: Promise.resolve(new Set<number>()),
    before: Promise.resolve(new Before()),
    bounces: Promise.resolve({ rows: new Map(), policy: BOUNCE_POLICY_AT_FIRST }),
    bouncing: Promise.resolve({ rows: new Map(), policy: BOUNCE_POLICY_AT_FIRST }),
    listened: Promise.resolve(new Set<string>()),
    folded: null,
    turned: new Set(),
    statements: [],
    counting: null,
    effects: null,
    meanwhile: arrivals.meanwhile ?? (() => undefined),
    dropped: new Map(),
    parked: [],
    spent: {},
  }
  for (const { name, step } of PATH) {
    const startedAt = performance.now()
    await step(batch)
    batch.spent[name] = performance.now() - startedAt
  }
  return {
    read: arrivals.events.length,
    written: batch.lines.length,
    dropped: batch.dropped,
    parked: batch.parked.length,
    writtenByKind: countByKind(batch),
    spent: batch.spent,
  }
}

/** What was new, by kind. The hours of a fold hold each event once. */
function countByKind({ folded }: Batch): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { hours } of folded?.changes.values() ?? []) {
    for (const { code, events } of hours) {
      if (events > 0) counts[kindOf(code)] = (counts[kindOf(code)] ?? 0) + events
    }
  }
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
    const { event: record, common } = line
    batch.parked.push({ receiptId: common.receiptId, row: { record, ...refusal } })
    return false
  })
}
