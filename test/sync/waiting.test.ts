import { afterEach, expect, test } from 'vitest'
import { changeConnection } from '../../src/connections/index.ts'
import { listProblems } from '../../src/ledger/index.ts'
import { cancelRun, carryOut, showRun, startRun, tick } from '../../src/sync/index.ts'
import { sql } from '../database.ts'
import { FEW, syncWorld, type SyncWorld } from './world.ts'

let world: SyncWorld
afterEach(() => world.close())

const DAY = 24 * 3600 * 1000
/** The account is looked at with other questions about contacts. */
const OPT_OUTS = { path: 'status=unsubscribed' }
const TEST_MS_MAX = 120_000
const inTx = <T>(work: Parameters<typeof world.test.database.inWorkspace<T>>[1]) =>
  world.test.database.inWorkspace(world.by.workspaceId, work)

function ask(from: 'user' | 'schedule' = 'schedule') {
  return startRun(world.homing, {
    workspaceId: world.by.workspaceId,
    connectionId: world.connectionId,
    campaignId: null,
    kinds: ['opt_outs', 'totals', 'activities'],
    from,
    by: null,
  })
}

const work = (id: number) => carryOut(world.homing, world.by.workspaceId, id)
const show = (id: number) => inTx((tx) => showRun(tx, id))
async function openCauses(): Promise<string[]> {
  const { items } = await inTx((tx) => listProblems(tx, { status: 'open', limit: 10 }))
  return items.map(({ cause }) => cause)
}
/** Lets the time come that a run waits for. */
const timeComes = (id: number) =>
  inTx((tx) => sql`update run set waiting_until = now() where id = ${id}`.execute(tx))
const attempts = async (id: number) => {
  const { rows } = await inTx((tx) =>
    sql<{ attempts: number }>`select attempts from run where id = ${id}`.execute(tx),
  )
  return rows[0]!.attempts
}
/** The budget is closed by what the vendor said; a new day of its opens it. */
const newDay = () =>
  world.test.database.withoutWorkspace((tx) =>
    sql`update pace set blocked_until = null`.execute(tx),
  )

test(
  'a vendor’s pause costs no attempt: the run waits, says so, and goes on by itself',
  { timeout: TEST_MS_MAX },
  async () => {
    world = await syncWorld()
    world.sandbox.clock.advance(2 * DAY)
    world.sandbox.faults.add({ kind: 'quota', match: { path: '/tracking/opens' } })
    const { id } = await ask()
    await work(id)
    const waiting = await show(id)
    expect(waiting).toMatchObject({ status: 'waiting', endedAt: null })
    expect(waiting.message).toMatch(/requests of this .* are spent.* goes on by itself/)
    expect(Date.parse(waiting.waitingUntil!)).toBeGreaterThan(Date.now() + 60_000)
    expect(await attempts(id)).toBe(0)

    // Nobody takes it up before, and it is no second run that goes on.
    const asked = world.sandbox.requests.length
    await work(id)
    expect(world.sandbox.requests).toHaveLength(asked)
    await newDay()
    await timeComes(id)
    const enqueued: number[] = []
    Object.assign(world.homing.jobs, {
      enqueueNow: async (_: string, { runId }: { runId: number }) => void enqueued.push(runId),
    })
    await tick(world.homing)
    expect(enqueued).toEqual([id])
    await work(id)
    expect(await show(id)).toMatchObject({ status: 'done', waitingUntil: null })
    expect(await world.differences()).toEqual([])
  },
)

test(
  'faults are tried again after growing waits, then the schedule takes over, loudly',
  { timeout: TEST_MS_MAX },
  async () => {
    world = await syncWorld()
    world.sandbox.faults.add({ kind: 'html200', match: OPT_OUTS, times: 1_000 })
    const { id } = await ask()
    const waits: number[] = []
    for (let tries = 0; tries < 20; tries++) {
      await work(id)
      const run = await show(id)
      if (run.status !== 'waiting') break
      waits.push(Math.round((Date.parse(run.waitingUntil!) - Date.now()) / 60_000))
      await timeComes(id)
    }
    expect(waits).toEqual([1, 2, 4, 8])
    expect(await show(id)).toMatchObject({ status: 'failed' })
    expect(await openCauses()).toContain('A connection cannot be read')

    // The schedule begins anew, and what was wrong clears itself.
    world.sandbox.faults.clear()
    Object.assign(world.homing.jobs, { enqueueNow: async () => undefined })
    world.later(31 * 60_000)
    await tick(world.homing)
    const again = await ask()
    expect(again.id).not.toBe(id)
    await work(again.id)
    expect(await show(again.id)).toMatchObject({ status: 'done' })
    expect(await openCauses()).not.toContain('A connection cannot be read')
  },
)

test(
  'opt-outs that are due do not wait for a vendor’s next day',
  { timeout: TEST_MS_MAX },
  async () => {
    world = await syncWorld()
    world.sandbox.clock.advance(2 * DAY)
    world.sandbox.faults.add({ kind: 'quota', match: { path: '/tracking/' } })
    const { id } = await ask()
    await work(id)
    expect(await show(id)).toMatchObject({ status: 'waiting' })
    const before = world.sandbox.requests.filter(({ path }) => path.endsWith('/contacts')).length

    await newDay()
    world.sandbox.faults.add({ kind: 'quota', match: { path: '/tracking/' } })
    expect(await ask('schedule')).toMatchObject({ id, status: 'queued' })
    await work(id)
    const after = world.sandbox.requests.filter(({ path }) => path.endsWith('/contacts')).length
    expect(after).toBeGreaterThan(before)
    expect(await show(id)).toMatchObject({ status: 'waiting' })
  },
)

test(
  'a paused connection stops its run after the page at hand; resumed it goes on from there',
  { timeout: TEST_MS_MAX },
  async () => {
    world = await syncWorld()
    world.sandbox.clock.advance(2 * DAY)
    const { id } = await ask()
    const going = work(id)
    await expect
      .poll(async () => (await show(id)).eventsWritten, { timeout: 20_000, interval: 20 })
      .toBeGreaterThan(0)
    await changeConnection(world.homing, world.by, world.connectionId, { isPaused: true })
    await going
    const paused = await show(id)
    expect(paused).toMatchObject({ status: 'waiting', waitingUntil: null })
    expect(paused.message).toMatch(/paused.*goes on where it stopped/)
    await expect(ask()).rejects.toMatchObject({ status: 409 })

    await changeConnection(world.homing, world.by, world.connectionId, { isPaused: false })
    await work(id)
    expect(await show(id)).toMatchObject({ status: 'done' })
    expect(await world.differences()).toEqual([])
  },
)

test('a run that waits is cancelled at once, and another can begin', async () => {
  world = await syncWorld()
  world.sandbox.faults.add({ kind: 'html200', match: OPT_OUTS })
  const { id } = await ask()
  await work(id)
  expect(await inTx((tx) => cancelRun(tx, id))).toMatchObject({
    status: 'cancelled',
    message: 'Cancelled. What had come home stays.',
  })
  expect((await ask()).id).not.toBe(id)
})

test('what a person asked for is not done again because the schedule comes round', async () => {
  world = await syncWorld()
  world.sandbox.clock.advance(2 * DAY)
  world.sandbox.faults.add({ kind: 'quota', match: { path: '/tracking/clicks' } })
  const { id } = await ask('user')
  await work(id)
  const standing = () =>
    inTx((tx) => sql`select status, phases_done, started_at from run`.execute(tx))
  const before = await standing()
  expect(before.rows).toMatchObject([
    { status: 'waiting', phases_done: ['opt_outs', 'campaigns', 'totals', 'log'] },
  ])
  Object.assign(world.homing.jobs, { enqueueNow: async () => undefined })
  await tick(world.homing)
  expect((await standing()).rows).toEqual(before.rows)
})

test('a step of a tick that fails keeps no other waiting, and is told', async () => {
  world = await syncWorld(FEW)
  const { id } = await startRun(world.homing, {
    workspaceId: world.by.workspaceId,
    connectionId: world.connectionId,
    campaignId: null,
    kinds: ['totals'],
    from: 'user',
    by: null,
  })
  await inTx((tx) => sql`update run set queued_at = now() - interval '1 hour'`.execute(tx))
  const enqueueNow = () => Promise.reject(new Error('The queue is away.'))
  Object.assign(world.homing.jobs, { enqueueNow })
  await expect(tick(world.homing)).rejects.toThrow('The queue is away.')
  expect(world.log.join('')).toContain('runs without a worker')
  // The step after it: what is due widened the run.
  expect((await show(id)).kinds).toContain('activities')
})
