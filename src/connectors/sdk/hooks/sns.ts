import { verify, X509Certificate } from 'node:crypto'
import { anyOf, isSameText, signedTime } from './compare.ts'
import { fails, holdsAt, type Delivery, type Proof, type ProofGround } from './delivery.ts'
import { readSnsMessage } from './sns-message.ts'

/**
 * The family of Amazon SNS (SES events): signed under an X.509 certificate that the message names.
 * The keys are the topics this connection listens to (their ARNs): anybody can have SNS sign a
 * message of a topic of their own.
 */
export interface Sns {
  family: 'sns'
}

export const SNS: Sns = { family: 'sns' }

/** Fetches a certificate, as PEM; the addresses it is asked for have passed isSnsAddress. */
export type FetchCertificate = (url: string) => Promise<string>

/**
 * SNS signs the moment of publishing, and a retry keeps it. It retries for an hour at most (AWS,
 * "Amazon SNS message delivery retries"); a replay within that time is known by its MessageId.
 */
const AGE_MS_MAX = 65 * 60_000

/** SNS's own hosts, in every region and partition. */
const HOST = /^sns\.[a-z0-9-]{3,30}\.amazonaws\.com(\.cn)?$/
/** Whom its certificates are made out to (AWS: sns.amazonaws.com, by region as well). */
const SUBJECT = /^CN=sns(\.[a-z0-9-]+)?\.amazonaws\.com(\.cn)?$/m

/** Whether an address leads to SNS itself and nowhere else: https, its host, its own port. */
export function isSnsAddress(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  return (
    url.protocol === 'https:'
    && url.port === ''
    && url.username === ''
    && url.password === ''
    && HOST.test(url.hostname)
  )
}

/**
 * Whether SNS signed the message, for one of our topics. Rejects only as fetch does: a certificate
 * that cannot be had now is no forgery.
 */
export async function proveSns(
  { body }: Pick<Delivery, 'body'>,
  ground: ProofGround,
  fetch: FetchCertificate,
): Promise<Proof> {
  const message = readSnsMessage(body)
  if (message === null) return fails('unreadable')
  if (message.signature === '' || message.certificateUrl === '') return fails('missing')
  // Looked at first: nobody makes us fetch anything for a topic that is not ours.
  if (!anyOf(ground.keys, (topic) => isSameText(message.topicArn, topic))) return fails('wrong')
  const isTheirs = isSnsAddress(message.certificateUrl) && message.certificateUrl.endsWith('.pem')
  if (!isTheirs) return fails('wrong')
  return proveSnsUnder(body, await fetch(message.certificateUrl), ground)
}

/** The same under a certificate at hand. Pure. */
export function proveSnsUnder(body: Uint8Array, pem: string, { keys, now }: ProofGround): Proof {
  const message = readSnsMessage(body)
  const algorithm = ALGORITHMS[message?.signatureVersion ?? '']
  const certificate = readCertificate(pem, now)
  if (message === null) return fails('unreadable')
  if (algorithm === undefined || certificate === null || !keys.includes(message.topicArn)) {
    return fails('wrong')
  }
  const signature = Buffer.from(message.signature, 'base64')
  const text = Buffer.from(message.canonical)
  const isGenuine = verify(algorithm, text, certificate.publicKey, signature)
  const signedAt = signedTime(message.timestamp)
  if (!isGenuine || signedAt === null) return fails('wrong')
  return holdsAt(signedAt, now, { signedId: message.messageId, ageMsMax: AGE_MS_MAX })
}

const ALGORITHMS: Record<string, string> = { '1': 'RSA-SHA1', '2': 'RSA-SHA256' }

/** Null where it is no certificate, not SNS's, not valid now, or of another kind of key. */
function readCertificate(pem: string, now: number): X509Certificate | null {
  try {
    const certificate = new X509Certificate(pem)
    const isNow = Date.parse(certificate.validFrom) <= now && now <= Date.parse(certificate.validTo)
    const isRsa = certificate.publicKey.asymmetricKeyType === 'rsa'
    return isNow && isRsa && SUBJECT.test(certificate.subject) ? certificate : null
  } catch {
    // What was fetched is no certificate: nothing is proved by it.
    return null
  }
}

/** What SNS wants besides having its message read. */
export type SnsErrand =
  /** The address that confirms the subscription, to be visited once. */
  | { kind: 'confirm'; url: string }
  /** The subscription has ended; there is nothing in it to read. */
  | { kind: 'ended' }

/** The errand of a proved message; null for an ordinary notification. */
export function snsErrand(body: Uint8Array): SnsErrand | null {
  const message = readSnsMessage(body)
  if (message?.type === 'UnsubscribeConfirmation') return { kind: 'ended' }
  const url = message?.subscribeUrl ?? null
  return url !== null && isSnsAddress(url) ? { kind: 'confirm', url } : null
}
