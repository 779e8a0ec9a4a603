import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { stateFacts } from '../../src/consent/index.ts'
import { endRead, openRead, stageContacts, takeOptOuts } from '../../src/lists/index.ts'
import type { Tx } from '../../src/platform/database/index.ts'
import { freshDatabase, sql, type TestDatabase } from '../database.ts'

/** A service whose records say who opted out, and that tells it in no other way. */
let at: TestDatabase
let place: { workspaceId: number; connectionId: number }
let other: number
let now = Date.parse('2026-05-04T09:00:00Z')

const inTx = <T>(work: (tx: Tx) => Promise<T>) => at.database.inWorkspace(at.workspaceId, work)

beforeAll(async () => {
  at = await freshDatabase()
})
afterAll(() => at.close())
beforeEach(async () => {
  now += 3600_000
  const [connectionId, second] = [await connect(), await connect()]
  place = { workspaceId: at.workspaceId, connectionId }
  other = second
})

function connect(): Promise<number> {
  return inTx(async (tx) => {
    const { id } = await tx
      .insertInto('connection')
      .values({
        ...{ workspace_id: at.workspaceId, connector: 'highroad', name: 'Mail' },
        ...{ status: 'active', created_by: null },
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await sql`insert into write_back_lane (workspace_id, connection_id, unmailable_words)
      values (${at.workspaceId}, ${id}, '{unsubscribed}')`.execute(tx)
    return id
  })
}

/** Reads the records as a run would; answers who was found to have left. */
async function read(permissions: Record<string, string>, between?: () => Promise<void>) {
  const of = { ...place, kind: 'contacts' as const, runId: null! }
  const { id } = await inTx((tx) => openRead(tx, of))
  const rows = Object.entries(permissions).map(([name, permission]) => ({
    ...{ id: name, address: addressOf(name), firstName: name, lastName: '' },
    ...{ jobTitle: '', company: '', permission, lists: [], values: {} },
  }))
  await inTx((tx) => stageContacts(tx, { ...of, readId: id }, { rows, refused: [], next: null }))
  await between?.()
  return inTx(async (tx) => {
    const left = await takeOptOuts(tx, { ...place, id }, now)
    await endRead(tx, { ...of, id, refused: 0 })
    return left
  })
}

const addressOf = (name: string) => `${name}.${place.connectionId}@example.com`

async function returned(name: string) {
  now += 1000
  await inTx(async (tx) => {
    const { rows } = await sql<{ id: number }>`
      select id from address where canonical = ${addressOf(name)}`.execute(tx)
    const said = { workspaceId: at.workspaceId, source: 'user' as const, actor: 'Ada', now }
    await stateFacts(tx, said, [
      {
        ...{ key: `in:${name}:${now}`, personId: null, addressId: rows[0]!.id },
        ...{ scope: 'everything', optedIn: true, isExplicit: true, reason: '', evidence: '' },
      },
    ])
  })
}

/** What the lane of a connection has for somebody: wanted and how it stands. */
async function laneOf(name: string, connectionId = place.connectionId) {
  const { rows } = await inTx((tx) =>
    sql<{ told: string }>`select w.wanted || ' ' || w.status as told from write_back w
      join address a on a.id = w.address_id
      where w.connection_id = ${connectionId} and a.canonical = ${addressOf(name)}`.execute(tx),
  )
  return rows.map(({ told }) => told)
}

const settled = (status: string) =>
  inTx((tx) =>
    sql`update write_back set status = ${status}
      where connection_id = ${place.connectionId}`.execute(tx),
  )

test('who left there is told to the others, once, however often it is read', async () => {
  expect(await read({ ann: 'unsubscribed', bob: '' })).toBe(1)
  expect(await laneOf('ann', other)).toEqual(['out waiting'])
  expect(await laneOf('bob', other)).toEqual([])
  expect(await read({ ann: 'unsubscribed', bob: '' })).toBe(0)
  expect(await read({ ann: 'unsubscribed', bob: 'unsubscribed' })).toBe(1)
})

test('who came back, was told there, and leaves there again has left again', async () => {
  await read({ ann: 'unsubscribed' })
  await returned('ann')
  expect(await laneOf('ann')).toEqual(['in waiting'])
  // It still stands there: the return is on its way, or was not taken.
  expect(await read({ ann: 'unsubscribed' })).toBe(0)
  await settled('refused')
  expect(await read({ ann: 'unsubscribed' })).toBe(0)
  await settled('done')
  now += 1000
  expect(await read({ ann: '' })).toBe(0)
  expect(await read({ ann: 'unsubscribed' })).toBe(1)
  expect(await laneOf('ann', other)).toEqual(['out waiting'])
})

test('a record read before the return was told there says nothing', async () => {
  await read({ ann: 'unsubscribed' })
  await returned('ann')
  const toldMeanwhile = async () => {
    await settled('done')
    await inTx((tx) =>
      sql`update contact set permission = '', changed_at = now()
        where connection_id = ${place.connectionId}`.execute(tx),
    )
  }
  expect(await read({ ann: 'unsubscribed' }, toldMeanwhile)).toBe(0)
})
