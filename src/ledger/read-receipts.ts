import type { Connector } from '../connectors/index.ts'
import type { KnownAddresses } from '../people/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { doubtfulProblems, endCleared } from './cleared.ts'
import { withoutErased } from './erased/at-the-door.ts'
import { takeSuppressions } from './suppressions.ts'
import { meetCampaigns } from './meet-campaigns.ts'
import { parkReceipts, parkRows } from './park-rows.ts'
import { BATCH_EVENTS_MAX, takePath, type Arrivals, type Outcome } from './path.ts'
import { makeReady, type Ready } from './ready.ts'
import { readPages, type PageRead, type UnreadableReceipt } from './read-pages.ts'
import { pendingReceipts, receiptsByIds, settleReceipts, type Receipt } from './receipts.ts'

/** Receipts one transaction reads at most; a page is 500 events with most vendors. */
export const RECEIPTS_MAX = 20

export interface Reading {
  workspaceId: number
  connectionId: number
  runId: number | null
  connector: Connector
  /** Epoch milliseconds. */
  now: number
  /** Addresses that the run has met. */
  known?: KnownAddresses
}

export interface ReadOutcome extends Outcome {
  /** Opt-outs that contact records stated: how many were read, how many were new. */
  optOuts: { read: number; written: number }
}

/**
 * Takes the oldest waiting receipts of a connection through the path of an event, in the caller's
 * transaction, and ends each: read, or parked where its reader finds no page in it. Answers what
 * became of the rows, and whether more receipts may wait; null where none waited.
 */
export async function readReceipts(
  tx: Tx,
  reading: Reading,
): Promise<{ outcome: ReadOutcome; mayBeMore: boolean } | null> {
  const receipts = await pendingReceipts(tx, reading.connectionId, RECEIPTS_MAX)
  if (receipts.length === 0) return null
  const outcome = await take(tx, reading, receipts)
  return { outcome, mayBeMore: receipts.length === RECEIPTS_MAX }
}

/**
 * Reads receipts of the connection again, at most RECEIPTS_MAX, for instance by a better reader.
 * Known rows change nothing; problems of rows that can be read now are ended.
 */
export async function readReceiptsAgain(
  tx: Tx,
  reading: Reading,
  ids: number[],
): Promise<ReadOutcome> {
  if (ids.length > RECEIPTS_MAX) throw new Error(`${RECEIPTS_MAX} receipts are read at once.`)
  return take(tx, reading, await receiptsByIds(tx, reading.connectionId, ids))
}

async function take(tx: Tx, reading: Reading, receipts: Receipt[]): Promise<ReadOutcome> {
  const readable = await withoutErased(tx, reading, receipts)
  const read = await readPages(tx, reading, readable)
  await meetCampaigns(tx, reading, read.pages)
  return takePages(tx, reading, read)
}

/**
 * Takes pages that were read through the path of an event, and ends their receipts: read, or parked
 * where no page was found in them. Problems of records that could be read now are ended.
 */
export async function takePages(
  tx: Tx,
  reading: Reading,
  { pages, unreadable }: { pages: PageRead[]; unreadable: UnreadableReceipt[] },
): Promise<ReadOutcome> {
  const settled = pages.map((page) => page.receipt.id)
  const ids = [...settled, ...unreadable.map(({ receipt }) => receipt.id)]
  const doubtful = await doubtfulProblems(tx, reading.connectionId, ids, pages)

  const optOuts = await takeSuppressions(tx, reading, pages)
  const events = pages.flatMap((page) =>
    page.events.map((event) => ({ receiptId: page.receipt.id, event })),
  )
  const outcome = await takeEvents(tx, reading, events)
  const refused = await parkRows(tx, reading, pages)
  await parkReceipts(tx, reading, unreadable)

  const by = { reader: readerOf(reading.connector), now: reading.now }
  await settleReceipts(tx, settled, { status: 'read', ...by })
  for (const { receipt, error } of unreadable) {
    await settleReceipts(tx, [receipt.id], {
      status: 'parked',
      reason: error.message,
      ...by,
    })
  }
  await endCleared(tx, doubtful)
  return {
    ...outcome,
    read: outcome.read + refused,
    parked: outcome.parked + refused + optOuts.parked,
    optOuts: { read: optOuts.read, written: optOuts.written },
  }
}

/**
 * A few pages may tell of more events than one batch of the path holds: then the next batch is made
 * ready while one is written.
 */
async function takeEvents(tx: Tx, reading: Reading, events: Arrivals['events']): Promise<Outcome> {
  const batchFrom = (from: number) => events.slice(from, from + BATCH_EVENTS_MAX)
  const ahead: { ready?: Promise<Ready> } = {}
  let outcome: Outcome = NOTHING
  for (let from = 0; from < events.length; from += BATCH_EVENTS_MAX) {
    const batch = { ...reading, events: batchFrom(from), ready: await ahead.ready }
    delete ahead.ready
    const meanwhile = () => {
      ahead.ready = makeReady(batchFrom(from + BATCH_EVENTS_MAX), reading.known)
    }
    const taken = await takePath(tx, { ...batch, meanwhile })
    outcome = sumOf(outcome, taken)
  }
  return outcome
}

/** Of pages without events, which need not take the path: its steps would ask all the same. */
const NOTHING: Outcome = {
  ...{ read: 0, written: 0, parked: 0 },
  ...{ dropped: new Map(), writtenByKind: {}, spent: {} },
}

function sumOf(one: Outcome, other: Outcome): Outcome {
  return {
    read: one.read + other.read,
    written: one.written + other.written,
    parked: one.parked + other.parked,
    dropped: new Map(Object.entries(added(Object.fromEntries(one.dropped), other.dropped))),
    writtenByKind: added(one.writtenByKind, Object.entries(other.writtenByKind)),
    spent: added(one.spent, Object.entries(other.spent)),
  }
}

function added(
  sums: Readonly<Record<string, number>>,
  more: Iterable<[string, number]>,
): Record<string, number> {
  const all = { ...sums }
  for (const [name, count] of more) all[name] = (all[name] ?? 0) + count
  return all
}

function readerOf(connector: Connector): string {
  return (
    connector.feedback?.reader
    ?? connector.suppressions?.reader
    ?? connector.log?.reader
    ?? connector.hooks?.reader
    ?? connector.id
  )
}
