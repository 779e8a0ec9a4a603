import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { constantContact } from '../../src/connectors/esp/constant-contact/index.ts'
import {
  bodyOfReceipt,
  eventsOfRecipient,
  listReceipts,
  mendProblem,
  rowsOfReceipt,
  traceEvent,
} from '../../src/ledger/index.ts'
import { freshDatabase, type TestDatabase } from '../database.ts'
import { receiptsWorld, row, type ReceiptsWorld } from './receipts-world.ts'
import { SENT_AT } from './world.ts'

const CONNECTORS = [constantContact]
const OPENS = { stream: 'events', activity: 'A1', kind: 'open' } as const

let at: TestDatabase
let world: ReceiptsWorld
beforeAll(async () => {
  at = await freshDatabase()
})
beforeEach(async () => {
  world = await receiptsWorld(at)
})
afterAll(() => at.close())

const later = (minutes: number) => new Date(SENT_AT + minutes * 60_000).toISOString()
const rowsOf = (receiptId: number, more: { after?: string; limit?: number } = {}) =>
  world.inWorkspace((tx) => rowsOfReceipt(tx, CONNECTORS, { limit: 100, ...more, receiptId }))

async function stationsOf(receiptId: number, place = 0): Promise<Record<string, string>> {
  const { items } = await rowsOf(receiptId)
  const id = items[place]!.eventId!
  const trace = await world.inWorkspace((tx) => traceEvent(tx, CONNECTORS, id))
  return Object.fromEntries(trace.stations.map(({ name, sentence }) => [name, sentence]))
}

test('each row of a receipt says what became of it', async () => {
  const first = await world.arrive([row('ada'), row('ben')])
  await world.read()
  const second = await world.arrive([
    row('ada'),
    row('cleo'),
    row('cleo'),
    row('dan', { email_address: 'dan@@x' }),
    row('eve', { email_address: 'eve@nowhere' }),
  ])
  const waiting = await rowsOf(second)
  expect(waiting.items.map((one) => one.outcome)).toEqual([
    'repeat',
    'waiting',
    'waiting',
    'waiting',
    'waiting',
  ])
  await world.read()
  const { items, rows } = await rowsOf(second)
  expect(rows).toBe(5)
  expect(items.map(({ row: place, outcome }) => [place, outcome])).toEqual([
    [1, 'repeat'],
    [2, 'recorded'],
    [3, 'repeat'],
    [4, 'parked'],
    [5, 'parked'],
  ])
  expect(items[0]).toMatchObject({ firstReceiptId: first })
  expect(items[2]).toMatchObject({
    eventId: items[1]!.eventId,
    sentence: expect.stringContaining('row 2'),
  })
  const { items: problems } = await world.open()
  const ids = problems.map((problem) => problem.id)
  expect(ids).toContain(items[3]!.problemId)
  expect(ids).toContain(items[4]!.problemId)
})

test('rows are paged in the order of the page', async () => {
  const receiptId = await world.arrive(Array.from({ length: 7 }, (_, index) => row(`p${index}`)))
  await world.read()
  const one = await rowsOf(receiptId, { limit: 5 })
  const two = await rowsOf(receiptId, { limit: 5, after: one.next! })
  expect([...one.items, ...two.items].map((each) => each.row)).toEqual([1, 2, 3, 4, 5, 6, 7])
  expect(two.next).toBeNull()
})

test('an opt-out of a contact record is told as the fact it became', async () => {
  const contact = {
    contact_id: 'c1',
    email_address: { address: 'ada@example.com', opt_out_date: later(3) },
  }
  const receiptId = await world.arrive([contact], { stream: 'opt-outs' })
  expect((await rowsOf(receiptId)).items).toMatchObject([{ outcome: 'waiting' }])
  await world.read()
  expect((await rowsOf(receiptId)).items).toMatchObject([{ outcome: 'consent', kind: 'opt_out' }])
})

test('a page that is no page says why', async () => {
  const receiptId = await world.arrive([])
  await world.inWorkspace((tx) =>
    tx
      .insertInto('receipt')
      .columns(['workspace_id', 'connection_id', 'stream', 'activity', 'event_kind', 'body'])
      .expression((e) =>
        e
          .selectFrom('receipt')
          .select(['workspace_id', 'connection_id', 'stream', 'activity', 'event_kind'])
          .select(e.val(gzipSync('<html>')).as('body'))
          .where('id', '=', receiptId),
      )
      .execute(),
  )
  await world.read()
  const { items } = await world.inWorkspace((tx) => listReceipts(tx, { limit: 10 }))
  expect(items.map((one) => one.status)).toEqual(['parked', 'read'])
  const rows = await rowsOf(items[0]!.id)
  expect(rows.items).toEqual([])
  expect(rows.unreadable).toMatch(/cannot be read/)
  const body = await world.inWorkspace((tx) => bodyOfReceipt(tx, items[0]!.id))
  expect(body).toEqual({ text: '<html>', bytes: 6, isCut: false })
})

test('an event tells its way: receipt, row, campaign, person, key, verdict, counts', async () => {
  await world.arrive([row('ada')])
  const opens = await world.arrive([row('ada', { created_time: later(90) }, 'open')], OPENS)
  await world.read()
  const again = await world.arrive([row('ada', { created_time: later(90) }, 'open')], OPENS)
  await world.read()
  const stations = await stationsOf(opens)
  expect(Object.keys(stations)).toEqual([
    'Came home',
    'Read',
    'Campaign',
    'Time',
    'Person',
    'Recorded',
    'Verdict',
    'Counted',
    'Effect',
    'Other systems',
  ])
  expect(stations['Read']).toBe('Row 1 of the page, read by constant-contact/tracking@1.')
  expect(stations['Campaign']).toContain('belongs to Letter C1')
  expect(stations['Recorded']).toContain('Told again by 1 of the 1 newest other pages')
  expect(stations['Verdict']).toContain('Judged human')
  expect(stations['Counted']).toContain('1 open, 1 of them human')
  expect((await rowsOf(again)).items[0]).toMatchObject({ outcome: 'repeat', firstReceiptId: opens })
})

test('a machine, an invalid address and an opt-out are told with their reasons', async () => {
  await world.arrive([row('ada')])
  const seconds = new Date(SENT_AT + 2_000).toISOString()
  const opens = await world.arrive([row('ada', { created_time: seconds }, 'open')], OPENS)
  const bounce = row('ben', { bounce_code: 'B', created_time: later(1) }, 'bounce')
  const bounces = await world.arrive([bounce], { ...OPENS, kind: 'bounce' })
  const optOut = row('cleo', { opt_out_reason: 'too many', created_time: later(2) }, 'opt_out')
  const optOuts = await world.arrive([optOut], { ...OPENS, kind: 'opt_out' })
  await world.read()
  expect((await stationsOf(opens))['Verdict']).toContain('a machine: within seconds of the send')
  expect((await stationsOf(bounces))['Effect']).toBe('The address became invalid.')
  expect((await stationsOf(optOuts))['Effect']).toContain('An opt-out of this address was kept')
})

test('what a person put right stands in the way of the event', async () => {
  const receiptId = await world.arrive([row('ada', { email_address: 'ada@@x' }), row('ben')])
  await world.read()
  await mendProblem(world.homing, {
    workspaceId: world.by.workspaceId,
    actor: { id: 'u1', name: 'Ada Example' },
    problemId: (await world.open()).items[0]!.id,
    value: 'ada@example.com',
  })
  const stations = await stationsOf(receiptId)
  expect(stations['Put right']).toBe(
    'Ada Example put email_address right: it was “ada@@x” and became “ada@example.com”.',
  )
  const { items } = await rowsOf(receiptId)
  expect(items.map(({ outcome }) => outcome)).toEqual(['recorded', 'recorded'])
  expect(items[0]!.mends).toHaveLength(1)
})

test('every event of a recipient is found by its id, and none of another firm', async () => {
  const opens = Array.from({ length: 5 }, (_, index) =>
    row('ada', { created_time: later(60 + index) }, 'open'),
  )
  const receiptId = await world.arrive(opens, OPENS)
  await world.read()
  const { items: rows } = await rowsOf(receiptId)
  const [, , address] = rows[0]!.eventId!.split('_')
  const { items: receipts } = await world.inWorkspace((tx) => listReceipts(tx, { limit: 1 }))
  const query = { campaignId: receipts[0]!.campaign!.id, addressId: Number(address), limit: 2 }
  const found: string[] = []
  let after: string | undefined
  do {
    const page = await world.inWorkspace((tx) =>
      eventsOfRecipient(tx, { ...query, ...(after && { after }) }),
    )
    found.push(...page.items.map((event) => event.id))
    after = page.next ?? undefined
  } while (after !== undefined)
  expect(found.sort()).toEqual(rows.map((one) => one.eventId!).sort())
  const other = await receiptsWorld(at)
  await expect(
    other.inWorkspace((tx) => traceEvent(tx, CONNECTORS, found[0]!)),
  ).rejects.toMatchObject({ status: 404 })
  await expect(
    world.inWorkspace((tx) => traceEvent(tx, CONNECTORS, '1_2_3_4')),
  ).rejects.toMatchObject({ status: 404 })
})
