import { afterEach, expect, test } from 'vitest'
import type { Session } from '../../src/platform/database/index.ts'
import { sql } from '../database.ts'
import { syncWorld, type SyncWorld } from './world.ts'

let world: SyncWorld
afterEach(() => world.close())

/**
 * The first, the second … the nth statement of a run fails, as if the server had gone: whatever the
 * moment, nothing is half done, and the runs after it end with exactly what happened.
 */
test('a run cut off at any statement is completed by the next ones', async () => {
  world = await syncWorld()
  world.sandbox.clock.advance(24 * 3600 * 1000)
  const { engine } = world.test.database
  const lend = engine.lend.bind(engine)
  let left = Infinity
  engine.lend = async () => {
    const session = await lend()
    return { ...session, query: failing(session, () => --left === 0) }
  }
  for (let step = 1; step <= 40; step++) {
    left = 7 + step * 13
    await world.sync({ from: 'user' }).catch((error: Error) => {
      // The run's own ledger entry may be what failed; anything else is a fault of ours.
      if (!error.message.includes('injected')) throw error
    })
    left = Infinity
    await freeOrphans()
    await nothingIsHalfDone()
  }
  await world.sync({ from: 'user' })
  expect(await world.differences()).toEqual([])
}, 180_000)

function failing(session: Session, isTurn: () => boolean): Session['query'] {
  return async (text, values) => {
    if (isTurn()) throw new Error('injected: the server went away')
    return session.query(text, values)
  }
}

async function freeOrphans(): Promise<void> {
  await world.test.database.inWorkspace(world.by.workspaceId, (tx) =>
    sql`update run set status = 'failed' where status in ('queued', 'running', 'waiting')`.execute(
      tx,
    ),
  )
}

/** Every written event is counted, and every receipt that was read has its consequences. */
async function nothingIsHalfDone(): Promise<void> {
  const { rows } = await world.test.database.inWorkspace(world.by.workspaceId, (tx) =>
    sql<{ events: number; counted: number; facts: number; opt_outs: number }>`
      select (select count(*)::int from event) as events,
        (select coalesce(sum(sent + delivered + opens + clicks + forwards + bounces + opt_outs
          + complaints), 0)::int from recipient) as counted,
        (select count(*)::int from event where kind = 7) as opt_outs,
        (select count(*)::int from consent_fact where natural_key like 'event:%') as facts`.execute(
      tx,
    ),
  )
  expect(rows[0]!.counted).toBe(rows[0]!.events)
  expect(rows[0]!.facts).toBe(rows[0]!.opt_outs)
}

test('every receipt ends read, dropped or parked', async () => {
  world = await syncWorld()
  world.sandbox.clock.advance(24 * 3600 * 1000)
  await world.sync()
  const { rows } = await world.test.database.inWorkspace(world.by.workspaceId, (tx) =>
    sql<{ status: string; count: number }>`
      select status, count(*)::int as count from receipt group by status`.execute(tx),
  )
  expect(rows.map((row) => row.status)).toEqual(['read'])
  expect(rows[0]!.count).toBeGreaterThan(20)
})

test('a run is stopped after the page at hand, and what came home stays', async () => {
  world = await syncWorld()
  world.sandbox.clock.advance(24 * 3600 * 1000)
  const { startRun, carryOut, cancelRun, showRun } = await import('../../src/sync/index.ts')
  const { workspaceId } = world.by
  const at = world.test.database
  const { id } = await startRun(world.homing, {
    workspaceId,
    connectionId: world.connectionId,
    campaignId: null,
    from: 'user',
    by: 'Ada',
  })
  const going = carryOut(world.homing, workspaceId, id)
  await expect
    .poll(async () => (await at.inWorkspace(workspaceId, (tx) => showRun(tx, id))).eventsWritten, {
      timeout: 20_000,
      interval: 20,
    })
    .toBeGreaterThan(0)
  await at.inWorkspace(workspaceId, (tx) => cancelRun(tx, id))
  await going
  const run = await at.inWorkspace(workspaceId, (tx) => showRun(tx, id))
  expect(run.status).toBe('cancelled')
  expect(run.eventsWritten).toBeGreaterThan(0)
})

test('two workers: one takes the run, the other finds nothing to do', async () => {
  world = await syncWorld()
  const { startRun, carryOut } = await import('../../src/sync/index.ts')
  const { workspaceId } = world.by
  const run = await startRun(world.homing, {
    workspaceId,
    connectionId: world.connectionId,
    campaignId: null,
    from: 'user',
    by: null,
  })
  const again = await startRun(world.homing, {
    workspaceId,
    connectionId: world.connectionId,
    campaignId: null,
    from: 'user',
    by: null,
  })
  expect(again.id).toBe(run.id)
  await Promise.all([
    carryOut(world.homing, workspaceId, run.id),
    carryOut(world.anotherWorker(), workspaceId, run.id),
  ])
  expect(await world.differences()).toEqual([])
  const lists = world.sandbox.requests.filter((one) => /\/v3\/emails\?/.test(one.path))
  expect(lists.length).toBeLessThanOrEqual(1)
})
