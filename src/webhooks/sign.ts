import { createHmac, randomBytes } from 'node:crypto'

/** Standard Webhooks, "Signature scheme": a secret has 24 to 64 random bytes. */
const SECRET_BYTES = 32
const PREFIX = 'whsec_'

/** A new signing secret: whsec_ and the key in base64, as every verifier of the scheme takes it. */
export function newSecret(): string {
  return PREFIX + randomBytes(SECRET_BYTES).toString('base64')
}

export interface Signing {
  /** whsec_…; several while one is rotated: the receiver takes a signature by any of them. */
  secrets: readonly string[]
  /** The message's id: the same on every try. */
  id: string
  /** Seconds since the epoch at this try: the receiver refuses what is too old. */
  timestamp: number
  body: string
}

/**
 * The three headers of the Standard Webhooks scheme (version 1): HMAC-SHA256 over
 * `id.timestamp.body` under each secret's bytes, the signatures parted by a space.
 */
export function signed({ secrets, id, timestamp, body }: Signing): Record<string, string> {
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64')
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`
  })
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signatures.join(' '),
  }
}
