import { afterEach, expect, test } from 'vitest'
import { listAlarms, look } from '../../src/alarms/index.ts'
import { changeConnection } from '../../src/connections/index.ts'
import { syncWorld, type SyncWorld } from '../sync/world.ts'
import { DAY, HOUR } from './facts.ts'

let world: SyncWorld
afterEach(() => world.close())

/** The rules of the open alarms after a look. */
async function looked(): Promise<string[]> {
  const { workspaceId } = world.by
  return world.test.database.inWorkspace(workspaceId, async (tx) => {
    await look(tx, world.homing, workspaceId)
    const open = await listAlarms(tx, { state: 'open', limit: 50 }, world.homing.now())
    return open.items.map(({ rule }) => rule).sort()
  })
}

test('an ESP that goes away: three tries in vain, the alarm; when it is back, no gap is left', async () => {
  world = await syncWorld()
  world.sandbox.clock.runUntilQuiet()
  await world.sync()
  expect(await looked()).toEqual([])
  world.sandbox.faults.add({ kind: 'server-error', status: 503, times: 10_000 })
  for (const expected of [[], [], ['schedule_failing']]) {
    const run = await world.sync()
    expect(run.status).toBe('waiting')
    expect(await looked()).toEqual(expected)
  }
  world.sandbox.faults.clear()
  await world.sync()
  expect(await looked()).toEqual([])
  expect(await world.differences()).toEqual([])
}, 120_000)

test('a grant the ESP no longer accepts is told at once, and is over when it is given again', async () => {
  world = await syncWorld()
  await world.sync()
  world.sandbox.faults.add({ kind: 'revoke-refresh-token' })
  world.sandbox.faults.add({ kind: 'expired-token' })
  await world.sync()
  expect(await looked()).toEqual(['grant_refused'])
  const { accessToken, refreshToken } = world.sandbox.issueTokens()
  await changeConnection(world.homing, world.by, world.connectionId, {
    settings: { accessToken, refreshToken },
  })
  await world.sync()
  expect(await looked()).toEqual([])
  expect(await world.differences()).toEqual([])
}, 120_000)

test('a paused connection nobody reads any more: the refresh token dies, then feedback is lost', async () => {
  world = await syncWorld()
  await world.sync()
  await changeConnection(world.homing, world.by, world.connectionId, { isPaused: true })
  world.later(10 * DAY)
  expect(await looked()).toEqual([])
  world.later(70 * DAY)
  const atDay80 = await looked()
  expect(new Set(atDay80)).toEqual(new Set(['retention_ending']))
  world.later(75 * DAY)
  expect(new Set(await looked())).toEqual(new Set(['grant_ending', 'retention_ending']))
}, 120_000)

test('runs that are due and do not begin are told of', async () => {
  world = await syncWorld()
  await world.sync()
  expect(await looked()).toEqual([])
  world.later(3 * HOUR)
  expect(await looked()).toEqual(['schedule_failing'])
  await world.sync()
  expect(await looked()).toEqual([])
}, 120_000)
