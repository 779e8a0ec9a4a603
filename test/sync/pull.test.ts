import { afterEach, expect, test } from 'vitest'
import type { Connector } from '../../src/connectors/index.ts'
import { countProblems, listProblems } from '../../src/ledger/index.ts'
import { asOwner } from '../connections/world.ts'
import { FEW, syncWorld, type SyncWorld } from './world.ts'

let world: SyncWorld
afterEach(() => world.close())

test('a pull brings home exactly what happened, and a second finds nothing new', async () => {
  world = await syncWorld()
  world.sandbox.clock.runUntilQuiet()
  const first = await world.sync()
  expect(first).toMatchObject({ status: 'done', message: null })
  expect(await world.differences()).toEqual([])
  expect(first.eventsWritten).toBe(world.told().reduce((sum, group) => sum + group.rows.length, 0))

  const requestsBefore = world.sandbox.requests.length
  const second = await world.sync()
  expect(second).toMatchObject({ status: 'done', eventsWritten: 0 })
  // The list of campaigns, their details, totals, the opt-outs: nothing of feedback is asked again
  // that the totals do not call for, but the first page of what is fresh.
  expect(world.sandbox.requests.length - requestsBefore).toBeLessThan(40)
})

test('news is found from the top: it stops at the first page with a known row', async () => {
  world = await syncWorld(FEW)
  await world.sync()
  world.sandbox.clock.advance(6 * 3600 * 1000)
  const before = world.sandbox.requests.length
  await world.sync()
  expect(await world.differences()).toEqual([])
  const opens = world.sandbox.requests
    .slice(before)
    .filter((one) => one.path.includes('/tracking/opens'))
  expect(opens.length).toBeLessThan(8)
})

test('rows that come late, below known ones, are found', async () => {
  world = await syncWorld(FEW)
  world.sandbox.clock.advance(24 * 3600 * 1000)
  world.sandbox.faults.add({
    kind: 'late-rows',
    every: 5,
    match: { path: '/tracking/opens' },
    times: 1000,
  })
  await world.sync()
  expect(await world.differences()).not.toEqual([])
  world.sandbox.faults.clear()
  await world.sync()
  expect(await world.differences()).toEqual([])
})

test('rows of an old mailing that no total tells of are found within a day', async () => {
  world = await syncWorld(FEW)
  const [connector] = world.homing.connectors as [Connector]
  const { opens: _, uniqueOpens: __, ...definitions } = connector.totals!.definitions
  const totals = { ...connector.totals!, definitions }
  Object.assign(world.homing, { connectors: [{ ...connector, totals }] })
  world.sandbox.clock.runUntilQuiet()
  const match = { path: '/tracking/opens' }
  world.sandbox.faults.add({ kind: 'late-rows', every: 5, match, times: 1000 })
  await world.sync()
  world.sandbox.faults.clear()
  expect(await world.differences()).not.toEqual([])
  // Their clock is the database's, which cannot be moved.
  await asOwner(
    world,
    `update stream set completed_at = completed_at - interval '25 hours',
      deep_at = deep_at - interval '25 hours'`,
  )
  await world.sync()
  expect(await world.differences()).toEqual([])
  // And not again before the next day.
  const before = world.sandbox.requests.length
  await world.sync()
  const asked = world.sandbox.requests.slice(before).map(({ path }) => path)
  expect(asked.filter((path) => path.includes(match.path))).toEqual([])
})

test('a row that cannot be read is parked with its record, and the rest of the page is done', async () => {
  world = await syncWorld()
  world.sandbox.clock.advance(24 * 3600 * 1000)
  for (const variant of ['impossible-date', 'unknown-type', 'unparseable-address'] as const) {
    world.sandbox.faults.add({ kind: 'malformed-row', variant, match: { path: '/tracking/opens' } })
  }
  const run = await world.sync()
  expect(run.status).toBe('done')
  expect(run.problems).toBe(3)
  const open = await world.test.database.inWorkspace(world.by.workspaceId, (tx) =>
    listProblems(tx, { status: 'open', limit: 10 }),
  )
  expect(open.items.map((problem) => problem.field).sort()).toEqual([
    'created_time',
    'email_address',
    'tracking_activity_type',
  ])
  expect(open.items[0]!.record).not.toBeNull()
  expect(await world.differences()).toEqual([])
})

test.each([
  ['a page that is HTML', { kind: 'html200' }],
  ['a page cut short', { kind: 'truncated-body' }],
  ['the vendor down', { kind: 'server-error', status: 503 }],
] as const)(
  '%s: the run goes on elsewhere, and the next one completes it',
  async (_, fault) => {
    world = await syncWorld(FEW)
    world.sandbox.clock.advance(24 * 3600 * 1000)
    world.sandbox.faults.add({ ...fault, match: { path: '/tracking/clicks' }, times: 20 })
    const first = await world.sync()
    expect(first.problems).toBeGreaterThan(0)
    world.sandbox.faults.clear()
    const open = await world.test.database.inWorkspace(world.by.workspaceId, (tx) =>
      listProblems(tx, { status: 'open', limit: 10 }),
    )
    expect(open.items[0]!.retry).toMatchObject({ by: 'run', needsPerson: false })
    const second = await world.sync()
    expect(second.status).toBe('done')
    expect(await world.differences()).toEqual([])
    // What told of it ends by itself.
    const left = await world.test.database.inWorkspace(world.by.workspaceId, countProblems)
    expect(left.open).toBe(0)
  },
  120_000,
)

test('rows told twice, in another order, and pages repeated change nothing', async () => {
  world = await syncWorld(FEW)
  world.sandbox.clock.advance(48 * 3600 * 1000)
  const match = { path: '/tracking/' }
  world.sandbox.faults.add({ kind: 'duplicate-rows', count: 30, match, times: 4 })
  world.sandbox.faults.add({ kind: 'reordered-rows', match, times: 4 })
  await world.sync()
  world.sandbox.faults.clear()
  await world.sync()
  expect(await world.differences()).toEqual([])
  const { open } = await world.test.database.inWorkspace(world.by.workspaceId, countProblems)
  expect(open).toBe(0)
})
