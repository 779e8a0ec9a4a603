import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, test, vi } from 'vitest'
import { specsDirectory } from '../../../sandbox/contract.ts'
import {
  HUBSPOT_V1,
  HUBSPOT_V2,
  HUBSPOT_V3,
  keyProblem,
  KLAVIYO,
  MAILCHIMP,
  MAILERLITE,
  MAILGUN,
  MAUTIC,
  prove,
  SENDGRID,
  SNS,
  snsErrand,
  STANDARD_WEBHOOKS,
  SVIX,
  URL_TOKEN,
  type Delivery,
  type HookScheme,
} from '../../../src/connectors/index.ts'
import { fc } from '../../property.ts'
import {
  delivery,
  ecKey,
  ed25519,
  hmac,
  NOW,
  OTHER_CERTIFICATE,
  SECONDS,
  sha256,
  SNS_CERTIFICATE,
  SNS_CERTIFICATE_URL,
  snsMessage,
  standardHeaders,
  TOPIC,
} from './signing.ts'

const MINUTE = 60_000
const BODY = '[{"event":"open","email":"ada@example.com"}]\r\n'
const KEY = 'a-shared-secret-of-some-length'
const WHSEC = `whsec_${Buffer.from('twenty-four bytes of key').toString('base64')}`
const OTHER = `whsec_${Buffer.from('another twenty-four byte').toString('base64')}`
const DECODED = 'https://homing.example/hooks/1-abc?x=/a@b%20c'
const MILLIS = String(NOW)

const fetchNothing = () => Promise.reject(new Error('Nothing may be fetched here.'))
const proveAt = (scheme: HookScheme, one: Delivery, keys: string[], now = NOW) =>
  prove(scheme, one, { keys, now, fetchCertificate: fetchNothing })
const fault = (name: string) => ({ holds: false, fault: name })

/** A genuine delivery of each vendor that signs in a header, made by hand. */
const GENUINE: [string, HookScheme, Delivery, string, { isTimed: boolean }][] = [
  [
    'Standard Webhooks',
    STANDARD_WEBHOOKS,
    delivery(BODY, standardHeaders(BODY, [WHSEC])),
    WHSEC,
    { isTimed: true },
  ],
  [
    'Svix',
    SVIX,
    delivery(
      BODY,
      Object.fromEntries(
        Object.entries(standardHeaders(BODY, [WHSEC])).map(([name, value]) => [
          name.replace('webhook', 'svix'),
          value,
        ]),
      ),
    ),
    WHSEC,
    { isTimed: true },
  ],
  [
    'Mailchimp',
    MAILCHIMP,
    delivery(BODY, {
      'x-mailchimp-signature': `t=${SECONDS},v1=${hmac(KEY, `${SECONDS}.${BODY}`, 'hex')}`,
    }),
    KEY,
    { isTimed: true },
  ],
  [
    'Klaviyo',
    KLAVIYO,
    delivery(BODY, {
      'klaviyo-signature': hmac(KEY, BODY + SECONDS, 'hex'),
      'klaviyo-timestamp': SECONDS,
    }),
    KEY,
    { isTimed: true },
  ],
  [
    'HubSpot v1',
    HUBSPOT_V1,
    delivery(BODY, { 'x-hubspot-signature': sha256(KEY + BODY) }),
    KEY,
    { isTimed: false },
  ],
  [
    'HubSpot v2',
    HUBSPOT_V2,
    delivery(BODY, { 'x-hubspot-signature': sha256(`${KEY}POST${DECODED}${BODY}`) }),
    KEY,
    { isTimed: false },
  ],
  [
    'HubSpot v3',
    HUBSPOT_V3,
    delivery(BODY, {
      'x-hubspot-signature-v3': hmac(KEY, `POST${DECODED}${BODY}${MILLIS}`, 'base64'),
      'x-hubspot-request-timestamp': MILLIS,
    }),
    KEY,
    { isTimed: true },
  ],
  [
    'MailerLite',
    MAILERLITE,
    delivery(BODY, { signature: hmac(KEY, BODY, 'hex') }),
    KEY,
    { isTimed: false },
  ],
  [
    'Mautic',
    MAUTIC,
    delivery(BODY, { 'webhook-signature': hmac(KEY, BODY, 'base64') }),
    KEY,
    { isTimed: false },
  ],
]

describe.each(GENUINE)('%s', (_, scheme, genuine, key, { isTimed }) => {
  it('is proved, under any of several keys', async () => {
    expect(await proveAt(scheme, genuine, [key])).toMatchObject({ holds: true })
    expect(await proveAt(scheme, genuine, ['another-secret', key])).toMatchObject({ holds: true })
    expect(await proveAt(scheme, genuine, [key, OTHER])).toMatchObject({ holds: true })
  })

  it('is not under another key, an empty one, or none', async () => {
    expect(await proveAt(scheme, genuine, [`x${key}`, 'x'])).toEqual(fault('wrong'))
    expect(await proveAt(scheme, genuine, ['', 'whsec_'])).toEqual(fault('wrong'))
    expect(await proveAt(scheme, genuine, [])).toEqual(fault('missing'))
  })

  it('is not with any single byte altered, cut off or added', async () => {
    const wrong = fault('wrong')
    await fc.assert(
      fc.asyncProperty(
        fc.nat(genuine.body.length - 1),
        fc.integer({ min: 1, max: 255 }),
        async (at, by) => {
          const body = Buffer.from(genuine.body)
          body[at]! ^= by
          expect(await proveAt(scheme, { ...genuine, body }, [key])).toEqual(wrong)
        },
      ),
      { numRuns: 30 },
    )
    const shorter = { ...genuine, body: genuine.body.subarray(0, -2) }
    expect(await proveAt(scheme, shorter, [key])).toEqual(wrong)
    const longer = { ...genuine, body: Buffer.concat([genuine.body, Buffer.of(32)]) }
    expect(await proveAt(scheme, longer, [key])).toEqual(wrong)
  })

  it('is not with a signature that is missing, empty, cut short or of another algorithm', async () => {
    const { header } = (scheme as { signature: { header: string } }).signature
    const withSignature = (value: string | null) => {
      const headers = new Headers(genuine.headers)
      if (value === null) headers.delete(header)
      else headers.set(header, value)
      return proveAt(scheme, { ...genuine, headers }, [key])
    }
    const signature = genuine.headers.get(header)!
    expect(await withSignature(null)).toEqual(fault('missing'))
    expect(await withSignature('')).toEqual(fault('missing'))
    expect(await withSignature(signature.slice(0, -4))).toEqual(fault('wrong'))
    expect(await withSignature(signature.replace(/[^=,. ]{40}/, 'a'.repeat(40)))).toEqual(
      fault('wrong'),
    )
    const others = [signature.replace('v1', 'v0'), signature.replace('v1', 'v1a'), 'x'.repeat(9000)]
    for (const other of others.filter((one) => one !== signature)) {
      expect(await withSignature(other)).toMatchObject({ holds: false })
    }
  })

  it.runIf(isTimed)(
    'is good for five minutes on either side of its time, and no longer',
    async () => {
      const at = (ms: number) => proveAt(scheme, genuine, [key], NOW + ms)
      expect(await at(5 * MINUTE)).toMatchObject({ holds: true })
      expect(await at(5 * MINUTE + 1000)).toEqual(fault('stale'))
      expect(await at(-5 * MINUTE)).toMatchObject({ holds: true })
      expect(await at(-5 * MINUTE - 1000)).toEqual(fault('ahead'))
    },
  )
})

describe('a rotation', () => {
  it('is got over by a second signature as well as by a second key', async () => {
    const both = delivery(BODY, standardHeaders(BODY, [OTHER, WHSEC]))
    expect(await proveAt(STANDARD_WEBHOOKS, both, [WHSEC])).toEqual({
      holds: true,
      signedId: 'msg_1',
    })
    expect(await proveAt(STANDARD_WEBHOOKS, both, [OTHER])).toMatchObject({ holds: true })
    const pairs = `t=${SECONDS},v1=${'0'.repeat(64)},v1=${hmac(KEY, `${SECONDS}.${BODY}`, 'hex')}`
    const mailchimp = delivery(BODY, { 'x-mailchimp-signature': pairs })
    expect(await proveAt(MAILCHIMP, mailchimp, [KEY])).toMatchObject({ holds: true })
  })

  it('takes an asymmetric signature under its public key only', async () => {
    const pair = ed25519()
    const headers = {
      ...standardHeaders(BODY, [OTHER]),
      'webhook-signature': pair.sign(`msg_1.${SECONDS}.${BODY}`),
    }
    const one = delivery(BODY, headers)
    expect(await proveAt(STANDARD_WEBHOOKS, one, [pair.key])).toEqual({
      holds: true,
      signedId: 'msg_1',
    })
    expect(await proveAt(STANDARD_WEBHOOKS, one, [WHSEC, ed25519().key])).toEqual(fault('wrong'))
    // The public key is public: nobody may use it as if it were a shared secret.
    const raw = Buffer.from(pair.key.slice(5), 'base64')
    const forged = `v1,${hmac(raw, `msg_1.${SECONDS}.${BODY}`, 'base64')}`
    const tried = delivery(BODY, { ...headers, 'webhook-signature': forged })
    expect(await proveAt(STANDARD_WEBHOOKS, tried, [pair.key])).toEqual(fault('wrong'))
  })

  it('covers id and time: neither can be exchanged', async () => {
    const headers = standardHeaders(BODY, [WHSEC])
    for (const [name, value] of [
      ['webhook-id', 'msg_2'],
      ['webhook-timestamp', String(NOW / 1000 + 1)],
    ] as const) {
      const one = delivery(BODY, { ...headers, [name]: value })
      expect(await proveAt(STANDARD_WEBHOOKS, one, [WHSEC])).toEqual(fault('wrong'))
    }
  })
})

describe('Mailgun, in the body', () => {
  const TOKEN = 'a'.repeat(50)
  const signed = (more: Record<string, unknown> = {}) =>
    JSON.stringify({
      signature: {
        timestamp: SECONDS,
        token: TOKEN,
        signature: hmac(KEY, SECONDS + TOKEN, 'hex'),
        ...more,
      },
      'event-data': { event: 'opened' },
    })
  const proved = (body: string, now = NOW) => proveAt(MAILGUN, delivery(body, {}), [KEY], now)

  it('is proved, and its token is what it is known by', async () => {
    expect(await proved(signed())).toEqual({ holds: true, signedId: TOKEN })
  })

  it('is not with another time, token or signature, nor late', async () => {
    expect(await proved(signed({ timestamp: String(NOW / 1000 + 1) }))).toEqual(fault('wrong'))
    expect(await proved(signed({ token: 'b'.repeat(50) }))).toEqual(fault('wrong'))
    expect(await proved(signed({ signature: 'f'.repeat(64) }))).toEqual(fault('wrong'))
    expect(await proved(signed({ signature: undefined }))).toEqual(fault('missing'))
    expect(await proved(signed(), NOW + 6 * MINUTE)).toEqual(fault('stale'))
    expect(await proved(signed(), NOW - 6 * MINUTE)).toEqual(fault('ahead'))
  })

  it.each(['', '{', '[]', '{"signature":[]}', '{"a":1,"a":2}'])(
    'tells %j is not its kind',
    async (body) => {
      expect(await proved(body)).toEqual(fault('unreadable'))
    },
  )
})

describe('ECDSA', () => {
  const headersFor = (sign: (text: string) => string) => ({
    'x-twilio-email-event-webhook-signature': sign(SECONDS + BODY),
    'x-twilio-email-event-webhook-timestamp': SECONDS,
  })

  it('is proved over time and raw bytes, under any of several keys', async () => {
    const [old, pair] = [ecKey(), ecKey()]
    const one = delivery(BODY, headersFor(pair.sign))
    expect(await proveAt(SENDGRID, one, [old.key, pair.key])).toMatchObject({ holds: true })
    expect(await proveAt(SENDGRID, one, [old.key, 'no key'])).toEqual(fault('wrong'))
    const trimmed = { ...one, body: Buffer.from(BODY.trimEnd()) }
    expect(await proveAt(SENDGRID, trimmed, [pair.key])).toEqual(fault('wrong'))
    expect(await proveAt(SENDGRID, one, [pair.key], NOW + 6 * MINUTE)).toEqual(fault('stale'))
    const garbage = delivery(BODY, { ...headersFor(() => '!!') })
    expect(await proveAt(SENDGRID, garbage, [pair.key])).toEqual(fault('wrong'))
    expect(await proveAt(SENDGRID, delivery(BODY, {}), [pair.key])).toEqual(fault('missing'))
  })

  it('takes keys of this one curve', async () => {
    const pair = ecKey('secp256k1')
    const one = delivery(BODY, headersFor(pair.sign))
    expect(await proveAt(SENDGRID, one, [pair.key])).toEqual(fault('wrong'))
  })
})

describe('SNS', () => {
  const fetching = () => vi.fn(async (_: string) => SNS_CERTIFICATE)
  const proved = (
    body: string,
    { now = NOW, keys = [TOPIC], fetchCertificate = fetching() } = {},
  ) => prove(SNS, delivery(body, {}), { keys, now, fetchCertificate })

  it.each(['1', '2'] as const)('is proved under signature version %s', async (version) => {
    const signedId = '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324'
    expect(await proved(snsMessage({}, version))).toEqual({ holds: true, signedId })
    expect(await proved(snsMessage({ Subject: 'News' }, version))).toEqual({
      holds: true,
      signedId,
    })
  })

  it('is not with a field altered or left out', async () => {
    const message = JSON.parse(snsMessage({ Subject: 'News' })) as Record<string, string>
    for (const name of ['Message', 'MessageId', 'Subject', 'Timestamp']) {
      const altered = JSON.stringify({ ...message, [name]: `${message[name]} ` })
      expect(await proved(altered), name).toEqual(fault('wrong'))
    }
    const { Subject: _, ...without } = message
    expect(await proved(JSON.stringify(without))).toEqual(fault('wrong'))
    expect(await proved(JSON.stringify({ ...message, Type: 'Other' }))).toEqual(fault('unreadable'))
    expect(await proved(JSON.stringify({ ...message, SignatureVersion: '3' }))).toEqual(
      fault('wrong'),
    )
  })

  it.each([
    'http://sns.eu-west-1.amazonaws.com/a.pem',
    'https://sns.eu-west-1.amazonaws.com.evil.example/a.pem',
    'https://sns.evil.example/a.pem',
    'https://evil.example/sns.eu-west-1.amazonaws.com/a.pem',
    'https://u@sns.eu-west-1.amazonaws.com/a.pem',
    'https://sns.eu-west-1.amazonaws.com:8443/a.pem',
    'https://s3.eu-west-1.amazonaws.com/a.pem',
    'https://sns.eu-west-1.amazonaws.com/a.txt',
    'https://169.254.169.254/a.pem',
    'file:///etc/passwd.pem',
  ])('fetches nothing from %s', async (url) => {
    const fetchCertificate = fetching()
    expect(await proved(snsMessage({ SigningCertURL: url }), { fetchCertificate })).toEqual(
      fault('wrong'),
    )
    expect(fetchCertificate).not.toHaveBeenCalled()
  })

  it('fetches nothing for a topic that is not ours, though SNS signed it', async () => {
    const fetchCertificate = fetching()
    const theirs = snsMessage({ TopicArn: 'arn:aws:sns:eu-west-1:666:evil' })
    expect(await proved(theirs, { fetchCertificate })).toEqual(fault('wrong'))
    expect(fetchCertificate).not.toHaveBeenCalled()
    expect(await proved(snsMessage(), { fetchCertificate })).toMatchObject({ holds: true })
    expect(fetchCertificate).toHaveBeenCalledWith(SNS_CERTIFICATE_URL)
  })

  it.each([
    ['made out to somebody else', OTHER_CERTIFICATE],
    ['that is none', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'],
    ['that is a web page', '<html></html>'],
  ])('believes no certificate %s', async (_, pem) => {
    expect(await proved(snsMessage(), { fetchCertificate: vi.fn(async () => pem) })).toEqual(
      fault('wrong'),
    )
  })

  it('is good for as long as SNS itself retries', async () => {
    expect(await proved(snsMessage(), { now: NOW + 60 * MINUTE })).toMatchObject({ holds: true })
    expect(await proved(snsMessage(), { now: NOW + 66 * MINUTE })).toEqual(fault('stale'))
    expect(await proved(snsMessage(), { now: NOW - 6 * MINUTE })).toEqual(fault('ahead'))
  })

  it('asks for a subscription to be confirmed, at SNS and nowhere else', async () => {
    const subscription = (SubscribeURL: string) =>
      snsMessage({ Type: 'SubscriptionConfirmation', Token: 't', SubscribeURL })
    const url = 'https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=t'
    expect(await proved(subscription(url))).toMatchObject({ holds: true })
    expect(snsErrand(Buffer.from(subscription(url)))).toEqual({ kind: 'confirm', url })
    expect(snsErrand(Buffer.from(subscription('https://10.0.0.1/')))).toBeNull()
    expect(snsErrand(Buffer.from(snsMessage()))).toBeNull()
  })
})

describe('an address nobody can guess', () => {
  const basic = (text: string) => ({
    authorization: `Basic ${Buffer.from(text).toString('base64')}`,
  })

  it('is enough by itself, until credentials are kept', async () => {
    expect(await proveAt(URL_TOKEN, delivery(BODY, {}), [])).toEqual({
      holds: true,
      signedId: null,
    })
    expect(await proveAt(URL_TOKEN, delivery(BODY, {}), ['u:p'])).toEqual(fault('missing'))
    expect(await proveAt(URL_TOKEN, delivery(BODY, basic('u:p')), ['x:y', 'u:p'])).toMatchObject({
      holds: true,
    })
    for (const wrong of ['u:q', 'u:p ', 'u', '']) {
      const proof = await proveAt(URL_TOKEN, delivery(BODY, basic(wrong)), ['u:p'])
      expect(proof).toMatchObject({ holds: false })
    }
  })
})

test.each([
  [STANDARD_WEBHOOKS, WHSEC, KEY],
  [STANDARD_WEBHOOKS, ed25519().key, 'whpk_short'],
  [SENDGRID, ecKey().key, ecKey('secp256k1').key],
  [SNS, TOPIC, 'feedback'],
  [URL_TOKEN, 'user:password', 'password'],
] as const)('what can be no key of a scheme is told at once', (scheme, key, other) => {
  expect(keyProblem(scheme, key)).toBeNull()
  expect(keyProblem(scheme, other)).toMatch(/[.…]$/)
})

interface Vector {
  provider: string
  scheme: string
  publicKey?: string
  secret?: string
  headers?: Record<string, string>
  body?: string
  method?: string
  uri?: string
  signature?: string
}

const copied = JSON.parse(readFileSync(join(import.meta.dirname, 'vectors.json'), 'utf8')) as {
  vectors: Vector[]
}

describe("the vendors' own vectors", () => {
  test('are here', () => expect(copied.vectors.map((one) => one.provider)).toHaveLength(3))

  test.each(copied.vectors.map((one) => [one.provider, one] as const))(
    '%s',
    async (provider, vector) => {
      const { body = '', headers = {}, publicKey, secret } = vector
      const scheme = provider === 'sendgrid' ? SENDGRID : STANDARD_WEBHOOKS
      const time = Object.entries(headers).find(([name]) => /timestamp/i.test(name))![1]
      const one = delivery(body, headers)
      const now = Number(time) * 1000
      expect(await proveAt(scheme, one, [publicKey ?? secret!], now)).toMatchObject({ holds: true })
      const altered = delivery(body.replace('e', 'E'), headers)
      expect(await proveAt(scheme, altered, [publicKey ?? secret!], now)).toEqual(fault('wrong'))
    },
  )

  const documented = join(specsDirectory(), 'webhook-vectors', 'vectors.json')
  const present = existsSync(documented)
  if (!present) console.warn(`SKIPPED: HubSpot's documented vectors are not at ${documented}`)

  test.skipIf(!present)("HubSpot's, from its documentation", async () => {
    const vectors = (JSON.parse(readFileSync(documented, 'utf8')) as Vector[]).filter(
      (one) => one.provider === 'hubspot',
    )
    expect(vectors).toHaveLength(2)
    for (const { scheme, secret, body = '', method = 'POST', uri = '', signature } of vectors) {
      const variant = scheme.startsWith('v1') ? HUBSPOT_V1 : HUBSPOT_V2
      const one = { ...delivery(body, { 'x-hubspot-signature': signature! }), method, url: uri }
      expect(await proveAt(variant, one, [secret!])).toMatchObject({ holds: true })
      expect(
        await proveAt(variant, { ...one, method: 'PUT', body: Buffer.from('x') }, [secret!]),
      ).toEqual(fault('wrong'))
    }
  })
})
