import { afterAll, beforeAll, expect, test } from 'vitest'
import { carryOutErasures, startErasure } from '../../src/erasure/index.ts'
import { freshDatabase, type TestDatabase } from '../database.ts'
import { row } from '../ledger/receipts-world.ts'
import { SENT_AT } from '../ledger/world.ts'
import { ADMIN, dumpOf, erasureWorld, foundIn } from './world.ts'

/** A few by default; docs/performance.md has the figures for 100,000. */
const EVENTS = Number(process.env['ERASURE_EVENTS'] ?? 1_000)
const PAGE = 500

let at: TestDatabase
beforeAll(async () => {
  at = await freshDatabase()
})
afterAll(() => at.close())

const ada = (more: object, kind?: 'open') =>
  row('ada', { first_name: 'Ada', last_name: 'Lovelace-Byron', ...more }, kind)

test(`${EVENTS} events of one person stay, and nothing tells of whom`, async () => {
  const world = await erasureWorld(at)
  await world.arrive([ada({})])
  for (let from = 0; from < EVENTS; from += PAGE) {
    const rows = Array.from({ length: PAGE }, (_, n) => {
      const created_time = new Date(SENT_AT + (60 + from + n) * 1_000).toISOString()
      return ada({ created_time, device_type: 'desktop' }, 'open')
    })
    await world.arrive(rows, { stream: 'events', activity: 'A1', kind: 'open' })
    await world.read()
  }
  const events = await world.count('event')
  expect(events).toBeGreaterThan(EVENTS)
  const personId = await world.personAt('ada@example.com')
  const named = await world.ask<{ name: string }>(`select name from person where id = ${personId}`)
  const ask = { workspaceId: world.by.workspaceId, personId, actor: ADMIN }
  const started = performance.now()
  await startErasure(world.homing, { ...ask, confirm: named[0]!.name })
  const hidden = performance.now()
  await carryOutErasures(world.homing)
  const ended = performance.now()
  const seconds = (ms: number) => `${(ms / 1_000).toFixed(1)} s`
  console.log(
    `${events} events: hidden after ${seconds(hidden - started)}, `
      + `done after ${seconds(ended - started)}`,
  )
  expect(await world.count('event')).toBe(events)
  expect(foundIn(await dumpOf(at, world.by.workspaceId))).toEqual([])
}, 1_200_000)
