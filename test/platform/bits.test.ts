import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bitsOf, idsOf, isMarked, leftJoinBits } from '../../src/platform/database/index.ts'
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
          ${leftJoinBits(some(second), 's', sql`i.id`)}
          where ${isMarked('s', sql`i.id`)} order by i.id`.execute(tx)
        const isBoth = first.filter((id) => second.includes(id))
        expect(both.map((row) => row.id)).toEqual(isBoth.sort((a, b) => a - b))
      }),
    ),
    { numRuns: 60 },
  )
}, 60_000)
