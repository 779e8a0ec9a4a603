import { createHash, createHmac, generateKeyPairSync, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Delivery } from '../../../src/connectors/index.ts'

/** Signs as vendors do, written from their documentation and not from the code that proves. */

export const NOW = Date.parse('2027-03-01T09:00:00Z')
export const SECONDS = String(NOW / 1000)
export const URL = 'https://homing.example/hooks/1-abc?x=%2Fa%40b%20c'

export function delivery(body: string | Uint8Array, headers: Record<string, string>): Delivery {
  return { method: 'POST', url: URL, headers: new Headers(headers), body: Buffer.from(body) }
}

export function hmac(key: string | Buffer, text: string, encoding: 'hex' | 'base64'): string {
  return createHmac('sha256', key).update(text).digest(encoding)
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** Standard Webhooks' headers for a body, signed with every secret that is given. */
export function standardHeaders(
  body: string,
  secrets: string[],
  { id = 'msg_1', at = NOW }: { id?: string; at?: number } = {},
): Record<string, string> {
  const time = String(Math.floor(at / 1000))
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
    return `v1,${hmac(key, `${id}.${time}.${body}`, 'base64')}`
  })
  return {
    'webhook-id': id,
    'webhook-timestamp': time,
    'webhook-signature': signatures.join(' '),
  }
}

export function ed25519() {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)
  return {
    key: `whpk_${raw.toString('base64')}`,
    sign: (text: string) => `v1a,${sign(null, Buffer.from(text), privateKey).toString('base64')}`,
  }
}

export function ecKey(curve = 'prime256v1') {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: curve })
  return {
    key: publicKey.export({ format: 'der', type: 'spki' }).toString('base64'),
    sign: (text: string) => sign('sha256', Buffer.from(text), privateKey).toString('base64'),
  }
}

const file = (name: string) => readFileSync(join(import.meta.dirname, name), 'utf8')
/** A key and certificates made for these tests alone. */
export const SNS_CERTIFICATE = file('sns-cert.pem')
export const OTHER_CERTIFICATE = file('other-cert.pem')
export const SNS_CERTIFICATE_URL =
  'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-1.pem'
export const TOPIC = 'arn:aws:sns:eu-west-1:123456789012:feedback'

/** An SNS message, signed; what is given replaces its fields before it is signed. */
export function snsMessage(fields: Record<string, string> = {}, version: '1' | '2' = '2'): string {
  const message: Record<string, string> = {
    Type: 'Notification',
    MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
    TopicArn: TOPIC,
    Message: '{"eventType":"Open"}',
    Timestamp: new Date(NOW).toISOString(),
    SigningCertURL: SNS_CERTIFICATE_URL,
    ...fields,
  }
  const isNotification = message['Type'] === 'Notification'
  const signed = isNotification
    ? ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type']
    : ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type']
  const text = signed
    .filter((name) => message[name] !== undefined)
    .map((name) => `${name}\n${message[name]}\n`)
    .join('')
  const algorithm = version === '1' ? 'RSA-SHA1' : 'RSA-SHA256'
  const signature = sign(algorithm, Buffer.from(text), file('sns-key.pem')).toString('base64')
  return JSON.stringify({ ...message, SignatureVersion: version, Signature: signature })
}
