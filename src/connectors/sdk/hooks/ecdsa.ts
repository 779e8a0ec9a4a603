import { createPublicKey, verify, type KeyObject } from 'node:crypto'
import { anyOf, signedTime } from './compare.ts'
import { fails, holdsAt, type Delivery, type Proof, type ProofGround } from './delivery.ts'

/** The family of SendGrid: the vendor signs time and body with a key of which we hold one half. */
export interface Ecdsa {
  family: 'ecdsa'
  signatureHeader: string
  timeHeader: string
}

/** SendGrid, "Event Webhook Security Features": P-256, SHA-256, the signature as base64 of DER. */
export const SENDGRID: Ecdsa = {
  family: 'ecdsa',
  signatureHeader: 'x-twilio-email-event-webhook-signature',
  timeHeader: 'x-twilio-email-event-webhook-timestamp',
}

/** Whether time and raw bytes were signed under one of the public keys, not long ago. Pure. */
export function proveEcdsa(
  { signatureHeader, timeHeader }: Ecdsa,
  { headers, body }: Pick<Delivery, 'headers' | 'body'>,
  { keys, now }: ProofGround,
): Proof {
  const signature = headers.get(signatureHeader)
  const time = headers.get(timeHeader)
  if (!signature || !time) return fails('missing')
  const text = Buffer.concat([Buffer.from(time), body])
  const isGenuine = anyOf(keys, (key) => {
    const publicKey = readPublicKey(key)
    return publicKey !== null && verify('sha256', text, publicKey, Buffer.from(signature, 'base64'))
  })
  const signedAt = signedTime(time)
  if (!isGenuine || signedAt === null) return fails('wrong')
  return holdsAt(signedAt, now, {})
}

/** The key as the vendor shows it, base64 of its DER form; null for any other kind of key. */
export function readPublicKey(key: string): KeyObject | null {
  try {
    const read = createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' })
    const isP256 = read.asymmetricKeyDetails?.namedCurve === 'prime256v1'
    return isP256 ? read : null
  } catch {
    // What somebody typed is no key: nothing can have been signed under it.
    return null
  }
}
