import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { FeedbackEvent } from '../../../src/connectors/index.ts'
import { chooseFigures, retryActivities, showFigures } from '../../../src/sync/index.ts'
import { areFiguresDue, newsOf, TOGETHER_MS } from '../../../src/sync/activities/figures.ts'
import { makeWorld, type World } from '../../connections/world.ts'
import { sql } from '../../database.ts'
import { SENT_AT } from '../../ledger/world.ts'
import { fc } from '../../property.ts'
import { MemoryFigures } from './crm-parts.ts'
import { activitiesWorld, type ActivitiesWorld } from './world.ts'

const HOUR = 3_600_000
const FIELDS = {
  Contacts: {
    ...{ opens: 'cf_1', clicks: 'cf_2', forwards: 'cf_3', opt_outs: 'cf_4', bounced: 'cf_5' },
    ...{ first_open: 'cf_6', last_open: 'cf_7' },
  },
} as const

let base: World
let world: ActivitiesWorld
let crm: MemoryFigures
beforeAll(async () => {
  base = await makeWorld()
})
beforeEach(async () => {
  world = await activitiesWorld(base)
  crm = world.crm.figures = new MemoryFigures()
})
afterAll(() => base.close())

type Kind = 'sent' | 'open' | 'click' | 'forward' | 'bounce' | 'opt_out'

const event = (kind: Kind, id: string, hours: number, activity = 'A1'): FeedbackEvent => ({
  ...{ kind, address: `${id.toLowerCase()}@example.com`, activity },
  occurredAt: SENT_AT + hours * HOUR,
  ...(kind === 'click' && { link: { url: 'https://firm.example/tax' } }),
  ...(kind === 'bounce' && { bounce: { class: 'soft', code: '451' } }),
})
const choose = (fields: Parameters<typeof chooseFigures>[2] = FIELDS) =>
  chooseFigures(world.homing, { by: world.by, connectionId: world.crmId }, fields)
const at = () => ({ workspaceId: world.by.workspaceId, connectionId: world.crmId })
const shown = () => world.inTx((tx) => showFigures(tx, world.homing, at()))
const isDue = () => world.inTx((tx) => areFiguresDue(tx, at(), world.homing.now()))
const wait = (ms: number) => world.later(ms)

test('a person’s fields hold what they did in all campaigns, and nothing of who did nothing', async () => {
  await world.know('ANN', 'BOB', 'CARL')
  await choose()
  await world.happen(
    ...['ann', 'bob', 'carl'].map((id) => event('sent', id, 0)),
    ...[event('open', 'ann', 1), event('open', 'ann', 5), event('click', 'ann', 6)],
    event('bounce', 'carl', 1),
  )
  await world.happen(event('sent', 'ann', 0, 'A2'), event('open', 'ann', 9, 'A2'))
  await world.tell()
  expect(Object.fromEntries(crm.records)).toEqual({
    ANN: {
      ...{ cf_1: 3, cf_2: 1, cf_3: 0, cf_4: 0, cf_5: 0 },
      ...{ cf_6: SENT_AT + HOUR, cf_7: SENT_AT + 9 * HOUR },
    },
    CARL: { cf_1: 0, cf_2: 0, cf_3: 0, cf_4: 0, cf_5: 1 },
  })
  expect(await shown()).toMatchObject({ told: 2, waiting: 0, failed: 0, fault: '' })
})

test('who was told of is told of again a quarter of an hour later, of all that came, once', async () => {
  await world.know('ANN')
  await choose()
  await world.happen(event('sent', 'ann', 0), event('open', 'ann', 1))
  await world.tell()
  await world.happen(event('open', 'ann', 2))
  await world.tell()
  await world.happen(event('forward', 'ann', 3))
  await world.tell()
  expect(crm.calls).toEqual(['tell 1'])
  expect(await isDue()).toBe(false)
  wait(TOGETHER_MS)
  expect(await isDue()).toBe(true)
  await world.tell()
  expect(crm.calls).toEqual(['tell 1', 'tell 1'])
  expect(crm.records.get('ANN')).toMatchObject({ cf_1: 2, cf_3: 1 })
  wait(TOGETHER_MS)
  await world.tell()
  expect(crm.calls).toHaveLength(2)
})

test('fields chosen later are filled for everybody; chosen anew, nothing is written twice', async () => {
  await world.know('ANN', 'BOB', 'CARL', 'DORA', 'EVE')
  const ids = ['ann', 'bob', 'carl', 'dora', 'eve']
  await world.happen(...ids.flatMap((id) => [event('sent', id, 0), event('open', id, 1)]))
  await world.tell()
  expect(crm.calls).toEqual([])
  await choose()
  await world.tell()
  // One finds out whether the fields can be written.
  expect(crm.calls).toEqual(['tell 1', 'tell 3', 'tell 1'])
  wait(TOGETHER_MS)
  await choose()
  await world.tell()
  expect(crm.calls).toHaveLength(3)
  await choose({})
  await world.happen(event('open', 'ann', 2))
  wait(TOGETHER_MS)
  await world.tell()
  expect(crm.calls).toHaveLength(3)
  expect(crm.records.get('ANN')).toMatchObject({ cf_1: 1 })
})

test('a field that takes nothing costs one call, and is told to a person', async () => {
  await world.know('ANN', 'BOB')
  await world.happen(event('sent', 'ann', 0), event('open', 'ann', 1), event('open', 'bob', 1))
  await choose({ Contacts: { opens: 'cf_9' } })
  await world.tell()
  wait(HOUR)
  await world.tell()
  expect(crm.calls).toEqual(['tell 1'])
  const { fault } = await shown()
  expect(fault).toContain('does not show them in cf_9')
  const problems = () =>
    world.inTx(async (tx) => {
      const { rows } = await sql<{ sentence: string }>`
        select sentence from problem where status = 'open'`.execute(tx)
      return rows.map(({ sentence }) => sentence)
    })
  expect(await problems()).toEqual([fault])
  await choose()
  await world.tell()
  expect(await problems()).toEqual([])
  expect(crm.records.get('BOB')).toMatchObject({ cf_1: 1 })
})

test('nobody’s own field is chosen: one that is not there, holds texts, or stands twice', async () => {
  const refused = (fields: Parameters<typeof chooseFigures>[2]) =>
    choose(fields).then(
      () => null,
      (error: { field: string; message: string }) => `${error.field}: ${error.message}`,
    )
  expect(await refused({ Contacts: { opens: 'email' } })).toMatch(/^Contacts.opens: .*no field/)
  expect(await refused({ Nobody: { opens: 'cf_1' } })).toMatch(/^Nobody: /)
  expect(await refused({ Contacts: { opens: 'cf_1', clicks: 'cf_1' } })).toMatch(/twice/)
  crm.holds = 'words'
  expect(await refused(FIELDS)).toMatch(/^Contacts.opens: cf_1 holds texts already/)
  crm.holds = 'numbers'
  expect(await refused({ Contacts: { opens: 'cf_1' } })).toBeNull()
  expect(await refused(FIELDS)).toMatch(/^Contacts.first_open: cf_6 holds numbers/)
})

test('who is gone is forgotten, a lost answer is told again, and what is not shown a person sees', async () => {
  await world.know('ANN', 'BOB')
  await choose()
  crm.gone.add('BOB')
  crm.faults.push('lost')
  await world.happen(event('open', 'ann', 1), event('open', 'bob', 1))
  await world.tell()
  wait(2 * 60_000)
  await world.tell()
  expect(crm.records.get('ANN')).toMatchObject({ cf_1: 1 })
  expect(await shown()).toMatchObject({ told: 1, waiting: 0, failed: 0 })
  await world.happen(event('open', 'ann', 2))
  wait(TOGETHER_MS)
  crm.faults.push('not shown')
  await world.tell()
  // The last try of all.
  await world.inTx((tx) => sql`update told_figures set tries = 12`.execute(tx))
  wait(24 * HOUR)
  crm.faults.push('not shown')
  await world.tell()
  expect(await shown()).toMatchObject({ failed: 1 })
  const asked = { by: world.by, connectionId: world.crmId, campaignId: null }
  expect(await world.inTx((tx) => retryActivities(tx, world.homing, asked))).toBe(1)
  await world.tell()
  expect(await shown()).toMatchObject({ failed: 0 })
})

test('what is news is what differs from what was told, and told it is no news', () => {
  const figure = fc.option(fc.integer({ min: 0, max: 3 }), { nil: null })
  const figures = fc.record({
    ...{ opens: figure, clicks: figure, forwards: figure, opt_outs: figure, bounced: figure },
    ...{ first_open: figure, last_open: figure, first_click: figure, last_click: figure },
  })
  const told = fc.dictionary(fc.constantFrom('cf_1', 'cf_2', 'cf_6', 'cf_8'), fc.nat(3))
  fc.assert(
    fc.property(figures, told, (now, before) => {
      const fields = FIELDS.Contacts
      const { values, standing } = newsOf(fields, now, before)
      const after: Record<string, number | null> = { ...before }
      for (const { field, value } of values) after[field] = value
      for (const [name, field] of Object.entries(fields)) {
        expect(after[field] ?? null).toBe(now[name as keyof typeof now])
      }
      expect(newsOf(fields, now, standing).values).toEqual([])
    }),
  )
})
