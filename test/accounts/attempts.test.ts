import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { countAttempt, forgetAttempts } from '../../src/accounts/attempts.ts'
import { emptyAccounts, freshWorld, type TestWorld } from './world.ts'

const ADA = { email: 'ada@example.com', address: '192.0.2.1' }
const MINUTE = 60_000

let world: TestWorld
beforeAll(async () => {
  world = await freshWorld()
})
beforeEach(async () => {
  await emptyAccounts(world)
})
afterAll(() => world.close())

const attempt = async (who = ADA) =>
  countAttempt(world, who).then(
    () => 0,
    (error: { status: number; retryAfterSeconds: number }) => {
      expect(error.status).toBe(429)
      return error.retryAfterSeconds
    },
  )

test('the sixth attempt waits, and each wait is twice the one before, up to a quarter of an hour', async () => {
  for (let tries = 0; tries < 5; tries++) expect(await attempt()).toBe(0)
  const waits: number[] = []
  for (let round = 0; round < 9; round++) {
    const wait = await attempt()
    waits.push(wait)
    world.tick(wait * 1000)
    expect(await attempt()).toBe(0)
  }
  expect(waits).toEqual([15, 30, 60, 120, 240, 480, 900, 900, 900])
})

test('a burst at the same moment gets no more than one after the other', async () => {
  const waits = await Promise.all(Array.from({ length: 20 }, () => attempt()))
  expect(waits.filter((wait) => wait === 0)).toHaveLength(5)
})

test('one account from another address, and another account, are not held up', async () => {
  for (let tries = 0; tries < 6; tries++) await attempt()
  expect(await attempt()).toBeGreaterThan(0)
  expect(await attempt({ ...ADA, address: '192.0.2.2' })).toBe(0)
  expect(await attempt({ ...ADA, email: 'ben@example.com' })).toBe(0)
})

test('an address that tries many accounts is held up as a whole', async () => {
  const waits: number[] = []
  for (let account = 0; account < 32; account++) {
    waits.push(await attempt({ ...ADA, email: `user${account}@example.com` }))
  }
  expect(waits.findIndex((wait) => wait > 0)).toBe(30)
})

test('the right password and a day of rest both begin anew', async () => {
  for (let tries = 0; tries < 5; tries++) await attempt()
  await world.database.withoutWorkspace((tx) => forgetAttempts(tx, ADA))
  expect(await attempt()).toBe(0)
  for (let tries = 0; tries < 4; tries++) await attempt()
  expect(await attempt()).toBeGreaterThan(0)
  world.tick(24 * 60 * MINUTE + 1000)
  for (let tries = 0; tries < 5; tries++) expect(await attempt()).toBe(0)
})

test('old counts are swept, and no address or e-mail is kept readable', async () => {
  for (let account = 0; account < 10; account++) {
    await attempt({ email: `user${account}@example.com`, address: `192.0.2.${account}` })
  }
  world.tick(24 * 60 * MINUTE + 1000)
  await attempt()
  const rows = await world.database.withoutWorkspace((tx) =>
    tx.selectFrom('sign_in_attempt').selectAll().execute(),
  )
  expect(rows).toHaveLength(2)
  expect(rows.every(({ key }) => key.byteLength === 32)).toBe(true)
})
