import { afterAll, beforeAll, expect, test } from 'vitest'
import { KeptForUrgent, paceGate, quotasOf } from '../../src/connections/index.ts'
import type { Pace } from '../../src/connectors/index.ts'
import { asOwner, makeWorld, type World } from './world.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

let world: World
let budgets = 0

beforeAll(async () => {
  world = await makeWorld()
})
afterAll(() => world.close())

function pace(more: Partial<Pace> = {}): Pace {
  budgets += 1
  const budget = `vendor:client-${budgets}`
  return { budget, perSecond: 50, perDay: 10_000, dayStartsAtUtcHour: 0, ...more }
}

/** The database's clock says when a day ends, and none ends while a test runs. */
const farHour = () => (new Date().getUTCHours() + 12) % 24
const msUntil = (hour: number) => (hour * HOUR + DAY - (Date.now() % DAY)) % DAY

async function usedOf(budget: Pace): Promise<number> {
  const [quota] = await world.homing.database.withoutWorkspace((tx) => quotasOf(tx, [budget]))
  return quota!.usedToday
}

test('requests of two workers keep one pace, and each is counted', async () => {
  const budget = pace({ perSecond: 20 })
  const gates = [world.homing, world.anotherWorker()].map((homing) => paceGate(homing, budget))
  const begunAt = performance.now()
  const workers = gates.map(async (gate) => {
    for (let n = 0; n < 6; n++) await gate.take()
  })
  await Promise.all(workers)
  // Twelve requests at 20 a second take eleven gaps of 50 ms at least; a slow machine takes longer.
  expect(performance.now() - begunAt).toBeGreaterThanOrEqual(11 * 50)
  expect(await usedOf(budget)).toBe(12)
})

test('a worker that asks for many slots at once keeps the pace in any second', async () => {
  const budget = pace({ perSecond: 4 })
  const gate = paceGate(world.homing, budget)
  const begunAt = performance.now()
  await Promise.all(Array.from({ length: 9 }, () => gate.take()))
  // The ninth goes out eight gaps of a quarter second after the first, at the earliest.
  expect(performance.now() - begunAt).toBeGreaterThanOrEqual(8 * 250)
})

test('the last of the day are kept for what is urgent, and then the day is used up', async () => {
  const dayStartsAtUtcHour = farHour()
  const budget = pace({ perSecond: 1000, perDay: 100, dayStartsAtUtcHour })
  const gate = paceGate(world.homing, budget)
  const optOuts = paceGate(world.homing, budget, { purpose: 'opt_outs' })
  const urgent = paceGate(world.homing, budget, { purpose: 'person' })
  const background = paceGate(world.homing, budget, { purpose: 'background' })
  for (let n = 0; n < 80; n++) await background.take()
  await expect(background.take()).rejects.toBeInstanceOf(KeptForUrgent)
  for (let n = 80; n < 96; n++) await gate.take()
  await expect(gate.take()).rejects.toMatchObject({ kind: 'quota_exceeded' })
  await expect(gate.take()).rejects.not.toBeInstanceOf(KeptForUrgent)
  await optOuts.take()
  await optOuts.take()
  await expect(optOuts.take()).rejects.toMatchObject({ kind: 'quota_exceeded' })
  await urgent.take()
  await urgent.take()
  const failure = await urgent.take().catch((error: unknown) => error)
  expect(failure).toMatchObject({ name: 'Failure', kind: 'quota_exceeded', whoMustAct: 'vendor' })
  const { waitMs } = failure as { waitMs: number }
  expect(Math.abs(waitMs - msUntil(dayStartsAtUtcHour))).toBeLessThan(60_000)
  expect(await usedOf(budget)).toBe(100)
})

test('of a day that the vendor tells a share is used, and what is urgent keeps its part', async () => {
  const budget = pace({ perSecond: 1000, perDay: 3, dayShare: 0.5, dayStartsAtUtcHour: farHour() })
  const gate = paceGate(world.homing, budget)
  await gate.take()
  await gate.heard!(80)
  for (let n = 1; n < 39; n++) await gate.take()
  await expect(gate.take()).rejects.toMatchObject({ kind: 'quota_exceeded' })
  await paceGate(world.homing, budget, { purpose: 'person' }).take()
  const [quota] = await world.homing.database.withoutWorkspace((tx) => quotasOf(tx, [budget]))
  expect(quota).toMatchObject({ usedToday: 40, perDay: 40 })
  await gate.heard!(200)
  await gate.take()
})

test('a new day of the vendor begins a new count, at the hour the vendor says', async () => {
  const hour = farHour()
  const budget = pace({ dayStartsAtUtcHour: hour })
  await paceGate(world.homing, budget).take()
  const [quota] = await world.homing.database.withoutWorkspace((tx) => quotasOf(tx, [budget]))
  expect(quota!.usedToday).toBe(1)
  expect(new Date(quota!.resetsAt).getUTCHours()).toBe(hour)
  expect(Math.abs(quota!.resetsAt - Date.now() - msUntil(hour))).toBeLessThan(60_000)

  await asOwner(world, "update pace set day = '2001-01-01', used_today = 9999")
  expect(await usedOf(budget)).toBe(0)
  await paceGate(world.homing, budget).take()
  expect(await usedOf(budget)).toBe(1)
})

test('a vendor that asks for a pause closes the budget for every worker', async () => {
  const budget = pace()
  await paceGate(world.homing, budget).block(world.homing.now() + 400, 'Slower, please.')
  const other = paceGate(world.anotherWorker(), budget)
  const before = performance.now()
  await other.take()
  expect(performance.now() - before).toBeGreaterThan(350)

  await other.block(world.homing.now() + 3_600_000, 'The day is spent.')
  // A shorter pause asked for later does not open it again.
  await other.block(world.homing.now() + 10, 'Slower, please.')
  const failure = await paceGate(world.homing, budget)
    .take()
    .catch((error: unknown) => error)
  // Whoever finds it closed is told why, in the words of whoever closed it.
  expect(failure).toMatchObject({ kind: 'quota_exceeded', message: 'The day is spent.' })
  expect((failure as { waitMs: number }).waitMs).toBeGreaterThan(3_590_000)
})

test('whoever would wait too long is told so and takes no slot', async () => {
  const budget = pace({ perSecond: 1 / 100 })
  const stop = new AbortController()
  const gate = paceGate(world.homing, budget, { signal: stop.signal })
  await gate.take()
  // Of two more, one gets the slot in 100 seconds and waits, the other would wait for 200.
  const two = [gate.take(), gate.take()].map((taken) => taken.catch((error: unknown) => error))
  expect(await Promise.race(two)).toMatchObject({ kind: 'throttled' })
  expect(await usedOf(budget)).toBe(2)
  stop.abort(new Error('cancelled'))
  const names = (await Promise.all(two)).map((error) => (error as Error).name)
  expect(names.sort()).toEqual(['Error', 'Failure'])
})

test('slots from before the server clock was put back count for nothing', async () => {
  const budget = pace()
  const gate = paceGate(world.homing, budget)
  await gate.take()
  await asOwner(world, "update pace set next_slot_at = now() + interval '5 hours'")
  const before = performance.now()
  await gate.take()
  expect(performance.now() - before).toBeLessThan(20_000)
})

test('two connections with one budget take turns, however busy the one is', async () => {
  const budget = pace({ perSecond: 100 })
  const [busy, small] = [world.homing, world.anotherWorker()].map((one) => paceGate(one, budget))
  const slots: string[] = []
  let isOver = false
  const backFill = (async () => {
    while (!isOver) {
      await busy!.take()
      slots.push('busy')
    }
  })()
  while (slots.length < 3) await new Promise((done) => setTimeout(done, 1))
  const from = slots.length
  for (let n = 0; n < 10; n++) {
    await small!.take()
    slots.push('small')
  }
  isOver = true
  await backFill
  // Counted in slots: between two of the small one the busy one has one, two where it just went.
  const between = slots.slice(from, slots.lastIndexOf('small')).filter((one) => one === 'busy')
  expect(between.length).toBeLessThanOrEqual(10 + 2)
})

test('no more requests are under way than the vendor allows, over all workers', async () => {
  const budget = pace({ perSecond: 1_000, concurrency: 2 })
  const gates = [world.homing, world.anotherWorker()].map((homing) => paceGate(homing, budget))
  let underWay = 0
  let most = 0
  const ask = async (gate: (typeof gates)[number]) => {
    const over = await gate.take()
    underWay += 1
    most = Math.max(most, underWay)
    await new Promise((done) => setTimeout(done, 20))
    underWay -= 1
    await over?.()
  }
  await Promise.all(Array.from({ length: 8 }, (_, n) => ask(gates[n % 2]!)))
  expect(most).toBe(2)
  expect(await usedOf(budget)).toBe(8)
})

test('where a vendor takes one at a time, the urgent go first and what has time gets its turns', async () => {
  const budget = pace({ perSecond: 1_000, concurrency: 1 })
  const optOuts = paceGate(world.homing, budget, { purpose: 'write_backs' })
  const activities = paceGate(world.anotherWorker(), budget, { purpose: 'fresh' })
  const turns: string[] = []
  const ask = async (gate: typeof optOuts, word: string) => {
    const over = await gate.take()
    turns.push(word)
    await over?.()
  }
  /** One goes on and on while the other asks once: what went before it, once it waits in line. */
  const passed = async (busy: typeof optOuts, other: typeof optOuts) => {
    const over = await busy.take()
    let isOver = false
    const asked = ask(other, 'other').then(() => (isOver = true))
    const line = 'select 1 from pace where waiting_until > clock_timestamp()'
    await expect.poll(async () => (await asOwner(world, line)).length).toBe(1)
    turns.length = 0
    await over?.()
    while (!isOver) await ask(busy, 'busy')
    await asked
    return turns.indexOf('other')
  }
  for (let round = 0; round < 3; round++) {
    expect(await passed(optOuts, activities)).toBeLessThanOrEqual(4)
    expect(await passed(activities, optOuts)).toBe(0)
  }
})

test('a place that a dead process took is free again after a while', async () => {
  const budget = pace({ perSecond: 1_000, concurrency: 1 })
  const gate = paceGate(world.homing, budget)
  await gate.take()
  await asOwner(world, "update pace set flights = array[now() - interval '1 second']")
  const over = await gate.take()
  await over?.()
})

test('the row tells nothing about the account', async () => {
  await paceGate(world.homing, pace({ budget: 'vendor:very-recognisable-client-id' })).take()
  const rows = await asOwner(world, 'select * from pace')
  expect(JSON.stringify(rows)).not.toContain('recognisable')
})
