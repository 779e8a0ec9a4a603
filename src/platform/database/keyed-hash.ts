import { createHmac } from 'node:crypto'
import type { Tx } from './database.ts'

/**
 * The key of the database each transaction belongs to. It is derived from the installation's secret
 * and never told to the database: who has a copy of the tables cannot try addresses.
 */
const keys = new WeakMap<Tx, Uint8Array>()

/** Says what keyedHash makes hashes with in this transaction. */
export function rememberHashKey(tx: Tx, key: Uint8Array): void {
  keys.set(tx, key)
}

/**
 * HMAC-SHA-256 of a text, for one purpose in one workspace: the same text has another hash in each.
 * Throws where the database was opened without a key.
 */
export function keyedHash(tx: Tx, of: { workspaceId: number; purpose: string }, text: string) {
  const key = keys.get(tx)
  if (key === undefined) throw new Error('This database was opened without a key for hashes.')
  return createHmac('sha256', key).update(`${of.workspaceId}\n${of.purpose}\n${text}`).digest()
}
