import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { RemoteSuppression } from '../../src/connectors/index.ts'
import { rebuildValidity } from '../../src/ledger/validity/rebuild.ts'
import { takeSuppressions } from '../../src/ledger/suppressions.ts'
import { freshDatabase, makeWorkspace, sql, type TestDatabase } from '../database.ts'
import { NOW, prepareGround, SENT_AT, take, type Ground } from './world.ts'

const DAY = 86_400_000
const ADDRESS = 'ada@example.com'

let at: TestDatabase
let ground: Ground
beforeAll(async () => {
  at = await freshDatabase()
})
beforeEach(async () => {
  ground = await prepareGround(at.database, await makeWorkspace(at.database, 'Suppressions'))
})
afterAll(() => at.close())

const told = (more: Partial<RemoteSuppression> = {}): RemoteSuppression => ({
  ...{ address: ADDRESS, occurredAt: SENT_AT, reason: '', by: '' },
  ...more,
})
const bounce = (occurredAt: number | null = SENT_AT) => told({ cause: 'bounce', occurredAt })

function suppress(suppressions: RemoteSuppression[], now = NOW) {
  const { workspaceId, connectionId } = ground
  const receipt = { id: ground.receiptId } as never
  return at.database.inWorkspace(workspaceId, (tx) =>
    takeSuppressions(tx, { workspaceId, connectionId, runId: null, connector: {}, now }, [
      { receipt, suppressions },
    ]),
  )
}

async function query<Row>(statement: ReturnType<typeof sql<Row>>): Promise<Row[]> {
  const { rows } = await at.database.inWorkspace(ground.workspaceId, (tx) => statement.execute(tx))
  return rows
}

const address = async () =>
  (
    await query(sql<{ is_valid: boolean; suppressed_at: Date | null; bounced_at: Date | null }>`
    select is_valid, suppressed_at, bounced_at from address where canonical = ${ADDRESS}`)
  )[0]!
const facts = () =>
  query(sql<{ cause: string; scope: string; at: Date }>`
    select cause, scope, occurred_at as at from consent_fact order by natural_key`)
const confirm = (moment: number) =>
  query(sql`update address set confirmed_at = ${new Date(moment)} where canonical = ${ADDRESS}`)

test('a dead address is invalid since the vendor’s date, and nobody’s wish or event', async () => {
  expect(await suppress([bounce()])).toEqual({ read: 1, written: 0, parked: 0 })
  expect(await address()).toMatchObject({ is_valid: false, suppressed_at: new Date(SENT_AT) })
  expect(await facts()).toEqual([])
  expect(await query(sql`select 1 from event`)).toEqual([])
})

test('the newest statement holds, in whatever order they come', async () => {
  await suppress([bounce(SENT_AT + DAY), bounce()])
  await suppress([bounce(SENT_AT - DAY)])
  expect((await address()).suppressed_at).toEqual(new Date(SENT_AT + DAY))
})

test('whoever confirmed the address is believed, until the vendor states it anew', async () => {
  await suppress([bounce()])
  await confirm(SENT_AT + DAY)
  await suppress([bounce()])
  expect(await address()).toMatchObject({ is_valid: true })
  await suppress([bounce(SENT_AT + 2 * DAY)])
  expect(await address()).toMatchObject({ is_valid: false })
})

test('one without a date is made once, and does not outlive a confirmation', async () => {
  await suppress([bounce(null)])
  expect((await address()).suppressed_at).toEqual(new Date(NOW))
  await confirm(NOW + DAY)
  await suppress([bounce(null)], NOW + 2 * DAY)
  expect(await address()).toMatchObject({ is_valid: true, suppressed_at: new Date(NOW) })
})

test('it stays apart from what is made of events', async () => {
  const event = { kind: 'bounce', activity: 'A1', address: ADDRESS, occurredAt: SENT_AT } as const
  await take(ground, [{ ...event, bounce: { code: 'BOUNCED', class: 'other' } }])
  expect(await address()).toMatchObject({ is_valid: true })
  await suppress([bounce()])
  await rebuildValidity(at.database, ground.workspaceId)
  expect(await address()).toMatchObject({ is_valid: false, bounced_at: null })
  expect(await query(sql`select 1 from event`)).toHaveLength(1)
})

test('a complaint is a fact of its own beside the opt-out of the same moment', async () => {
  const both = [told(), told({ cause: 'complaint' })]
  expect(await suppress(both)).toMatchObject({ read: 2, written: 2 })
  expect(await suppress(both)).toMatchObject({ written: 0 })
  const fact = { scope: 'everything', at: new Date(SENT_AT) }
  expect((await facts()).map((one) => one)).toEqual([
    { ...fact, cause: 'wish' },
    { ...fact, cause: 'complaint' },
  ])
})

test('leaving one group is about that group', async () => {
  const group = { kind: 'category', id: 'News' } as const
  expect(await suppress([told({ group })])).toMatchObject({ written: 1 })
  expect(await facts()).toMatchObject([{ scope: 'topic', cause: 'wish' }])
})

/** As it is at an ESP that mails the address by another of its records. */
async function mailedThere(readAt: number): Promise<void> {
  const { workspaceId, connectionId } = ground
  await query(sql`
    insert into write_back_lane (workspace_id, connection_id, unmailable_words, contacts_read_at)
    values (${workspaceId}, ${connectionId}, '{unsubscribed}', ${new Date(readAt)})
    on conflict (workspace_id, connection_id) do update
      set contacts_read_at = excluded.contacts_read_at`)
  await query(sql`
    insert into contact (workspace_id, connection_id, address_id, external_id)
    select ${workspaceId}, ${connectionId}, id, 'r1' from address where canonical = ${ADDRESS}
    on conflict do nothing`)
}

test('who left by one of two records of the address is told once, whatever contacts say', async () => {
  const left = told({ occurredAt: null, earliest: NOW - DAY / 2 })
  for (let read = 0; read < 4; read++) {
    await suppress([left], NOW + read * DAY)
    await mailedThere(NOW + read * DAY + 1)
  }
  expect((await facts()).map(({ at }) => at)).toEqual([new Date(NOW)])
  const again = told({ occurredAt: null, earliest: NOW + 4.5 * DAY })
  for (let read = 0; read < 3; read++) {
    await suppress([left, again], NOW + (5 + read) * DAY)
    await mailedThere(NOW + (5 + read) * DAY + 1)
  }
  expect((await facts()).map(({ at }) => at)).toEqual([new Date(NOW), new Date(NOW + 5 * DAY)])
})

test('nor is one told anew that was written down before its date told it from others', async () => {
  const { workspaceId, connectionId } = ground
  await suppress([told({ occurredAt: null })])
  await mailedThere(NOW + 1)
  await suppress([told({ occurredAt: null, earliest: NOW - 2 * DAY })], NOW + DAY)
  expect(await facts()).toHaveLength(1)
  const keys = await query(sql<{ key: string }>`select natural_key as key from consent_fact
    where workspace_id = ${workspaceId}`)
  expect(keys).toEqual([{ key: `contact:${connectionId}:${ADDRESS}:undated` }])
})
