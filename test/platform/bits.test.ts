import { afterAll, beforeAll, expect, test } from 'vitest'
import { bitsOf, handed, idsOf, isMarked, movedBit } from '../../src/platform/database/index.ts'
import { fc } from '../property.ts'
import { freshDatabase, makeWorkspace, sql, type TestDatabase } from '../database.ts'

let at: TestDatabase
beforeAll(async () => {
  at = await freshDatabase()
})
afterAll(() => at.close())

const ids = fc.array(fc.oneof(fc.nat(200), fc.constantFrom(62, 63, 64, 127, 2_147_483_647)))
const some = (numbers: readonly number[]) => sql`select unnest(${[...numbers]}::integer[])`
const sorted = (numbers: readonly number[]) => [...new Set(numbers)].sort((a, b) => a - b)

test('a set as bits is the set, each once, and marks exactly those who are in it', async () => {
  const workspaceId = await makeWorkspace(at.database, 'A firm')
  await fc.assert(
    fc.asyncProperty(ids, ids, (first, second) =>
      at.database.inWorkspace(workspaceId, async (tx) => {
        const { rows } = await sql<{ id: number }>`
          select id from (${idsOf(bitsOf(some(first)))}) r order by id`.execute(tx)
        expect(rows.map((row) => row.id)).toEqual(sorted(first))
        const { rows: both } = await sql<{ id: number }>`
          select i.id from (${some(first)}) i (id)
          left join ${handed(bitsOf(some(second)), ['bits'], 's')} on s.place = i.id >> 6
          where ${isMarked('s', sql`i.id`)} order by i.id`.execute(tx)
        const isBoth = first.filter((id) => second.includes(id))
        expect(both.map((row) => row.id)).toEqual(isBoth.sort((a, b) => a - b))
      }),
    ),
    { numRuns: 60 },
  )
}, 60_000)

test('a bit moves from where one id stands to where another does', async () => {
  const workspaceId = await makeWorkspace(at.database, 'A firm')
  const id = fc.oneof(fc.nat(200), fc.constantFrom(62, 63, 64, 127, 2_147_483_647))
  await fc.assert(
    fc.asyncProperty(ids, id, id, (set, from, to) =>
      at.database.inWorkspace(workspaceId, async (tx) => {
        const bits = sql`coalesce((select s.bits from (${bitsOf(some(set))}) s
          where s.place = ${from}::integer >> 6), 0)`
        const moved = movedBit(bits, sql`${from}::integer`, sql`${to}::integer`)
        const { rows } = await sql<{ id: number }>`
          ${idsOf(sql`select ${to}::integer >> 6 as place, ${moved} as bits`)}`.execute(tx)
        expect(rows.map((row) => row.id)).toEqual(set.includes(from) ? [to] : [])
      }),
    ),
    { numRuns: 60 },
  )
}, 60_000)
