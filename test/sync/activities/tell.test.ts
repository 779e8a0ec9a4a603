import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { WaitedForTurn } from '../../../src/connections/index.ts'
import type { ActivityKind, FeedbackEvent } from '../../../src/connectors/index.ts'
import { makeWorld, type World } from '../../connections/world.ts'
import { sql } from '../../database.ts'
import { SENT_AT } from '../../ledger/world.ts'
import { activitiesWorld, type ActivitiesWorld } from './world.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

let base: World
let world: ActivitiesWorld
beforeAll(async () => {
  base = await makeWorld()
})
beforeEach(async () => {
  world = await activitiesWorld(base)
})
afterAll(() => base.close())

const at = (
  kind: ActivityKind,
  id: string,
  hours: number,
  more: Partial<FeedbackEvent> = {},
): FeedbackEvent => ({
  kind,
  address: `${id.toLowerCase()}@example.com`,
  occurredAt: SENT_AT + hours * HOUR,
  activity: 'A1',
  ...more,
})

const letter = () => world.crm.told('Letter C1')
const rows = () =>
  world.inTx(async (tx) => {
    const { rows } = await sql<{ status: string; outcome: string; record_id: string }>`
      select status, outcome, record_id from told_recipient order by address_id`.execute(tx)
    return rows
  })

test('a CRM is told of a campaign and what its targets did, once', async () => {
  await world.know('P1', 'P2')
  await world.happen(
    at('sent', 'P1', 0),
    at('sent', 'P2', 0),
    at('sent', 'Nobody', 0),
    at('open', 'P1', 1),
    at('open', 'P1', 5),
    at('click', 'P1', 6, { link: { url: 'https://firm.example/a' } }),
    at('opt_out', 'P2', 7, { reason: 'Too many' }),
  )
  await world.tell()
  expect(letter()).toEqual([
    'P1 click x1',
    'P1 open x2',
    'P1 sent x1',
    'P2 opt_out x1',
    'P2 sent x1',
  ])
  expect(world.crm.totals).toMatchObject({ sent: 3, open: 1, click: 1, opt_out: 1 })
  const [opened] = [...world.crm.entries.values()].filter(({ kind }) => kind === 'open')
  expect(opened).toMatchObject({ firstAt: SENT_AT + HOUR, lastAt: SENT_AT + 5 * HOUR })
  const calls = world.crm.calls.length
  await world.tell()
  expect(world.crm.calls).toHaveLength(calls)
})

test('news of the same target is one entry that says more', async () => {
  await world.know('P1')
  await world.happen(at('sent', 'P1', 0), at('open', 'P1', 1))
  await world.tell()
  await world.happen(at('open', 'P1', 2), at('open', 'P1', 3))
  await world.happen(at('open', 'P1', 4))
  world.crm.calls.length = 0
  await world.tell()
  expect(letter()).toEqual(['P1 open x4', 'P1 sent x1'])
  expect(world.crm.calls).toEqual(['tell 1', 'shows 1'])
})

test('what a machine opened is no activity of a person', async () => {
  await world.know('P1')
  await world.happen(
    at('sent', 'P1', 0),
    at('open', 'P1', 0, { occurredAt: SENT_AT + 2_000 }),
    at('click', 'P1', 0, { occurredAt: SENT_AT + 2_000, link: { url: 'https://a.example/' } }),
    at('open', 'P1', 2),
  )
  await world.tell()
  expect(letter()).toEqual(['P1 open x1', 'P1 sent x1'])
  const [opened] = [...world.crm.entries.values()].filter(({ kind }) => kind === 'open')
  expect(opened!.firstAt).toBe(SENT_AT + 2 * HOUR)
})

test('an answer that is lost is asked for again, and changes nothing', async () => {
  await world.know('P1')
  await world.happen(at('sent', 'P1', 0))
  world.crm.faults.push('after')
  await world.tell()
  world.later(2 * 60_000)
  world.crm.faults.push('after')
  await world.tell()
  expect(await rows()).toMatchObject([{ status: 'waiting' }])
  world.later(2 * 60_000)
  await world.tell()
  expect(letter()).toEqual(['P1 sent x1'])
  expect([...world.crm.campaigns.values()]).toHaveLength(1)
  expect(await rows()).toMatchObject([{ status: 'done' }])
})

test('a fault of the CRM pauses its lane, and says so', async () => {
  await world.know('P1')
  await world.happen(at('sent', 'P1', 0))
  world.crm.faults.push('before')
  await world.tell()
  const lane = () =>
    world.inTx((tx) => tx.selectFrom('activity_lane').selectAll().executeTakeFirstOrThrow())
  expect(await lane()).toMatchObject({ fault: 'The CRM has a bad day.', fault_who: 'vendor' })
  world.crm.calls.length = 0
  await world.tell()
  expect(world.crm.calls).toEqual([])
  world.later(2 * 60_000)
  await world.tell()
  expect(await lane()).toMatchObject({ fault: '', paused_until: null })
  expect(letter()).toEqual(['P1 sent x1'])
})

test('waiting in vain for a turn is no fault, and pauses nothing', async () => {
  await world.know('P1')
  await world.happen(at('sent', 'P1', 0))
  const part = world.homing.connectors.find(({ id }) => id === 'memory-crm')!.activities!
  const { tell } = part
  part.tell = async () => {
    part.tell = tell
    throw new WaitedForTurn()
  }
  await world.tell()
  const lane = await world.inTx((tx) =>
    tx.selectFrom('activity_lane').selectAll().executeTakeFirstOrThrow(),
  )
  expect(lane).toMatchObject({ paused_until: null, fault: '' })
  await world.tell()
  expect(letter()).toEqual(['P1 sent x1'])
})

test('one record that is gone, or refused, does not hold up the others', async () => {
  await world.know('P1', 'P2', 'P3')
  await world.happen(at('sent', 'P1', 0), at('sent', 'P2', 0), at('sent', 'P3', 0))
  world.crm.gone.add('P1')
  world.crm.refusing.add('P2')
  await world.tell()
  expect(letter()).toEqual(['P3 sent x1'])
  expect(await rows()).toEqual([
    { record_id: 'P1', status: 'failed', outcome: 'The CRM no longer has the record.' },
    { record_id: 'P2', status: 'failed', outcome: 'A rule of the CRM refuses it.' },
    { record_id: 'P3', status: 'done', outcome: '' },
  ])
  const problems = () =>
    world.inTx((tx) =>
      tx
        .selectFrom('problem')
        .select(['sentence', 'status'])
        .where('status', '=', 'open')
        .execute(),
    )
  expect(await problems()).toMatchObject([
    { sentence: expect.stringContaining('was not told of 2 people') },
  ])
  // News asks again by itself.
  world.crm.refusing.clear()
  world.crm.gone.clear()
  await world.happen(at('open', 'P1', 3), at('open', 'P2', 3))
  await world.tell()
  expect(letter()).toEqual(['P1 open x1', 'P1 sent x1', 'P2 open x1', 'P2 sent x1', 'P3 sent x1'])
  expect(await problems()).toEqual([])
})

test('a call that is refused as a whole goes in parts, down to the one at fault', async () => {
  await world.know('P1', 'P2', 'P3')
  await world.happen(at('sent', 'P1', 0), at('sent', 'P2', 0), at('sent', 'P3', 0))
  world.crm.faults.push('not shown')
  world.crm.faults.length = 0
  await world.tell()
  await world.happen(at('open', 'P1', 1), at('open', 'P2', 1), at('open', 'P3', 1))
  world.crm.faults.push('whole', 'whole')
  world.crm.calls.length = 0
  await world.tell()
  expect(world.crm.calls.slice(0, 5)).toEqual(['tell 3', 'tell 2', 'tell 1', 'tell 1', 'tell 1'])
  expect(letter()).toHaveLength(6)
})

test('what is taken and not shown is told again later', async () => {
  await world.know('P1')
  await world.happen(at('sent', 'P1', 0))
  await world.tell()
  await world.happen(at('open', 'P1', 1))
  world.crm.faults.push('not shown')
  await world.tell()
  expect(await rows()).toMatchObject([
    { status: 'waiting', outcome: 'The CRM took it and does not show it yet.' },
  ])
  world.later(2 * 60_000)
  await world.tell()
  expect(await rows()).toMatchObject([{ status: 'done' }])
})

test('a kind that is switched off is not told; switched on again it is', async () => {
  await world.know('P1')
  const off = (kinds: string[]) =>
    world.inTx(async (tx) => {
      await tx.updateTable('activity_lane').set({ off_kinds: kinds }).execute()
      await tx.updateTable('told_campaign').set({ looked_at: null }).execute()
    })
  await off(['open'])
  await world.happen(at('sent', 'P1', 0), at('open', 'P1', 1))
  await world.tell()
  expect(letter()).toEqual(['P1 sent x1'])
  await off([])
  await world.tell()
  expect(letter()).toEqual(['P1 open x1', 'P1 sent x1'])
})

test('a campaign from before the day that was chosen is not told', async () => {
  await world.know('P1')
  await world.inTx((tx) =>
    tx
      .updateTable('activity_lane')
      .set({ since: new Date(SENT_AT + 1) })
      .execute(),
  )
  await world.happen(at('sent', 'P1', 0))
  await world.tell()
  expect(world.crm.calls).toEqual([])
})

test('a campaign that is renamed after it was opened is renamed there, and nothing told twice', async () => {
  await world.know('P1')
  await world.happen(at('sent', 'P1', 0))
  await world.tell()
  await world.inTx((tx) =>
    tx
      .updateTable('campaign')
      .set({ name: 'Letter of May' })
      .where('name', '=', 'Letter C1')
      .execute(),
  )
  world.crm.calls.length = 0
  await world.tell()
  await world.tell()
  expect(world.crm.calls).toEqual(['open'])
  expect(world.crm.told('Letter of May')).toEqual(['P1 sent x1'])
})

test('whom the CRM comes to know is told of at once, in every campaign of its period', async () => {
  await world.happen(at('sent', 'P1', 0), at('open', 'P1', 1))
  await world.happen(at('sent', 'P1', 0, { activity: 'A2' }), at('sent', 'P2', 0))
  await world.tell()
  expect(letter()).toEqual([])
  await world.read('P1')
  await world.tell()
  expect(letter()).toEqual(['P1 open x1', 'P1 sent x1'])
  expect(world.crm.told('Letter C2')).toEqual(['P1 sent x1'])
  const waiting = () =>
    world.inTx((tx) => tx.selectFrom('told_newcomer').select('address_id').execute())
  expect(await waiting()).toEqual([])
  // Whom it is told of already, and whose campaigns are yet to be compared, need no look.
  await world.read('P1', 'P3')
  expect(await waiting()).toEqual([])
})

test('whom the CRM knows by what people did here is told of within a day', async () => {
  await world.happen(at('sent', 'P1', 0), at('open', 'P1', 1))
  await world.tell()
  await world.know('P1')
  world.later(DAY + 1)
  await world.tell()
  expect(letter()).toEqual(['P1 open x1', 'P1 sent x1'])
})

test('a CRM without campaigns is told all the same', async () => {
  const crm = world.homing.connectors.find(({ id }) => id === 'memory-crm')!
  delete crm.activities!.openCampaign
  await world.know('P1')
  await world.happen(at('sent', 'P1', 0))
  await world.tell()
  expect([...world.crm.entries.values()]).toMatchObject([{ campaign: '', kind: 'sent' }])
})
