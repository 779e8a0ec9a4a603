import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, it, test } from 'vitest'
import type { FeedbackAsk } from '../../src/connectors/index.ts'
import {
  connectionsWithDeliveries,
  listProblems,
  readReceipts,
  storeReceipt,
} from '../../src/ledger/index.ts'
import { readWaitingDeliveries } from '../../src/sync/index.ts'
import { fc } from '../property.ts'
import { sql } from '../database.ts'
import { deliveryOf, report, twoDoors, type Happening } from '../connectors/hooks/two-doors.ts'
import { eventsOf, hookWorld, makeCampaign, type HookWorld } from './world.ts'

const SENT_AT = Date.parse('2026-05-03T09:00:00Z')
const ACTIVITY = 'A1'

let world: HookWorld
beforeAll(async () => {
  world = await hookWorld()
})
afterAll(() => world.close())

/** Each test begins with a connection of its own and an empty ledger. */
let one: HookWorld
beforeEach(async () => {
  const owner = await world.database.engine.lendAsOwner()
  await owner.script(`truncate event, verdict, recipient, recipient_link, campaign_count,
    campaign_hour, campaign_bounce, problem, receipt, campaign_identity, consent_fact cascade`)
  owner.release()
  one = await hookWorld({ beside: world })
})

const read = () => readWaitingDeliveries(one.homing, one.workspaceId, one.connectionId)
const happening = (more: Partial<Happening> = {}): Happening => ({
  kind: 'open',
  address: 'ada@example.com',
  activity: ACTIVITY,
  at: SENT_AT + 5_123,
  ...more,
})

/** Deliveries one after the other, each under an id of its own. */
async function deliver(...told: Happening[][]) {
  for (const happenings of told) {
    const id = `msg ${Math.random()}`
    expect((await one.deliver(deliveryOf(happenings), { id })).status).toBe(200)
  }
}

/** Reads the vendor's reports of everything, as a run does. */
async function poll(happenings: Happening[]) {
  for (const kind of twoDoors.feedback!.kinds) {
    const ask: FeedbackAsk = { activity: ACTIVITY, kind }
    await one.database.inWorkspace(one.workspaceId, async (tx) => {
      const place = { workspaceId: one.workspaceId, connectionId: one.connectionId, runId: null }
      const body = Buffer.from(report(happenings, ask))
      await storeReceipt(tx, { ...place, ask: { stream: 'events', ...ask }, body })
      await readReceipts(tx, { ...place, connector: twoDoors, now: one.homing.now() })
    })
  }
}

async function problems() {
  const { items } = await one.database.inWorkspace(one.workspaceId, (tx) =>
    listProblems(tx, { status: 'open', limit: 50 }),
  )
  return items
}

describe('the same happening by both doors', () => {
  const everything: Happening[] = [
    happening({ kind: 'sent', at: SENT_AT + 17 }),
    happening(),
    happening({ at: SENT_AT + 9_999 }),
    happening({ kind: 'click', url: 'https://x.example/a', at: SENT_AT + 6_500 }),
    happening({ kind: 'click', url: 'https://x.example/b', at: SENT_AT + 6_700 }),
    happening({ kind: 'bounce', address: 'gone@example.com', at: SENT_AT + 31 }),
    happening({ kind: 'opt_out', reason: 'too many', at: SENT_AT + 60_500 }),
  ]

  it('is one event, to the second, whichever door told it first and however often', async () => {
    await makeCampaign(one, ACTIVITY, SENT_AT)
    await deliver(everything)
    await read()
    const byHook = await eventsOf(one)
    expect(byHook).toHaveLength(everything.length)
    expect(byHook).toContain('3 ada@example.com 09:00:05.000')
    await poll(everything)
    await deliver(everything.toReversed(), ...everything.map((each) => [each]))
    await read()
    expect(await eventsOf(one)).toEqual(byHook)
    expect(await problems()).toEqual([])
    const { rows } = await one.database.inWorkspace(one.workspaceId, (tx) =>
      sql<{ count: number }>`select count(*)::int as count from consent_fact`.execute(tx),
    )
    expect(rows[0]!.count).toBe(1)
  })

  it('in any order and any mixture of doors the ledger is the same', async () => {
    await makeCampaign(one, ACTIVITY, SENT_AT)
    await poll(everything)
    const wanted = await eventsOf(one)
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.subarray(everything), { minLength: 1, maxLength: 4 }),
        fc.shuffledSubarray(everything),
        async (delivered, polled) => {
          await deliver(...delivered)
          await read()
          await poll(polled)
          expect(await eventsOf(one)).toEqual(wanted)
        },
      ),
      { numRuns: 5 },
    )
  })
})

describe('news of a campaign nobody has heard of', () => {
  it('waits until the campaigns were looked for, and is then read as if it had just come', async () => {
    await deliver([happening()], [happening({ activity: 'A2' })])
    await makeCampaign(one, 'A2', SENT_AT)
    await read()
    expect(await eventsOf(one)).toHaveLength(1)
    expect(await problems()).toEqual([])
    expect((await one.receipts()).map(({ status }) => status)).toEqual(['pending', 'read'])

    // Asked again in the meantime, it goes on waiting; what comes after it does not wait for it.
    await deliver([happening({ activity: 'A2', at: SENT_AT + 9_000 })])
    await read()
    expect(await eventsOf(one)).toHaveLength(2)
    expect(await due()).toEqual([])

    await makeCampaign(one, ACTIVITY, SENT_AT)
    await pullHasBegun()
    expect(await due()).toEqual([one.connectionId])
    await read()
    expect(await eventsOf(one)).toHaveLength(3)
    expect(await problems()).toEqual([])
  })

  it('that stays unknown becomes a problem with its record', async () => {
    await deliver([happening({ activity: 'never heard of' })])
    await read()
    expect(await problems()).toEqual([])
    await pullHasBegun()
    await read()
    expect(await problems()).toMatchObject([
      { field: 'activity', connection: { id: one.connectionId } },
    ])
    expect((await one.receipts()).map(({ status }) => status)).toEqual(['read'])
  })

  const due = () =>
    one.database.inWorkspace(one.workspaceId, (tx) => connectionsWithDeliveries(tx, 10))
  const pullHasBegun = () =>
    one.database.inWorkspace(one.workspaceId, (tx) =>
      sql`update connection set last_pull_at = now() where id = ${one.connectionId}`.execute(tx),
    )
})

describe('what cannot be read', () => {
  it('of a thousand rows one: the others are done, and it is shown with its reason', async () => {
    await makeCampaign(one, ACTIVITY, SENT_AT)
    const rows = Array.from({ length: 1000 }, (_, at) =>
      happening({ address: at === 500 ? 'no address' : `p${at}@example.com` }),
    )
    await deliver(rows)
    await read()
    expect(await eventsOf(one)).toHaveLength(999)
    expect(await problems()).toMatchObject([{ field: 'email', record: { email: 'no address' } }])
  })

  it('a delivery that is no JSON is answered, kept, parked, and holds up nobody', async () => {
    await makeCampaign(one, ACTIVITY, SENT_AT)
    for (const body of ['{"events":', '[]', '{"events":[],"events":[]}', '\u0000']) {
      expect((await one.deliver(body, { id: body.replace(/\W/g, 'x') + body.length })).status).toBe(
        200,
      )
    }
    await deliver([happening()])
    await read()
    expect(await eventsOf(one)).toHaveLength(1)
    expect((await one.receipts()).map(({ status }) => status)).toEqual([
      'parked',
      'parked',
      'parked',
      'parked',
      'read',
    ])
    expect(await problems()).toHaveLength(4)
  })
})

test('a delivery the path itself cannot get over is found, parked, and holds up nobody', async () => {
  await makeCampaign(one, ACTIVITY, SENT_AT)
  const told = Array.from({ length: 9 }, (_, at) => [happening({ address: `p${at}@example.com` })])
  // No database keeps a NUL; a reader that let it through would be a mistake of ours.
  told[4] = [happening({ kind: 'opt_out', reason: 'a\0b' })]
  await deliver(...told)
  await read()
  expect(await eventsOf(one)).toHaveLength(8)
  expect(await problems()).toMatchObject([{ whoMustAct: 'homing' }])
  const statuses = (await one.receipts()).map(({ status }) => status)
  expect(statuses.map((status) => status === 'parked').indexOf(true)).toBe(4)
  expect(statuses.filter((status) => status === 'read')).toHaveLength(8)
})

test('a database that is away parks nothing: the job fails, and what waits goes on waiting', async () => {
  await makeCampaign(one, ACTIVITY, SENT_AT)
  await deliver([happening()])
  const { inWorkspace } = one.homing.database
  const away = Object.assign(new Error('terminating connection'), { code: '57P01' })
  one.homing.database.inWorkspace = () => Promise.reject(away)
  await expect(read()).rejects.toThrow('terminating')
  one.homing.database.inWorkspace = inWorkspace
  await read()
  expect(await eventsOf(one)).toHaveLength(1)
  expect(await problems()).toEqual([])
})

test('more events than one transaction writes are all written', async () => {
  await makeCampaign(one, ACTIVITY, SENT_AT)
  const rows = Array.from({ length: 25_000 }, (_, at) =>
    happening({ address: `p${at % 500}@example.com`, at: SENT_AT + at * 1000 }),
  )
  const { database, workspaceId, connectionId } = one
  await database.inWorkspace(workspaceId, (tx) =>
    tx
      .insertInto('receipt')
      .values({
        workspace_id: workspaceId,
        connection_id: connectionId,
        stream: 'hook',
        body: gzipSync(deliveryOf(rows)),
      })
      .execute(),
  )
  await deliver([happening({ address: 'last@example.com' })])
  await read()
  expect(await eventsOf(one)).toHaveLength(25_001)
})

test('opt-outs that belong to no campaign become facts', async () => {
  const body = JSON.stringify({ events: [], left: [{ address: 'ada@example.com' }] })
  await one.deliver(body)
  await read()
  const { rows } = await one.database.inWorkspace(one.workspaceId, (tx) =>
    sql<{ reason: string }>`select reason from consent_fact`.execute(tx),
  )
  expect(rows).toEqual([{ reason: 'left by itself' }])
})

test('a paused connection takes deliveries in and leaves them unread', async () => {
  await makeCampaign(one, ACTIVITY, SENT_AT)
  const become = (status: string) =>
    one.database.inWorkspace(one.workspaceId, (tx) =>
      sql`update connection set status = ${status} where id = ${one.connectionId}`.execute(tx),
    )
  await become('paused')
  await deliver([happening()])
  await read()
  expect(await eventsOf(one)).toEqual([])
  await become('active')
  await read()
  expect(await eventsOf(one)).toHaveLength(1)
})

test('two workers at once read everything once', async () => {
  await makeCampaign(one, ACTIVITY, SENT_AT)
  const told = Array.from({ length: 40 }, (_, at) => [happening({ address: `p${at}@example.com` })])
  await deliver(...told)
  await Promise.all([read(), read(), read()])
  expect(await eventsOf(one)).toHaveLength(40)
  const read40 = one.logged.filter((line) => line.includes('read deliveries'))
  const counts = read40.map((line) => (JSON.parse(line) as { deliveries: number }).deliveries)
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(40)
})
