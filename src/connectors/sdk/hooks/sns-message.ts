import { BadJson, parseJson } from '../../../platform/http/index.ts'
import { asObject } from '../values.ts'

/** A message of Amazon SNS, as far as its proof goes. */
export interface SnsMessage {
  type: SnsType
  messageId: string
  topicArn: string
  timestamp: string
  signatureVersion: string
  signature: string
  certificateUrl: string
  /** What is signed: each field's name and value on a line of its own. */
  canonical: string
  /** Where a subscription is confirmed; null in a notification. */
  subscribeUrl: string | null
}

type SnsType = keyof typeof SIGNED

const SUBSCRIPTION = [
  'Message',
  'MessageId',
  'SubscribeURL',
  'Timestamp',
  'Token',
  'TopicArn',
  'Type',
] as const

/** What is signed, in this order (AWS, "Verifying the signatures of Amazon SNS messages"). */
const SIGNED = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: SUBSCRIPTION,
  UnsubscribeConfirmation: SUBSCRIPTION,
} as const

/** Reads a message; null where a field that is needed is missing or is no text. */
export function readSnsMessage(body: Uint8Array): SnsMessage | null {
  const fields = objectIn(body)
  if (fields === null) return null
  const text = (name: string) =>
    typeof fields[name] === 'string' ? (fields[name] as string) : null
  const type = text('Type')
  if (type === null || !Object.hasOwn(SIGNED, type)) return null
  const names: readonly string[] = SIGNED[type as SnsType]
  // A notification without a subject has no such field, and none is signed.
  const signed = names.filter((name) => name !== 'Subject' || text(name) !== null)
  if (signed.some((name) => text(name) === null)) return null
  const [signature, signatureVersion, certificateUrl] = ['Signature', 'SignatureVersion', CERT].map(
    (name) => text(name) ?? '',
  ) as [string, string, string]
  return {
    type: type as SnsType,
    messageId: text('MessageId')!,
    topicArn: text('TopicArn')!,
    timestamp: text('Timestamp')!,
    signatureVersion,
    signature,
    certificateUrl,
    canonical: signed.map((name) => `${name}\n${text(name)}\n`).join(''),
    subscribeUrl: type === 'SubscriptionConfirmation' ? text('SubscribeURL') : null,
  }
}

const CERT = 'SigningCertURL'

function objectIn(body: Uint8Array) {
  try {
    return asObject(parseJson(body))
  } catch (error) {
    if (!(error instanceof BadJson)) throw error
    return null
  }
}
