import { gunzipSync, gzipSync } from 'node:zlib'
import type { EventKind } from '../connectors/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { kindCode, kindOf } from './kinds.ts'

/** A receipt unpacks to this at most; the HTTP core refuses larger pages before. */
export const BODY_BYTES_MAX = 64 * 1024 * 1024

/** How a receipt is to be read. */
export type Ask =
  | { stream: 'events'; activity: string; kind: EventKind }
  | { stream: 'opt-outs' }
  /** What was added to a log. */
  | { stream: 'log' }
  /** What the ESP delivered by itself. */
  | { stream: 'hook' }
  /** A piece of a file that somebody brought. */
  | { stream: 'file' }

/** What came unasked, and is read as deliveries are. */
export const DELIVERED = ['hook', 'file'] as const
export type Delivered = (typeof DELIVERED)[number]

/** Whether it came unasked. */
export function isDelivered(ask: Pick<Ask, 'stream'>): ask is { stream: Delivered } {
  return ask.stream === 'hook' || ask.stream === 'file'
}

export interface Receipt {
  id: number
  ask: Ask
  body: Uint8Array
}

export interface Arrival {
  workspaceId: number
  connectionId: number
  runId: number | null
  ask: Ask
  body: Uint8Array
}

/**
 * Keeps a page as it came. Called in the transaction that moves the cursor, or before a webhook is
 * answered: what was acknowledged is on disk.
 */
export async function storeReceipt(tx: Tx, arrival: Arrival): Promise<number> {
  const { ask } = arrival
  const row = await tx
    .insertInto('receipt')
    .values({
      workspace_id: arrival.workspaceId,
      connection_id: arrival.connectionId,
      run_id: arrival.runId,
      stream: ask.stream,
      activity: ask.stream === 'events' ? ask.activity : '',
      event_kind: ask.stream === 'events' ? kindCode(ask.kind) : 0,
      body: gzipSync(arrival.body, { level: 4 }),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

/**
 * The oldest pages of a connection that have not ended yet, at most receiptsMax. Deliveries are
 * read by readDeliveries.
 */
export async function pendingReceipts(
  tx: Tx,
  connectionId: number,
  receiptsMax: number,
): Promise<Receipt[]> {
  const rows = await tx
    .selectFrom('receipt')
    .select(['id', 'stream', 'activity', 'event_kind', 'body'])
    .where('connection_id', '=', connectionId)
    .where('status', '=', 'pending')
    .where('stream', 'not in', DELIVERED)
    .orderBy('id')
    .limit(receiptsMax)
    .execute()
  return rows.map(unpack)
}

/** Receipts of a connection, whatever became of them: to be read again. */
export async function receiptsByIds(
  tx: Tx,
  connectionId: number,
  ids: number[],
): Promise<Receipt[]> {
  if (ids.length === 0) return []
  const rows = await tx
    .selectFrom('receipt')
    .select(['id', 'stream', 'activity', 'event_kind', 'body'])
    .where('connection_id', '=', connectionId)
    .where('id', 'in', ids)
    .orderBy('id')
    .execute()
  return rows.map(unpack)
}

/** Ends receipts: read, dropped with a reason, or parked; now in epoch milliseconds. */
export async function settleReceipts(
  tx: Tx,
  ids: number[],
  outcome: { status: 'read' | 'dropped' | 'parked'; reason?: string; reader: string; now: number },
): Promise<void> {
  if (ids.length === 0) return
  await tx
    .updateTable('receipt')
    .set({
      status: outcome.status,
      reason: outcome.reason ?? null,
      reader: outcome.reader,
      settled_at: new Date(outcome.now),
    })
    .where('id', 'in', ids)
    .execute()
}

/** A row of the table as a receipt. */
export function unpack(row: {
  id: number
  stream: string
  activity: string
  event_kind: number
  body: Uint8Array
}): Receipt {
  const ask: Ask =
    row.stream === 'events'
      ? { stream: 'events', activity: row.activity, kind: kindOf(row.event_kind) }
      : { stream: row.stream as 'opt-outs' | 'log' | Delivered }
  return { id: row.id, ask, body: gunzipSync(row.body, { maxOutputLength: BODY_BYTES_MAX }) }
}
