import { afterAll, beforeAll, expect, test } from 'vitest'
import { BOUNCE_CLASSES, type FeedbackEvent } from '../../src/connectors/index.ts'
import { listProblems } from '../../src/ledger/index.ts'
import { freshDatabase, sql, type TestDatabase } from '../database.ts'
import { NOW, prepareGround, SENT_AT, take, type Ground } from './world.ts'

let at: TestDatabase
let ground: Ground
beforeAll(async () => {
  at = await freshDatabase()
  ground = await prepareGround(at.database, at.workspaceId)
})
afterAll(() => at.close())

const event = (address: string, more: Partial<FeedbackEvent>): FeedbackEvent => ({
  kind: 'sent',
  activity: 'A1',
  address,
  occurredAt: SENT_AT,
  ...more,
})

async function isValid(address: string): Promise<boolean> {
  const row = await at.database.inWorkspace(at.workspaceId, (tx) =>
    tx
      .selectFrom('address')
      .select('is_valid')
      .where('canonical', '=', address)
      .executeTakeFirstOrThrow(),
  )
  return row.is_valid
}

test('a hard bounce makes the address invalid, a soft one or a block does not', async () => {
  for (const name of BOUNCE_CLASSES) {
    const bounce = { code: name, class: name }
    await take(ground, [event(`${name}@example.com`, { kind: 'bounce', bounce })])
  }
  const suppressed = { code: 'suppressed', class: 'other', suppresses: true } as const
  await take(ground, [event('suppressed@example.com', { kind: 'bounce', bounce: suppressed })])
  expect(await isValid('hard@example.com')).toBe(false)
  expect(await isValid('soft@example.com')).toBe(true)
  expect(await isValid('full@example.com')).toBe(true)
  expect(await isValid('block@example.com')).toBe(true)
  expect(await isValid('auto-reply@example.com')).toBe(true)
  expect(await isValid('suppressed@example.com')).toBe(false)
  expect(await isValid('other@example.com')).toBe(true)
})

test('an address that was confirmed stays valid for older bounces, and not for newer ones', async () => {
  const bounce = { code: 'B', class: 'hard' as const }
  const address = 'back@example.com'
  await take(ground, [event(address, { kind: 'bounce', bounce })])
  await at.database.inWorkspace(at.workspaceId, (tx) =>
    sql`update address set confirmed_at = ${new Date(SENT_AT + 1000)} where canonical = ${address}`.execute(
      tx,
    ),
  )
  expect(await isValid(address)).toBe(true)
  await take(ground, [event(address, { kind: 'bounce', bounce, occurredAt: SENT_AT - 5_000 })])
  expect(await isValid(address)).toBe(true)
  await take(ground, [event(address, { kind: 'bounce', bounce, occurredAt: SENT_AT + 9_000 })])
  expect(await isValid(address)).toBe(false)
})

test('an older bounce that is learnt later takes the place of no newer one', async () => {
  const bounce = { code: 'B', class: 'hard' as const }
  const address = 'twice@example.com'
  await take(ground, [event(address, { kind: 'bounce', bounce, occurredAt: SENT_AT + 9_000 })])
  await take(ground, [event(address, { kind: 'bounce', bounce, occurredAt: SENT_AT + 1_000 })])
  await at.database.inWorkspace(at.workspaceId, (tx) =>
    sql`update address set confirmed_at = ${new Date(SENT_AT + 5_000)} where canonical = ${address}`.execute(
      tx,
    ),
  )
  // The newest came after somebody said that it is good.
  expect(await isValid(address)).toBe(false)
})

test('an opt-out is a fact with its reason, once, however often it is told', async () => {
  const told = event('leaver@example.com', {
    kind: 'opt_out',
    reason: 'too many',
    occurredAt: SENT_AT + 60_000,
  })
  await take(ground, [told, told])
  await take(ground, [told])
  const { rows } = await at.database.inWorkspace(at.workspaceId, (tx) =>
    sql<{ reason: string; opted_in: boolean; source: string }>`
      select f.reason, f.opted_in, f.source from consent_fact f join address a on a.id = f.address_id
      where a.canonical = 'leaver@example.com'`.execute(tx),
  )
  expect(rows).toEqual([{ reason: 'too many', opted_in: false, source: 'esp' }])
})

test('what cannot be is parked with its record, and the rest is done', async () => {
  const outcome = await take(ground, [
    event('good@example.com', {}),
    event('not an address', {}),
    event('future@example.com', { occurredAt: NOW + 90 * 24 * 3600 * 1000 }),
    event('past@example.com', { occurredAt: Date.UTC(1970, 0, 1) }),
    event('lost@example.com', { activity: 'unknown' }),
  ])
  expect(outcome).toMatchObject({ read: 5, written: 1, parked: 4 })
  const { items } = await at.database.inWorkspace(at.workspaceId, (tx) =>
    listProblems(tx, { status: 'open', limit: 20 }),
  )
  expect(items.map((problem) => problem.field).sort()).toEqual([
    'activity',
    'address',
    'occurredAt',
    'occurredAt',
  ])
  for (const problem of items) expect(problem.record).toMatchObject({ kind: 'sent' })
})

test('a row without a time takes the time of the send, and is marked', async () => {
  await take(ground, [event('timeless@example.com', { kind: 'open', occurredAt: null })])
  const { rows } = await at.database.inWorkspace(at.workspaceId, (tx) =>
    sql<{ at: Date; flags: number }>`
      select occurred_at as at, flags from event e join address a on a.id = e.address_id
      where a.canonical = 'timeless@example.com'`.execute(tx),
  )
  expect(rows).toEqual([{ at: new Date(SENT_AT), flags: 1 }])
})
