import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { addHookKey } from '../../src/connections/index.ts'
import { SNS, type Connector } from '../../src/connectors/index.ts'
import type { HttpAsk } from '../../src/platform/http/index.ts'
import {
  NOW,
  SNS_CERTIFICATE,
  SNS_CERTIFICATE_URL,
  snsMessage,
  TOPIC,
} from '../connectors/hooks/signing.ts'
import { twoDoors } from '../connectors/hooks/two-doors.ts'
import { hookWorld, type HookWorld } from './world.ts'

const CONFIRM = 'https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=t'

const overSns: Connector = {
  ...twoDoors,
  hooks: {
    ...twoDoors.hooks!,
    scheme: SNS,
    keys: { title: 'Topic', help: 'Its ARN, in the SNS console.', isNeeded: false },
    contentTypes: ['text/plain'],
  },
}

let world: HookWorld
/** What was asked of the world, in order, and what it answers. */
const fetched: string[] = []
let status = 200
beforeAll(async () => {
  world = await hookWorld({ connector: overSns })
  await addHookKey(world.homing, world.by, world.connectionId, TOPIC)
  world.homing.http.send = async ({ url }: HttpAsk) => {
    fetched.push(url)
    return { status, headers: new Headers(), body: Buffer.from(SNS_CERTIFICATE) }
  }
  world.tick(NOW - Date.now())
})
afterAll(() => world.close())
beforeEach(() => {
  fetched.length = 0
  status = 200
  world.tick(60_000)
})

const headers = { 'content-type': 'text/plain; charset=UTF-8' }
const send = async (body: string) => (await world.deliver(body, { headers })).status
const fresh = (fields: Record<string, string> = {}) =>
  snsMessage({ Timestamp: new Date(world.homing.now()).toISOString(), ...fields })
let messages = 0
const newMessage = (fields = {}) => fresh({ MessageId: `message ${(messages += 1)}`, ...fields })

test('a certificate that cannot be had is trouble for now, and no forgery: 503', async () => {
  status = 500
  expect(await send(newMessage())).toBe(503)
  expect(await world.receipts()).toHaveLength(0)
})

test('the certificate is fetched once, by the guarded client, and a message stored once', async () => {
  const message = newMessage()
  expect([await send(message), await send(message), await send(newMessage())]).toEqual([
    200, 200, 200,
  ])
  expect(fetched).toEqual([SNS_CERTIFICATE_URL])
  expect(await world.receipts()).toHaveLength(2)
})

test("another's topic is refused, and nothing is fetched for it", async () => {
  const theirs = newMessage({
    TopicArn: 'arn:aws:sns:eu-west-1:666:evil',
    SigningCertURL: 'https://sns.eu-west-2.amazonaws.com/other.pem',
  })
  expect(await send(theirs)).toBe(401)
  expect(fetched).toEqual([])
})

test('a subscription is confirmed where SNS says, and is nothing to be read', async () => {
  const before = (await world.receipts()).length
  const subscription = (SubscribeURL: string) =>
    newMessage({ Type: 'SubscriptionConfirmation', Token: 't', SubscribeURL })
  expect(await send(subscription(CONFIRM))).toBe(200)
  expect(fetched).toEqual([CONFIRM])
  status = 503
  expect(await send(subscription(CONFIRM))).toBe(503)
  expect((await world.receipts()).length).toBe(before)
})

test('a confirmation that leads anywhere else is not visited', async () => {
  const evil = newMessage({
    Type: 'SubscriptionConfirmation',
    Token: 't',
    SubscribeURL: 'https://169.254.169.254/latest/meta-data',
  })
  await send(evil)
  expect(fetched).toEqual([])
})
