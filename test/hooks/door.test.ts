import { createHash } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest'
import {
  addHookKey,
  closeHook,
  endHookKey,
  hookState,
  makeHookAddress,
  removeConnection,
} from '../../src/connections/index.ts'
import { sql } from '../database.ts'
import { hookWorld, OTHER_SECRET, SECRET, type HookWorld } from './world.ts'

const BODY = '{"events":[]}'
const MINUTE = 60_000
/** What a look-up is remembered for, and a little. */
const FORGOTTEN = 4_000

let world: HookWorld
beforeAll(async () => {
  world = await hookWorld()
})
afterAll(() => world.close())
beforeEach(() => world.tick(FORGOTTEN))

const stateOf = () =>
  world.database.inWorkspace(world.workspaceId, (tx) =>
    hookState(tx, world.homing, world.connectionId),
  )

describe('a delivery', () => {
  it('is on disk, byte for byte, when it is answered', async () => {
    const body = '{ "events" : [] }\r\n'
    const response = await world.deliver(body)
    expect(response.status).toBe(200)
    const stored = await world.receipts()
    expect(gunzipSync(stored.at(-1)!.body).toString()).toBe(body)
    expect(stored.at(-1)).toMatchObject({ status: 'pending', reason: null })
  })

  it('that comes again is answered as the first was, and stored once', async () => {
    const before = (await world.receipts()).length
    const statuses = [
      await world.deliver(BODY, { id: 'again' }),
      await world.deliver(BODY, { id: 'again' }),
      // Signed anew, as a retry is.
      await world.deliver(BODY, { id: 'again', at: world.homing.now() - MINUTE }),
      await world.deliver(BODY, { id: 'again', app: await world.anotherDoor() }),
    ].map(({ status }) => status)
    expect(statuses).toEqual([200, 200, 200, 200])
    expect((await world.receipts()).length).toBe(before + 1)
  })

  it('wakes a worker', async () => {
    world.asked.length = 0
    await world.deliver(BODY, { id: 'waking' })
    await expect.poll(() => world.asked).toContain(world.connectionId)
  })

  it('may be packed', async () => {
    const headers = { 'content-encoding': 'gzip' }
    const response = await world.deliver(BODY, { id: 'packed', headers, sent: gzipSync(BODY) })
    expect(response.status).toBe(200)
    expect(gunzipSync((await world.receipts()).at(-1)!.body).toString()).toBe(BODY)
  })

  it('is answered to no rule of browsers: an origin or a cookie means nothing', async () => {
    const headers = { origin: 'https://evil.example', cookie: 'homing=x' }
    expect((await world.deliver(BODY, { id: 'browser', headers })).status).toBe(200)
  })

  it('needs a secret, however good its address: without one nothing is proved', async () => {
    const fresh = await hookWorld({ beside: world })
    const { keys } = await fresh.database.inWorkspace(fresh.workspaceId, (tx) =>
      hookState(tx, fresh.homing, fresh.connectionId),
    )
    await endHookKey(fresh.homing, fresh.by, fresh.connectionId, keys[0]!.id)
    expect((await fresh.deliver(BODY)).status).toBe(401)
  })
})

describe('what is refused', () => {
  let before: number
  beforeEach(async () => {
    before = (await world.receipts()).length
  })

  const REFUSED: [string, number, string, () => Promise<Response>][] = [
    ['a forged signature', 401, 'wrong', () => world.deliver(BODY, { secrets: [OTHER_SECRET] })],
    ['a byte altered', 401, 'wrong', () => world.deliver(BODY, { sent: '{"events":[ ]}' })],
    [
      'no signature',
      401,
      'missing',
      () => world.deliver(BODY, { headers: { 'webhook-signature': '' } }),
    ],
    [
      'another algorithm',
      401,
      'wrong',
      () => world.deliver(BODY, { headers: { 'webhook-signature': `v1a,${'A'.repeat(86)}==` } }),
    ],
    [
      'an old signature',
      401,
      'stale',
      () => world.deliver(BODY, { at: world.homing.now() - 6 * MINUTE }),
    ],
    [
      'a signature of the future',
      401,
      'ahead',
      () => world.deliver(BODY, { at: world.homing.now() + 6 * MINUTE }),
    ],
    ['nothing at all', 400, 'unreadable', () => world.deliver('', { id: 'empty' })],
    [
      'a broken packing',
      400,
      'unreadable',
      () =>
        world.deliver(BODY, { headers: { 'content-encoding': 'gzip' }, sent: 'no gzip at all' }),
    ],
    [
      'an unknown packing',
      415,
      'wrong_type',
      () => world.deliver(BODY, { headers: { 'content-encoding': 'br' } }),
    ],
    [
      'another media type',
      415,
      'wrong_type',
      () => world.deliver(BODY, { headers: { 'content-type': 'text/plain' } }),
    ],
    [
      'more than a delivery may hold',
      413,
      'too_large',
      () => world.deliver(`"${'x'.repeat(4 * 1024 * 1024)}"`, { id: 'large' }),
    ],
    [
      'a small body that unpacks to a large one',
      413,
      'too_large',
      () =>
        world.deliver(BODY, {
          headers: { 'content-encoding': 'gzip' },
          sent: gzipSync(Buffer.alloc(64 * 1024 * 1024)),
        }),
    ],
  ]

  it.each(REFUSED)('%s: %i, counted as %s', async (_, status, outcome, send) => {
    const counted = (await world.tally())[outcome] ?? 0
    const response = await send()
    expect(response.status).toBe(status)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
    expect((await world.receipts()).length).toBe(before)
    expect((await world.tally())[outcome]).toBe(counted + 1)
  })

  it('tells a forger nothing of how near the mark it was', async () => {
    const texts = await Promise.all(
      [
        world.deliver(BODY, { secrets: [OTHER_SECRET] }),
        world.deliver(BODY, { at: world.homing.now() - 6 * MINUTE }),
        world.deliver(BODY, { headers: { 'webhook-signature': '' } }),
      ].map(async (one) => (await one).text()),
    )
    expect(new Set(texts).size).toBe(1)
  })

  it.each([
    'short',
    '1-',
    `1-${'A'.repeat(43)}`,
    `999999-${'A'.repeat(43)}`,
    `99999999999-${'A'.repeat(43)}`,
    `1-${'A'.repeat(500)}`,
    '%00',
  ])('the address %s leads nowhere: 404', async (token) => {
    expect((await world.deliver(BODY, { path: `/hooks/${token}` })).status).toBe(404)
  })

  it("an address under another workspace's number: 404", async () => {
    const path = world.path.replace(/\/\d+-/, `/${world.otherWorkspaceId}-`)
    expect((await world.deliver(BODY, { path })).status).toBe(404)
  })

  it('another method: 405 for one that changes, a word for one that looks', async () => {
    const put = await world.app.request(world.path, { method: 'PUT', body: BODY })
    expect([put.status, put.headers.get('allow')]).toEqual([405, 'POST'])
    expect((await world.app.request(world.path)).status).toBe(200)
    expect((await world.app.request('/hooks/1-x')).status).toBe(404)
  })
})

describe('an address', () => {
  it('is kept as a hash alone', async () => {
    const token = world.path.slice('/hooks/'.length)
    const { rows } = await world.database.inWorkspace(world.workspaceId, (tx) =>
      sql<{ line: string; hash: Buffer }>`
        select a::text as line, token_hash as hash from hook_address a
        where connection_id = ${world.connectionId}`.execute(tx),
    )
    expect(rows[0]!.line).not.toContain(token.slice(2, 30))
    const hash = createHash('sha256').update(token).digest()
    expect(Buffer.from(rows[0]!.hash).equals(hash)).toBe(true)
    expect(Buffer.from(token.split('-').slice(1).join('-'), 'base64url')).toHaveLength(32)
    expect(world.logged.join()).not.toContain(token.slice(2, 30))
  })

  it('that is replaced leads in for another day, or ends at once', async () => {
    const one = await hookWorld({ beside: world })
    const make = async (endsOldNow: boolean) => {
      const ask = { endsOldNow, origin: 'https://homing.example' }
      return (await makeHookAddress(one.homing, one.by, one.connectionId, ask)).token
    }
    const statusAt = async (path: string) => (await one.deliver(BODY, { path })).status
    const second = `/hooks/${await make(false)}`
    expect([await statusAt(one.path), await statusAt(second)]).toEqual([200, 200])
    one.tick(25 * 3600_000)
    expect([await statusAt(one.path), await statusAt(second)]).toEqual([404, 200])
    const third = `/hooks/${await make(true)}`
    one.tick(FORGOTTEN)
    expect([await statusAt(second), await statusAt(third)]).toEqual([404, 200])
  })

  it('leads nowhere while its door is closed, and after its connection was removed', async () => {
    const one = await hookWorld({ beside: world })
    const status = async () => {
      one.tick(FORGOTTEN)
      return (await one.deliver(BODY)).status
    }
    await closeHook(one.homing, one.by, one.connectionId, true)
    expect(await status()).toBe(404)
    expect(await one.tally()).toMatchObject({ closed: 1 })
    await closeHook(one.homing, one.by, one.connectionId, false)
    expect(await status()).toBe(200)
    await removeConnection(one.homing, one.by, one.connectionId)
    expect(await status()).toBe(404)
    const left = await one.database.inWorkspace(one.workspaceId, (tx) =>
      sql<{ count: number }>`select count(*)::int as count from hook_key
        where connection_id = ${one.connectionId}`.execute(tx),
    )
    expect(left.rows[0]!.count).toBe(0)
  })
})

test('a secret is rotated without a refusal: the new one counts at once, the old until it ends', async () => {
  const one = await hookWorld({ beside: world })
  const status = async (secret: string) => (await one.deliver(BODY, { secrets: [secret] })).status
  const keys = async () =>
    (
      await one.database.inWorkspace(one.workspaceId, (tx) =>
        hookState(tx, one.homing, one.connectionId),
      )
    ).keys
  expect([await status(SECRET), await status(OTHER_SECRET)]).toEqual([200, 401])
  await addHookKey(one.homing, one.by, one.connectionId, OTHER_SECRET)
  one.tick(1_000)
  expect([await status(OTHER_SECRET), await status(SECRET)]).toEqual([200, 200])
  await endHookKey(one.homing, one.by, one.connectionId, (await keys())[0]!.id)
  one.tick(FORGOTTEN)
  expect([await status(OTHER_SECRET), await status(SECRET)]).toEqual([200, 401])
})

test('what is secret is in no table as it was entered, and in no answer', async () => {
  const state = JSON.stringify(await stateOf())
  const { rows } = await world.database.inWorkspace(world.workspaceId, (tx) =>
    sql<{ line: string }>`select k::text as line from hook_key k`.execute(tx),
  )
  const hex = Buffer.from(SECRET).toString('hex')
  for (const text of [state, rows[0]!.line, world.logged.join()]) {
    expect(text).not.toContain(SECRET.slice(6, 20))
    expect(text).not.toContain(hex)
  }
})

test('a thousand identical deliveries at the same moment are one receipt', async () => {
  const before = (await world.receipts()).length
  const doors = [world.app, await world.anotherDoor()]
  const answers = await Promise.all(
    Array.from({ length: 1000 }, (_, at) =>
      world.deliver(BODY, { id: 'the same', app: doors[at % 2]! }),
    ),
  )
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  expect((await world.receipts()).length).toBe(before + 1)
})

describe('trouble', () => {
  it('beyond what may wait: 503 with Retry-After, and room again afterwards', async () => {
    const allowance = { deliveriesMax: 3, deliveriesOfOneMax: 2, bytesMax: 1_000 }
    const app = await world.anotherDoor({ allowance })
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, at) => world.deliver(BODY, { id: `wait ${at}`, app })),
    )
    const statuses = answers.map(({ status }) => status)
    expect(statuses.filter((status) => status === 200)).toHaveLength(2)
    expect(statuses.filter((status) => status === 503)).toHaveLength(8)
    expect(Number(answers[9]!.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await world.deliver(BODY, { id: 'after', app })).status).toBe(200)
    const large = await world.deliver(`"${'x'.repeat(2_000)}"`, { id: 'bytes', app })
    expect(large.status).toBe(503)
  })

  it('a database that does not answer: 503 and never 2xx, known address or not', async () => {
    const one = await hookWorld({ beside: world })
    expect((await one.deliver(BODY, { id: 'before' })).status).toBe(200)
    const { inWorkspace } = one.homing.database
    one.homing.database.inWorkspace = () => Promise.reject(new Error('connection refused'))
    for (const id of ['known 1', 'known 2']) {
      const response = await one.deliver(BODY, { id })
      expect([response.status, response.headers.has('retry-after')]).toEqual([503, true])
    }
    one.tick(FORGOTTEN)
    expect((await one.deliver(BODY, { id: 'unknown' })).status).toBe(503)
    one.homing.database.inWorkspace = inWorkspace
    expect((await one.deliver(BODY, { id: 'known 1' })).status).toBe(200)
    expect(await one.receipts()).toHaveLength(2)
    expect(one.logged.filter((line) => line.includes('cannot be taken in'))).toHaveLength(1)
  })
})
