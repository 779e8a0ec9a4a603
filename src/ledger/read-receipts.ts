import type {
  Connector,
  FeedbackEvent,
  ReadPage,
  RefusedRow,
  RemoteOptOut,
} from '../connectors/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { takeOptOuts } from './opt-outs.ts'
import { parkReceipt } from './park-receipt.ts'
import { takePath, type Outcome } from './path.ts'
import { pendingReceipts, receiptById, settleReceipts, type Receipt } from './receipts.ts'

/** Receipts one transaction reads at most; a page is 500 events with most vendors. */
const RECEIPTS_MAX = 20

export interface Reading {
  workspaceId: number
  connectionId: number
  runId: number | null
  connector: Connector
  /** Epoch milliseconds. */
  now: number
}

export interface ReadOutcome extends Outcome {
  /** Opt-outs that contact records stated: how many were read, how many were new. */
  optOuts: { read: number; written: number }
}

/**
 * Takes the oldest waiting receipts of a connection through the path of an event, in the caller's
 * transaction, and ends each: read, or parked where its reader finds no page in it. Answers what
 * became of the rows, and how many receipts it took: 0 means none is left.
 */
export async function readReceipts(
  tx: Tx,
  reading: Reading,
): Promise<{ receipts: number; outcome: ReadOutcome }> {
  const receipts = await pendingReceipts(tx, reading.connectionId, RECEIPTS_MAX)
  return { receipts: receipts.length, outcome: await take(tx, reading, receipts) }
}

/** Reads one receipt again, for instance by a better reader. Known rows change nothing. */
export async function readReceiptAgain(tx: Tx, reading: Reading, receiptId: number) {
  const receipt = await receiptById(tx, receiptId)
  return receipt === null ? null : await take(tx, reading, [receipt])
}

async function take(tx: Tx, reading: Reading, receipts: Receipt[]): Promise<ReadOutcome> {
  const events: { receiptId: number; event: FeedbackEvent }[] = []
  const refused: { receiptId: number; row: RefusedRow }[] = []
  const optOuts = new Map<number, ReadPage<RemoteOptOut>>()
  const settled: number[] = []
  for (const receipt of receipts) {
    try {
      const page = pageOf(reading.connector, receipt)
      refused.push(...page.refused.map((row) => ({ receiptId: receipt.id, row })))
      if (receipt.ask.stream === 'opt-outs') optOuts.set(receipt.id, page as ReadPage<RemoteOptOut>)
      else {
        for (const event of page.rows as FeedbackEvent[])
          events.push({ receiptId: receipt.id, event })
      }
      settled.push(receipt.id)
    } catch (error) {
      const { id, body } = receipt
      const reader = readerOf(reading.connector)
      await parkReceipt(tx, reading, { id, body, failure: error as Error, reader })
    }
  }
  const optOutsTaken = await takeOptOuts(tx, reading, [...optOuts.values()])
  const outcome = await takePath(tx, { ...reading, events, refused })
  await settleReceipts(tx, settled, { status: 'read', reader: readerOf(reading.connector) })
  return { ...outcome, optOuts: optOutsTaken }
}

function pageOf(connector: Connector, { ask, body }: Receipt): ReadPage<unknown> {
  if (ask.stream === 'opt-outs') return part(connector.optOuts).read(body)
  if (ask.stream === 'hook') return part(connector.hooks).read(body)
  return part(connector.feedback).read(body, ask)
}

function part<T>(capability: T | undefined): T {
  if (capability === undefined)
    throw new Error('The connector no longer has what wrote this receipt.')
  return capability
}

function readerOf(connector: Connector): string {
  return connector.feedback?.reader ?? connector.optOuts?.reader ?? connector.id
}
