import { createHash, randomBytes } from 'node:crypto'

const TOKEN_BYTES = 32
const ID_BYTES = 16

/** A new reference token: 256 random bits, so a plain hash of it is enough to store. */
export function newToken(): string {
  return randomBytes(TOKEN_BYTES).toString('base64url')
}

/** A new id for a user or key: says nothing, cannot be guessed. */
export function newId(): string {
  return randomBytes(ID_BYTES).toString('base64url')
}

/** What is stored of a token, and what finds it again. */
export function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/** E-mail addresses sign in whatever their case. */
export function emailHash(email: string): Buffer {
  return hashOf(email.trim().toLowerCase())
}
