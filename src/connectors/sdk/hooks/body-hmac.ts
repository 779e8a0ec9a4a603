import { createHmac } from 'node:crypto'
import { BadJson, parseJson } from '../../../platform/http/index.ts'
import { asObject } from '../values.ts'
import { anyOf, isSameText, signedTime } from './compare.ts'
import { fails, holdsAt, type Delivery, type Proof, type ProofGround } from './delivery.ts'

/**
 * The family of Mailgun: time, token and signature stand within the body. The signature covers
 * time and token and *not* the rest, so the token is the delivery's identity: whoever overheard one
 * cannot have another body taken under it.
 */
export interface BodyHmac {
  family: 'body_hmac'
  /** The object within the body that holds them, and the names of the three. */
  at: string
  time: string
  token: string
  signature: string
}

/** Mailgun, "Securing webhooks": hex HMAC-SHA256 of timestamp followed by token. */
export const MAILGUN: BodyHmac = {
  family: 'body_hmac',
  at: 'signature',
  time: 'timestamp',
  token: 'token',
  signature: 'signature',
}

const TOKEN_LENGTH_MAX = 200

/** Whether time and token were signed by one of the keys, not long ago. Pure. */
export function proveBodyHmac(
  scheme: BodyHmac,
  { body }: Pick<Delivery, 'body'>,
  { keys, now }: ProofGround,
): Proof {
  const signed = asObject(asObject(parsed(body))?.[scheme.at])
  if (signed === null) return fails('unreadable')
  const [time, token, signature] = [scheme.time, scheme.token, scheme.signature].map((name) =>
    textOf(signed[name]),
  ) as [string, string, string]
  if (time === '' || token === '' || signature === '') return fails('missing')
  const isGenuine = anyOf(keys, (key) => {
    const made = createHmac('sha256', key).update(time).update(token).digest('hex')
    return key !== '' && isSameText(signature.toLowerCase(), made)
  })
  const signedAt = signedTime(time)
  if (!isGenuine || signedAt === null) return fails('wrong')
  return holdsAt(signedAt, now, { signedId: token })
}

function parsed(body: Uint8Array): unknown {
  try {
    return parseJson(body)
  } catch (error) {
    if (!(error instanceof BadJson)) throw error
    return null
  }
}

function textOf(value: unknown): string {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value.length <= TOKEN_LENGTH_MAX ? value : ''
}
