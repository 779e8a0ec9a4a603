import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip, gzipSync } from 'node:zlib'
import type { Tx } from '../platform/database/index.ts'

/** A delivery, packed, ready to be stored as a receipt. */
export interface PackedDelivery {
  connectionId: number
  /** 32 bytes that tell deliveries of one connection apart. */
  hash: Uint8Array
  packed: Uint8Array
  /** Of a piece of a file: which. */
  fileId?: number
}

/** Larger bodies are packed beside the event loop, which others are waiting for. */
const PACK_INLINE_BYTES = 32 * 1024
/** Speed before size: it is done while the vendor waits. */
const LEVEL = 1

const gzipBeside = promisify(gzip)

/** identity: what a repeated delivery has in common with the first, an id or the body itself. */
export async function packDelivery(
  connectionId: number,
  body: Uint8Array,
  identity: Uint8Array | string,
): Promise<PackedDelivery> {
  const hash = createHash('sha256').update(identity).digest()
  const isSmall = body.byteLength <= PACK_INLINE_BYTES
  const options = { level: LEVEL }
  return {
    connectionId,
    hash,
    packed: isSmall ? gzipSync(body, options) : await gzipBeside(body, options),
  }
}

/**
 * Keeps deliveries of one workspace as receipts, many in one transaction. Answers for each, in
 * order, whether it is new; one that was stored before, by whichever process, or stands twice in
 * the list is not stored again.
 */
export async function storeDeliveries(
  tx: Tx,
  workspaceId: number,
  deliveries: readonly PackedDelivery[],
): Promise<boolean[]> {
  // Two processes with the same deliveries meet them in the same order, and cannot deadlock.
  const sorted = [...deliveries].sort(
    (a, b) => a.connectionId - b.connectionId || Buffer.compare(a.hash, b.hash),
  )
  const made = await tx
    .insertInto('receipt')
    .values(
      sorted.map(({ connectionId, hash, packed, fileId }) => ({
        workspace_id: workspaceId,
        connection_id: connectionId,
        stream: fileId === undefined ? 'hook' : 'file',
        ...(fileId !== undefined && { file_id: fileId }),
        body: packed,
        delivery_hash: hash,
      })),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['workspace_id', 'connection_id', 'delivery_hash'])
        .where('delivery_hash', 'is not', null)
        .doNothing(),
    )
    .returning(['connection_id', 'delivery_hash'])
    .execute()
  const isNew = new Set(made.map((row) => keyOf(row.connection_id, row.delivery_hash!)))
  // delete answers true once: the second of two alike in one list is the repeated one.
  return deliveries.map(({ connectionId, hash }) => isNew.delete(keyOf(connectionId, hash)))
}

function keyOf(connectionId: number, hash: Uint8Array): string {
  return `${connectionId}:${Buffer.from(hash).toString('base64')}`
}
