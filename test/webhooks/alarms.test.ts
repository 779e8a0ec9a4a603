import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import { createHttp } from '../../src/platform/http/index.ts'
import {
  changeEndpoint,
  createEndpoint,
  listDeliveries,
  listEndpoints,
  removeEndpoint,
  resumeWebhooks,
  tell,
  testEndpoint,
  type Told,
} from '../../src/webhooks/index.ts'
import { outboxWorld, START, type OutboxWorld } from '../outbox/world.ts'
import { serve } from '../platform/http/server.ts'
import { receiver, sendAll } from './receiver.ts'

const HOUR = 3_600_000
let world: OutboxWorld
beforeAll(async () => {
  world = await outboxWorld()
})
beforeEach(() => world.empty())
afterAll(() => world.close())

const by = () => ({ workspaceId: world.workspaceId, actor: { id: 'u', name: 'Ada' } })
const create = (url: string) => createEndpoint(world.homing, by(), { url })
const send = (homing = world.homing) => sendAll(homing, world.workspaceId)
const news = (sentence = 'It stopped.'): Told => ({
  type: 'alarm.raised',
  at: START,
  data: { alarm: { sentence } },
})
const tellNews = (...messages: Told[]) =>
  world.database.inWorkspace(world.workspaceId, (tx) =>
    tell(tx, world.homing, world.workspaceId, messages),
  )
const deliveriesOf = async (endpointId: number) =>
  (
    await world.database.inWorkspace(world.workspaceId, (tx) =>
      listDeliveries(tx, endpointId, { limit: 100 }),
    )
  ).items
const endpoint = async () =>
  (await world.database.inWorkspace(world.workspaceId, listEndpoints))[0]!

test('what is told arrives once, signed so that another verifier accepts it', async () => {
  const { got, url } = await receiver(204)
  const { endpoint, secret } = await create(url)
  expect(await tellNews(news())).toBe(1)
  await send()
  await send()
  expect(got).toHaveLength(1)
  const headers = got[0]!.headers as Record<string, string>
  expect(headers['webhook-timestamp']).toBe(String(START / 1000))
  // The verifier's clock is the machine's and ours is the test's, so it signs instead of verifying.
  const verifier = new Webhook(secret)
  const resigned = verifier.sign(headers['webhook-id']!, new Date(START), got[0]!.body)
  expect(headers['webhook-signature']).toBe(resigned)
  expect(JSON.parse(got[0]!.body)).toEqual({
    type: 'alarm.raised',
    timestamp: '2026-05-03T12:00:00.000Z',
    data: { alarm: { sentence: 'It stopped.' } },
  })
  expect(headers['content-type']).toBe('application/json')
  expect(await deliveriesOf(endpoint.id)).toMatchObject([
    { status: 'delivered', tries: 1, httpStatus: 204, outcome: 'Answered 204.', nextTryAt: null },
  ])
})

test('what is told in a transaction that fails is told to nobody', async () => {
  const { got, url } = await receiver(200)
  await create(url)
  const failing = world.database.inWorkspace(world.workspaceId, async (tx) => {
    await tell(tx, world.homing, world.workspaceId, [news()])
    throw new Error('rolled back')
  })
  await expect(failing).rejects.toThrow('rolled back')
  await send()
  expect(got).toEqual([])
})

test('a failed try is made again after growing pauses, under the same id, the same bytes', async () => {
  const { got, url } = await receiver(500, [429, { 'retry-after': '3600' }], 200)
  const { endpoint } = await create(url)
  await tellNews(news())
  await send()
  await send()
  expect(got).toHaveLength(1)
  world.later(10_000)
  await send()
  expect(got).toHaveLength(2)
  world.later(50 * 60_000)
  await send()
  expect(got, 'it asked for an hour').toHaveLength(2)
  world.later(11 * 60_000)
  await send()
  expect(got).toHaveLength(3)
  expect(new Set(got.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
  expect(new Set(got.map(({ body }) => body)).size).toBe(1)
  expect(new Set(got.map(({ headers }) => headers['webhook-timestamp'])).size).toBe(3)
  expect(await deliveriesOf(endpoint.id)).toMatchObject([{ status: 'delivered', tries: 3 }])
})

test('after the last try it is given up, and says why', async () => {
  const { url } = await receiver(503)
  const { endpoint: made } = await create(url)
  await tellNews(news())
  for (let hour = 0; hour < 120; hour++) {
    await send()
    world.later(HOUR)
  }
  expect(await deliveriesOf(made.id)).toMatchObject([
    { status: 'failed', tries: 10, outcome: 'Answered 503.', nextTryAt: null },
  ])
})

test('a redirect is not followed', async () => {
  const elsewhere = await receiver(200)
  const { url } = await receiver([307, { location: elsewhere.url }])
  const { endpoint } = await create(url)
  await tellNews(news())
  await send()
  expect(elsewhere.got).toEqual([])
  expect((await deliveriesOf(endpoint.id))[0]!.outcome).toContain('redirects are not followed')
})

test('a receiver that answers without end is cut off', async () => {
  const { url } = await serve((_, response) => {
    response.writeHead(200)
    response.end(Buffer.alloc(1024 * 1024))
  })
  const { endpoint } = await create(`${url}/`)
  await tellNews(news())
  await send()
  expect(await deliveriesOf(endpoint.id)).toMatchObject([{ status: 'waiting', httpStatus: null }])
})

test('a private address is refused when it is entered, and when it is called', async () => {
  const open = world.homing.http
  const guarded = createHttp()
  onTestFinished(() => {
    world.homing.http = open
    guarded.close()
  })
  world.homing.http = guarded
  for (const url of [
    'https://127.0.0.1/x',
    'https://[::1]/',
    'http://example.com/',
    'https://u:p@x.example/',
  ]) {
    await expect(create(url), url).rejects.toMatchObject({ status: 422, field: 'url' })
  }
  const { got, url } = await receiver(200)
  await world.rows(`insert into webhook_endpoint
    (workspace_id, name, url, sealed_secret, status, created_by, created_at)
    values (${world.workspaceId}, 'x', '${url}', null, 'active', 'u', now())`)
  const { id } = await endpoint()
  const sealed = world.homing.secrets.seal(`webhook:${world.workspaceId}:${id}`, 'whsec_AAAA')
  await world.database.inWorkspace(world.workspaceId, (tx) =>
    tx.updateTable('webhook_endpoint').set({ sealed_secret: sealed }).execute(),
  )
  await tellNews(news())
  await send()
  expect(got).toEqual([])
  expect((await deliveriesOf(id))[0]!.outcome).toContain('not on the public internet')
})

test.each([0, 0.5, 0.999])(
  'an endpoint that fails for long is disabled; what waits is sent once it is resumed (chance %d)',
  async (value) => {
    world.chance(value)
    let isUp = false
    const { got, url } = await receiver(() => (isUp ? 200 : 500))
    const { endpoint: made } = await create(url)
    for (let day = 0; day < 4 && (await endpoint()).status === 'active'; day++) {
      await tellNews(...Array.from({ length: 3 }, () => news()))
      for (let hour = 0; hour < 24; hour++) {
        await send()
        world.later(HOUR)
      }
    }
    expect(await endpoint()).toMatchObject({ status: 'disabled' })
    expect((await endpoint()).disabledReason).toContain(`tries in a row failed`)
    expect(await tellNews(news()), 'nothing more is written for it').toBe(0)
    const before = got.length
    world.later(HOUR)
    await send()
    expect(got.length, 'nothing is sent to it').toBe(before)
    await expect(testEndpoint(world.homing, world.workspaceId, made.id)).rejects.toMatchObject({
      status: 409,
    })
    isUp = true
    await changeEndpoint(world.homing, by(), made.id, { isPaused: false })
    world.later(24 * HOUR)
    await send()
    expect(await endpoint()).toMatchObject({ status: 'active', failures: 0, disabledReason: '' })
    const waiting = (await deliveriesOf(made.id)).filter(({ status }) => status === 'waiting')
    expect(waiting).toEqual([])
  },
)

test('410 disables it at once', async () => {
  const { url } = await receiver(410)
  await create(url)
  await tellNews(news())
  await send()
  expect(await endpoint()).toMatchObject({ status: 'disabled' })
  expect((await endpoint()).disabledReason).toContain('410')
})

test('a process that dies before it settles loses nothing: it is sent again, with the same id', async () => {
  const { got, url } = await receiver(200)
  const { endpoint } = await create(url)
  await tellNews(news())
  const dies = {
    ...world.homing,
    http: {
      ...world.homing.http,
      exchange: async (ask: Parameters<typeof world.homing.http.exchange>[0]) => {
        await world.homing.http.exchange(ask)
        // Gone after the receiver had it, before anything was written here.
        return new Promise<never>(() => {})
      },
    },
  }
  void send(dies)
  await expect.poll(() => got.length).toBe(1)
  await send()
  expect(got, 'the lease holds').toHaveLength(1)
  await world.rows(`update webhook_delivery set lease_until = now() - interval '1 second'`)
  const asked = world.asked()
  await world.database.inWorkspace(world.workspaceId, (tx) =>
    resumeWebhooks(tx, world.homing, world.workspaceId),
  )
  expect(world.asked(), 'the minute finds it').toBe(asked + 1)
  await send()
  expect(got).toHaveLength(2)
  expect(got[1]!.headers['webhook-id']).toBe(got[0]!.headers['webhook-id'])
  expect(await deliveriesOf(endpoint.id)).toMatchObject([{ status: 'delivered' }])
})

test('two workers send each message once', async () => {
  const { got, url } = await receiver(200)
  await create(url)
  await tellNews(...Array.from({ length: 30 }, (_, index) => news(`No. ${index}`)))
  await Promise.all([send(), send(), send()])
  expect(got).toHaveLength(30)
})

test('a test message goes to the one endpoint', async () => {
  const [one, other] = [await receiver(200), await receiver(200)]
  await create(one.url)
  const { endpoint } = await create(other.url)
  await testEndpoint(world.homing, world.workspaceId, endpoint.id)
  await send()
  expect([one.got.length, other.got.length]).toEqual([0, 1])
  expect(JSON.parse(other.got[0]!.body)).toMatchObject({ type: 'homing.test' })
})

test('a removed endpoint is sent nothing, and its secret is gone', async () => {
  const { got, url } = await receiver(200)
  const { endpoint, secret } = await create(url)
  await tellNews(news())
  await removeEndpoint(world.homing, by(), endpoint.id)
  await send()
  expect(got).toEqual([])
  const rows = await world.rows<{ sealed_secret: unknown }>(
    'select sealed_secret from webhook_endpoint',
  )
  expect(rows).toEqual([{ sealed_secret: null }])
  expect(world.log.join()).not.toContain(secret)
})

test('what was settled long ago is swept, what waits is not', async () => {
  const { url } = await receiver(200, 500)
  await create(url)
  await tellNews(news())
  await send()
  await tellNews(news())
  await send()
  world.later(31 * 24 * HOUR)
  await world.database.inWorkspace(world.workspaceId, (tx) =>
    resumeWebhooks(tx, world.homing, world.workspaceId),
  )
  const rows = await world.rows<{ status: string }>('select status from webhook_delivery')
  expect(rows).toEqual([{ status: 'waiting' }])
})

test('another firm sees neither endpoint nor delivery', async () => {
  const { url } = await receiver(200)
  const { endpoint } = await create(url)
  const { otherWorkspaceId } = world
  expect(await world.database.inWorkspace(otherWorkspaceId, listEndpoints)).toEqual([])
  await expect(
    removeEndpoint(world.homing, { ...by(), workspaceId: otherWorkspaceId }, endpoint.id),
  ).rejects.toMatchObject({ status: 404 })
})
