import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addressesToWrite, countOptedOut, keepStandings, keptFor } from '../../src/consent/index.ts'
import { MOVED_MAX } from '../../src/consent/kept-standings.ts'
import { listPeople, type PeopleQuery } from '../../src/people/index.ts'
import type { Tx } from '../../src/platform/database/index.ts'
import { freshDatabase, makeWorkspace, sql, type TestDatabase } from '../database.ts'
import { consentWorld, type ConsentWorld } from './world.ts'

const NOW = 10_000

let at: TestDatabase
let workspaceId: number
let world: ConsentWorld
let facts = 0

beforeAll(async () => {
  at = await freshDatabase()
})
afterAll(() => at.close())
beforeEach(async () => {
  workspaceId = await makeWorkspace(at.database, 'A firm')
  world = await inTx((tx) => consentWorld(tx, workspaceId))
  await inTx((tx) => optOut(tx, 0))
})

const inTx = <T>(work: (tx: Tx) => Promise<T>) => at.database.inWorkspace(workspaceId, work)
const keep = (factsMin = 1) => keepStandings(at.database, { workspaceId, now: NOW, factsMin })

async function optOut(tx: Tx, address: number, scope = 'address'): Promise<void> {
  facts += 1
  await sql`insert into consent_fact (workspace_id, address_id, scope, opted_in, occurred_at, source,
      natural_key)
    values (${workspaceId}, ${world.addresses[address]!}, ${scope}, false, to_timestamp(1), 'user',
      ${String(facts)})`.execute(tx)
}

/** The places in the world of the addresses that may be written to. */
async function toWrite(tx: Tx): Promise<number[]> {
  const { rows } = addressesToWrite({ workspaceId, topicId: null, now: NOW })
  const { rows: open } = await sql<{ id: number }>`
    select a.id from address a left join (${rows}) s on s.place = a.id >> 6
    where a.workspace_id = ${workspaceId} and coalesce(s.open >> (a.id & 63) & 1, 1) = 1
    order by a.id`.execute(tx)
  return open.map(({ id }) => world.addresses.indexOf(id))
}

const count = async (table: string) => {
  const { rows } = await inTx((tx) =>
    sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}`.execute(tx),
  )
  return rows[0]!.n
}

describe('what is kept', () => {
  test('is what is read, until something moves', async () => {
    await keep()
    expect(await count('consent_moved')).toBe(0)
    expect(await inTx(toWrite)).toEqual([1, 2])
    // Kept wrongly by hand: only whoever reads it can tell.
    await inTx((tx) => sql`update consent_kept set here = -1 where topic_id = 0`.execute(tx))
    expect(await inTx(toWrite)).toEqual([])
    // The first address is worked out anew, and with it those its user has.
    await inTx((tx) => optOut(tx, 0))
    expect(await inTx(toWrite)).toEqual([1])
    // Too much moved: everybody is, and what is kept is made again.
    await inTx((tx) =>
      sql`insert into consent_moved (workspace_id, person_ids)
        select ${workspaceId}, array_agg(n) from generate_series(1, ${MOVED_MAX}::integer) n`.execute(
        tx,
      ),
    )
    expect(await inTx(toWrite)).toEqual([1, 2])
    await keep()
    expect(await count('consent_moved')).toBe(0)
    expect(await inTx(toWrite)).toEqual([1, 2])
  })

  test('is read of persons as well, until something moves', async () => {
    const left = async () => {
      const by = { workspaceId, now: NOW }
      const { count, items } = await inTx(async (tx) => {
        const query = { state: 'opted_out', limit: 9 } as const
        const kept = keptFor(by, query)
        const { items } = await listPeople(tx, workspaceId, { ...query, kept })
        return { count: await countOptedOut(tx, { ...by, topicId: null }), items }
      })
      expect(items).toHaveLength(count)
      return count
    }
    await inTx((tx) => optOut(tx, 0, 'everything'))
    expect(await left()).toBe(1)
    await keep()
    await inTx((tx) => sql`update consent_kept_person set everything = 0`.execute(tx))
    expect(await left()).toBe(0)
    await inTx((tx) => optOut(tx, 0))
    expect(await left()).toBe(1)
    await keep()
    expect(await count('consent_moved')).toBe(0)
    expect(await left()).toBe(1)
  })

  test('tells a list of people who left or complained, whoever of them it is of', async () => {
    const topic = world.topics[1]!
    await inTx((tx) => optOut(tx, 0, 'everything'))
    await inTx((tx) =>
      sql`insert into consent_fact (workspace_id, address_id, scope, topic_id, opted_in, cause,
          occurred_at, source, natural_key)
        values (${workspaceId}, ${world.addresses[1]!}, 'topic', ${topic}, false, 'wish',
            to_timestamp(1), 'user', 'a topic'),
          (${workspaceId}, ${world.addresses[2]!}, 'everything', null, false, 'complaint',
            to_timestamp(1), 'user', 'a complaint')`.execute(tx),
    )
    const queries: Pick<PeopleQuery, 'state' | 'leftTopicId'>[] = [
      { state: 'opted_out' },
      { state: 'complained' },
      { state: 'all', leftTopicId: topic },
      { state: 'complained', leftTopicId: topic },
      { state: 'all' },
    ]
    const listed = (isKept: boolean) =>
      inTx((tx) =>
        Promise.all(
          queries.map(async (query) => {
            const kept = isKept ? keptFor({ workspaceId, now: NOW }, query) : {}
            const { items } = await listPeople(tx, workspaceId, { ...query, limit: 9, kept })
            return items.map(({ id }) => id)
          }),
        ),
      )
    const asViewsSay = await listed(false)
    expect(asViewsSay.slice(0, 3).map((ids) => ids.length > 0)).toEqual([true, true, true])
    expect(await listed(true)).toEqual(asViewsSay)
    await keep()
    expect(await listed(true)).toEqual(asViewsSay)
  })

  test('is as true for the transaction that writes a fact, and as if never for one undone', async () => {
    await keep()
    await inTx(async (tx) => {
      await optOut(tx, 1)
      expect(await toWrite(tx)).toEqual([2])
      throw new Error('undone')
    }).catch((error: Error) => expect(error.message).toBe('undone'))
    expect(await inTx(toWrite)).toEqual([1, 2])
  })

  test('is about the topics that are written about, and nothing else is left over', async () => {
    await keep()
    expect(await count('consent_kept_of')).toBe(3)
    await inTx((tx) =>
      sql`update topic set archived_at = now() where id = ${world.topics[0]!}`.execute(tx),
    )
    await keep()
    expect(await count('consent_kept_of')).toBe(2)
    expect(await count('consent_kept')).toBe(2)
  })

  test('is nothing of a small firm, and its notes go', async () => {
    expect(await count('consent_moved')).toBeGreaterThan(0)
    await keep(2)
    expect([await count('consent_moved'), await count('consent_kept_of')]).toEqual([0, 0])
    await keep(1)
    expect(await count('consent_kept_of')).toBe(3)
    await keep(2)
    expect([await count('consent_kept'), await count('consent_kept_of')]).toEqual([0, 0])
    expect(await inTx(toWrite)).toEqual([1, 2])
  })

  test.skipIf(!process.env['TEST_DATABASE_URL'])(
    'misses no fact that was being written while it was made or folded in',
    async () => {
      for (const address of [1, 2]) {
        let isWritten = () => {}
        const written = new Promise<void>((done) => (isWritten = done))
        let end = () => {}
        const mayEnd = new Promise<void>((done) => (end = done))
        const writing = inTx(async (tx) => {
          await optOut(tx, address)
          isWritten()
          await mayEnd
        })
        await written
        // The first time it is made, the second time something is folded in.
        if (address === 2) await inTx((tx) => optOut(tx, 0))
        await keep()
        expect(await inTx(toWrite)).toContain(address)
        end()
        await writing
        expect(await inTx(toWrite)).not.toContain(address)
        await keep()
        expect(await inTx(toWrite)).not.toContain(address)
      }
    },
  )
})
