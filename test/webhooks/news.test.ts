import { Webhook } from 'standardwebhooks'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import {
  changeEndpoint,
  MESSAGE_TYPES,
  replayNews,
  resumeWebhooks,
  rotateSecret,
  tellEndpoint,
  type MessageType,
} from '../../src/webhooks/index.ts'
import { sql } from '../database.ts'
import { serve } from '../platform/http/server.ts'
import { SENT_AT, take, takeIn } from '../ledger/world.ts'
import { event, heard, newsWorld, type NewsWorld } from './news-world.ts'
import { receiver } from './receiver.ts'

let world: NewsWorld
beforeAll(async () => {
  world = await newsWorld()
})
afterEach(() => world.silence())
afterAll(() => world.close())

const by = () => ({ workspaceId: world.workspaceId, actor: { id: 'u', name: 'Ada' } })
const kept = (table: string) =>
  world.rows<{ count: number }>(`select count(*)::integer as count from ${table}`)
/** Addresses nobody has met: each test has its own. */
let met = 0
const someone = () => `someone-${(met += 1)}@example.com`
const many = (count: number) => Array.from({ length: count }, () => event(someone()))

test('an event is told with its campaign, person and address, by ids the API knows', async () => {
  const { got, url } = await receiver(204)
  await world.listen(url, ['event.click', 'event.bounce', 'event.open'])
  const address = someone()
  const bounce = { code: 'B', class: 'soft' as const, note: 'Full', smtp: 452, enhanced: '4.2.2' }
  await take(world.ground, [
    event(address, { kind: 'sent', occurredAt: SENT_AT }),
    event(address, { kind: 'click', link: { url: 'https://x.example/a' }, agent: 'mobile' }),
    event(someone(), { kind: 'bounce', bounce }),
  ])
  await world.send()
  const [click, hardship] = heard(got).sort((a, b) => (a.type < b.type ? 1 : -1))
  expect(click).toEqual({
    id: expect.stringMatching(/^msg_[0-9a-f]{32}$/),
    type: 'event.click',
    timestamp: new Date(SENT_AT + 60_000).toISOString(),
    data: {
      id: expect.stringMatching(/^\d+_-?\d+_\d+$/),
      kind: 'click',
      occurredAt: new Date(SENT_AT + 60_000).toISOString(),
      isTimeApproximate: false,
      campaign: { id: world.ground.campaigns[0], name: 'Letter C1' },
      connectionId: world.ground.connectionId,
      personId: expect.any(Number),
      addressId: expect.any(Number),
      address,
      url: 'https://x.example/a',
      verdict: 'human',
      agent: 'mobile',
    },
  })
  expect(hardship!.data['bounce']).toEqual({
    class: 'soft',
    code: 'B',
    note: 'Full',
    smtp: 452,
    enhanced: '4.2.2',
  })
  expect(got, 'the sent one is not listened for').toHaveLength(2)
  expect(await world.endpoint()).toMatchObject({
    waiting: 0,
    delivered: 2,
    lastTry: { httpStatus: 204, outcome: 'Answered 204.' },
  })
})

test('an opt-out is told as an event and as a fact, a hard bounce as an invalid address too', async () => {
  const { got, url } = await receiver(200)
  await world.listen(url, [...MESSAGE_TYPES])
  const [leaves, bounces] = [someone(), someone()]
  await take(world.ground, [
    event(leaves, { kind: 'opt_out', reason: 'Too many' }),
    event(bounces, { kind: 'bounce', bounce: { code: 'B', class: 'hard' } }),
  ])
  await world.send()
  const told = heard(got)
  expect(told.map(({ type }) => type).sort()).toEqual([
    'address.invalid',
    'consent.opted_out',
    'event.bounce',
    'event.opt_out',
  ])
  const of = (type: string) => told.find((one) => one.type === type)!.data
  expect(of('consent.opted_out')).toMatchObject({
    optedIn: false,
    scope: 'everything',
    topic: null,
    cause: 'wish',
    source: 'esp',
    reason: 'Too many',
    address: leaves,
    campaign: { name: 'Letter C1' },
  })
  expect(of('event.opt_out')).toMatchObject({ address: leaves, reason: 'Too many' })
  expect(of('address.invalid')).toMatchObject({
    address: bounces,
    isValid: false,
    channel: 'email',
    reason: 'hard bounce (B) in Letter C1',
  })
})

test('an address that becomes invalid, valid and invalid again is told three times', async () => {
  const { got, url } = await receiver(200)
  await world.listen(url, ['address.invalid', 'address.valid'])
  const address = someone()
  const bounce = { code: 'B', class: 'hard' as const }
  const confirm = (at: number) =>
    world.database.inWorkspace(world.workspaceId, (tx) =>
      sql`update address set confirmed_at = ${new Date(at)} where canonical = ${address}`.execute(
        tx,
      ),
    )
  for (const round of [0, 1]) {
    await take(world.ground, [
      event(address, { kind: 'bounce', bounce, occurredAt: SENT_AT + round * 10_000 }),
    ])
    await world.send()
    if (round === 0) await confirm(SENT_AT + 5_000)
    await world.send()
  }
  const told = heard(got)
  expect(told.map(({ type }) => type)).toEqual([
    'address.invalid',
    'address.valid',
    'address.invalid',
  ])
  expect(new Set(told.map(({ id }) => id)).size).toBe(3)
})

test('nothing is kept where nobody listens, nor of another type, nor of another firm', async () => {
  await take(world.ground, many(3))
  await world.optOut(world.ground, someone())
  expect(await kept('webhook_news')).toEqual([{ count: 0 }])
  const { got, url } = await receiver(200)
  await world.listen(url, ['event.click'])
  await take(world.ground, many(3))
  await take(world.theirs, [
    event(someone(), { kind: 'click', link: { url: 'https://x.example/' } }),
  ])
  await world.send()
  expect(await kept('webhook_news')).toEqual([{ count: 0 }])
  expect(got).toEqual([])
})

test('what is known already is not told again; what was rolled back, not at all', async () => {
  const { got, url } = await receiver(200)
  await world.listen(url, ['event.open'])
  const events = many(2)
  await take(world.ground, events)
  await take(world.ground, [...events, ...many(1)])
  const failing = world.database.inWorkspace(world.workspaceId, async (tx) => {
    await takeIn(tx, world.ground, many(5))
    throw new Error('rolled back')
  })
  await expect(failing).rejects.toThrow('rolled back')
  await world.send()
  expect(got).toHaveLength(3)
})

test('a receiver that is down is probed, little is made for it, and all arrives later', async () => {
  let isUp = false
  const { got, url } = await receiver(() => (isUp ? 200 : 503))
  await world.listen(url, ['event.open'])
  await take(world.ground, many(500))
  for (let turn = 0; turn < 6; turn++) {
    await world.send()
    world.later(10 * 60_000)
  }
  expect(got.length, 'the first batch stops at once, then one at a time').toBeLessThan(15)
  expect((await kept('webhook_delivery'))[0]!.count).toBeLessThan(80)
  expect(await world.endpoint()).toMatchObject({ waiting: 500, status: 'active', delivered: 0 })
  expect((await world.endpoint()).failing).toBeGreaterThan(0)
  isUp = true
  world.later(24 * 3_600_000)
  await world.send()
  expect(new Set(heard(got).map(({ id }) => id)).size).toBe(500)
  expect(await world.endpoint()).toMatchObject({ waiting: 0, failing: 0, delivered: 500 })
})

test('one message that is always refused holds up nobody, and is not passed over', async () => {
  const poison = someone()
  let isMended = false
  const { got, url } = await receiver(({ body }) =>
    body.includes(poison) && !isMended ? 400 : 200,
  )
  const { endpoint } = await world.listen(url, ['event.open'])
  await take(world.ground, [event(poison), ...many(20)])
  for (let look = 0; look < 42; look++) {
    await world.send()
    await take(world.ground, many(1))
    world.later(3 * 3_600_000)
  }
  const others = new Set(
    heard(got).flatMap(({ data, id }) => (data['address'] === poison ? [] : [id])),
  )
  expect(others.size).toBeGreaterThan(40)
  const after = await world.endpoint()
  expect(after.status).toBe('disabled')
  expect(after.disabledReason).toMatch(/refused the message msg_[0-9a-f]{32} 10 times/)
  isMended = true
  await changeEndpoint(world.homing, by(), endpoint.id, { isPaused: false })
  await world.send()
  expect(await world.endpoint()).toMatchObject({ status: 'active', waiting: 0 })
  expect(heard(got).at(-1)).toBeDefined()
  expect(await world.rows(`select 1 from webhook_delivery where status = 'failed'`)).toEqual([])
})

test('a worker that dies with a batch in its hands loses none of it', async () => {
  const { got, url } = await receiver(200)
  const { endpoint } = await world.listen(url, ['event.open'])
  await take(world.ground, many(30))
  const { exchange } = world.homing.http
  world.homing.http.exchange = () => new Promise(() => {})
  void world.send()
  await expect
    .poll(() => world.rows('select 1 from webhook_delivery where lease_until is not null'))
    .toHaveLength(30)
  world.homing.http.exchange = exchange
  await world.send()
  expect(got, 'the lease holds').toEqual([])
  await world.rows(`update webhook_delivery set lease_until = now() - interval '1 second'`)
  const asked = world.asked()
  await world.database.inWorkspace(world.workspaceId, (tx) =>
    resumeWebhooks(tx, world.homing, world.workspaceId),
  )
  expect(world.asked(), 'the minute finds it').toBe(asked + 1)
  await world.send()
  expect(new Set(heard(got).map(({ id }) => id)).size).toBe(30)
  expect((await world.endpoint()).id).toBe(endpoint.id)
})

test('a pause keeps what happens meanwhile', async () => {
  const { got, url } = await receiver(200)
  const { endpoint } = await world.listen(url, ['event.open'])
  await changeEndpoint(world.homing, by(), endpoint.id, { isPaused: true })
  await take(world.ground, many(3))
  await world.send()
  expect(got).toEqual([])
  expect(await world.endpoint()).toMatchObject({ waiting: 3, status: 'paused' })
  await changeEndpoint(world.homing, by(), endpoint.id, { isPaused: false })
  await world.send()
  expect(got).toHaveLength(3)
})

test('what waits of a type that is no longer chosen is not sent', async () => {
  let isUp = false
  const { got, url } = await receiver(() => (isUp ? 200 : 500))
  const { endpoint } = await world.listen(url, ['event.open', 'event.sent'])
  await take(world.ground, [...many(90), event(someone(), { kind: 'sent' })])
  await world.send()
  const tried = got.length
  await changeEndpoint(world.homing, by(), endpoint.id, { types: ['event.sent'] })
  expect(await world.endpoint()).toMatchObject({ waiting: 1, types: ['event.sent'] })
  isUp = true
  world.later(3_600_000)
  await world.send()
  expect(heard(got.slice(tried)).map(({ type }) => type)).toEqual(['event.sent'])
})

test('a slow receiver holds up nobody else, and has eight messages before it at most', async () => {
  let [open, most, served] = [0, 0, 0]
  const slow = await serve((request, response) => {
    request.resume()
    open += 1
    most = Math.max(most, open)
    setTimeout(() => {
      open -= 1
      served += 1
      response.end()
    }, 250)
  })
  const fast = await receiver(200)
  const { endpoint } = await world.listen(fast.url, ['event.open'])
  await world.listen(slow.url, ['event.open'])
  await take(world.ground, many(80))
  const all = world.send()
  await tellEndpoint(world.homing, { workspaceId: world.workspaceId, endpointId: endpoint.id })
  await expect.poll(() => fast.got.length).toBe(80)
  expect(served, 'the slow one is at it still').toBeLessThan(80)
  await all
  expect(most).toBe(8)
  expect(served).toBe(80)
  expect((await world.endpoint()).waiting).toBe(0)
})

test('a replay tells the same once more, under the same ids; what is too old is refused', async () => {
  const { got, url } = await receiver(200)
  const { endpoint } = await world.listen(url, ['event.open', 'consent.opted_out'])
  await take(world.ground, many(4))
  await world.optOut(world.ground, someone())
  await world.send()
  world.later(Date.now() - world.homing.now())
  const replay = (since: number) => replayNews(world.homing, by(), endpoint.id, since)
  expect(await replay(Date.now() - 60_000)).toEqual({ messages: 5 })
  await world.send()
  const ids = heard(got).map(({ id }) => id)
  expect(ids).toHaveLength(10)
  expect(ids.slice(5).sort()).toEqual(ids.slice(0, 5).sort())
  await expect(replay(Date.now() - 31 * 86_400_000)).rejects.toMatchObject({ status: 422 })
  await expect(replay(Date.now() + 60_000)).rejects.toMatchObject({ status: 422 })
  await changeEndpoint(world.homing, by(), endpoint.id, { isPaused: true })
  await expect(replay(Date.now() - 60_000)).rejects.toMatchObject({ status: 409 })
})

test('a new secret signs with the one before it for a day', async () => {
  const { got, url } = await receiver(200)
  const { endpoint, secret: former } = await world.listen(url, ['event.open'])
  const { secret } = await rotateSecret(world.homing, by(), endpoint.id)
  const accepts = (one: string, headers: unknown, body: string) => {
    const { 'webhook-id': id, 'webhook-signature': sent } = headers as Record<string, string>
    return sent!.split(' ').includes(new Webhook(one).sign(id!, new Date(world.homing.now()), body))
  }
  await take(world.ground, many(1))
  await world.send()
  const [first] = got
  expect([former, secret].map((one) => accepts(one, first!.headers, first!.body))).toEqual([
    true,
    true,
  ])
  world.later(24 * 3_600_000 + 1)
  await take(world.ground, many(1))
  await world.send()
  const last = got[1]!
  expect([former, secret].map((one) => accepts(one, last.headers, last.body))).toEqual([
    false,
    true,
  ])
  expect(world.log.join()).not.toContain(secret)
})

test('a person who was erased is not told of, in whatever state the message waits', async () => {
  let isUp = false
  const { got, url } = await receiver(() => (isUp ? 200 : 500))
  await world.listen(url, [...MESSAGE_TYPES] as MessageType[])
  const [erased, stays] = [someone(), someone()]
  await take(world.ground, [event(erased, { kind: 'opt_out' }), event(stays)])
  await world.send()
  await take(world.ground, [
    event(erased, { kind: 'bounce', bounce: { code: 'B', class: 'hard' } }),
  ])
  await world.rows(`update address set erased_at = now(), address = 'erased-x@erased.invalid'
    where canonical = '${erased}'`)
  isUp = true
  const before = got.length
  world.later(24 * 3_600_000)
  await world.send()
  const told = heard(got.slice(before))
  expect(told.map(({ data }) => data['address'])).toEqual([stays])
  expect((await world.endpoint()).waiting).toBe(0)
})

test('of what was delivered the newest thousand are kept', async () => {
  const { got, url } = await receiver(200)
  await world.listen(url, ['event.open'])
  await take(world.ground, many(1_100))
  await world.send()
  expect(got).toHaveLength(1_100)
  expect(await kept('webhook_delivery')).toEqual([{ count: 1_000 }])
  expect((await world.endpoint()).delivered).toBe(1_100)
})
