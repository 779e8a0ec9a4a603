import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FeedbackEvent } from '../../src/connectors/index.ts'
import { takePath } from '../../src/ledger/index.ts'
import { KnownAddresses } from '../../src/people/index.ts'
import { inOneGo } from '../../src/platform/database/index.ts'
import { freshDatabase, makeWorkspace, type TestDatabase } from '../database.ts'
import { NOW, pictureOf, prepareGround, SENT_AT, take, type Ground } from './world.ts'

let at: TestDatabase
beforeAll(async () => {
  at = await freshDatabase()
})
afterAll(() => at.close())

const HOUR = 3_600_000
const event = (kind: FeedbackEvent['kind'], n: number): FeedbackEvent => ({
  kind,
  address: `reader${n}@example.com`,
  occurredAt: kind === 'sent' ? SENT_AT : SENT_AT + HOUR + n,
  activity: 'A1',
})
const events = (kind: FeedbackEvent['kind'], from: number, to: number) =>
  Array.from({ length: to - from }, (_, place) => event(kind, from + place))

const ground = async () => prepareGround(at.database, await makeWorkspace(at.database, 'Large'))

/** More than go first (record.ts), so that a batch is written by two statements. */
const MANY = 5_400

test('what is known already is found among the lines that go first, and among the others', async () => {
  for (const known of [0, 2_700, MANY - 1]) {
    const twice = await ground()
    await take(twice, [event('sent', known)])
    const outcome = await take(twice, events('sent', 0, MANY))
    expect(outcome).toMatchObject({ written: MANY - 1 })
    expect(outcome.dropped).toEqual(new Map([['already known', 1]]))
    const once = await ground()
    await take(once, events('sent', 0, MANY))
    expect(await pictureOf(twice)).toEqual(await pictureOf(once))
  }
})

test('a run that meets nearly everybody reads all addresses at once, and knows them', async () => {
  const of = await ground()
  const everybody = 21_000
  await take(of, events('sent', 0, everybody))
  const known = new KnownAddresses()
  const reader = (n: number) => known.idOf(`reader${n}@example.com`)
  await takeKnowing(of, known, events('open', 0, 20_500))
  expect(reader(0)).toBeGreaterThan(0)
  expect(reader(everybody - 1), 'of whom nothing was told').toBeGreaterThan(0)
  const outcome = await takeKnowing(of, known, events('click', 20_000, everybody + 1))
  expect(outcome).toMatchObject({ written: 1_001, parked: 0 })
  const { rows } = await at.database.inWorkspace(of.workspaceId, (tx) =>
    sql<{ of: string; count: number }>`
      select 'address' as of, count(*)::integer as count from address
      union all select 'event', count(distinct address_id)::integer from event
      union all select 'person', count(*)::integer from person order by 1`.execute(tx),
  )
  expect(rows).toEqual([
    { of: 'address', count: everybody + 1 },
    { of: 'event', count: everybody + 1 },
    { of: 'person', count: everybody + 1 },
  ])
})

test('a statement that is made late is made behind those before it, and fails like them', async () => {
  const workspaceId = await makeWorkspace(at.database, 'Late')
  const made: string[] = []
  const answers = await at.database.inWorkspace(workspaceId, (tx) =>
    inOneGo(
      tx,
      [
        sql`select 1 as n`,
        () => {
          made.push('late')
          return sql`select 2 as n`
        },
      ],
      () => made.push('sent'),
    ),
  )
  expect(answers.map(({ rows }) => rows)).toEqual([[{ n: 1 }], [{ n: 2 }]])
  expect(made).toEqual(['late', 'sent'])

  const failing = at.database.inWorkspace(workspaceId, (tx) =>
    inOneGo(tx, [sql`select 1 / 0`, () => sql`select 2`], () => made.push('sent again')),
  )
  await expect(failing).rejects.toMatchObject({ code: '22012' })
  expect(made).toEqual(['late', 'sent', 'sent again'])
})

function takeKnowing(of: Ground, known: KnownAddresses, told: FeedbackEvent[]) {
  const arrived = told.map((one) => ({ receiptId: of.receiptId, event: one }))
  const { workspaceId, connectionId } = of
  return at.database.inWorkspace(workspaceId, (tx) =>
    takePath(tx, { workspaceId, connectionId, runId: null, now: NOW, known, events: arrived }),
  )
}
