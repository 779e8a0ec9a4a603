import { createHash, randomBytes } from 'node:crypto'

/** 256 bits: nobody guesses an address, and a plain hash of it is enough to keep. */
const SECRET_BYTES = 32
const TOKEN = /^(\d{1,10})-([\w-]{43})$/

/** A new token: the workspace's number, so that its rows can be found, and the secret. */
export function newHookToken(workspaceId: number): string {
  return `${workspaceId}-${randomBytes(SECRET_BYTES).toString('base64url')}`
}

/** Where a token is kept; null for what cannot be one. */
export function placeOfToken(token: string): { workspaceId: number; hash: Buffer } | null {
  const match = TOKEN.exec(token)
  const workspaceId = Number(match?.[1])
  if (match === null || workspaceId > ID_MAX) return null
  return { workspaceId, hash: hashOf(token) }
}

const ID_MAX = 2_147_483_647

/** What is kept of a token: who reads the table cannot deliver. */
export function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
