import { afterAll, beforeAll, expect, test } from 'vitest'
import { bitIn, bitsOf, strung } from '../../src/platform/database/index.ts'
import { freshDatabase, makeWorkspace, sql, type TestDatabase } from '../database.ts'

let at: TestDatabase
beforeAll(async () => {
  at = await freshDatabase()
})
afterAll(() => at.close())

/** Far from the first place, in several of them, at both ends of one, and with places between. */
const IDS = [100_005, 100_031, 100_032, 100_095, 100_096, 103_000, 103_001, 109_999]

test.each([
  ['some', [100_005, 100_095, 103_001], 0],
  ['those at the ends', [100_005, 109_999], 0],
  ['those in the middle', [100_096, 103_000], 0],
  ['nobody', [], 0],
  ['some, and whoever has no row', [100_005, 103_000], -1],
  ['nobody told of, but whoever has no row', [], -1],
])('a string of bits holds %s', async (_, members, untold) => {
  const workspaceId = await makeWorkspace(at.database, 'A firm')
  await at.database.inWorkspace(workspaceId, async (tx) => {
    const ids = sql`select unnest(${IDS}::integer[]) + ${workspaceId * 100_000}::integer`
    const some = sql`select unnest(${members}::integer[]) + ${workspaceId * 100_000}::integer`
    await sql`
      insert into address (id, workspace_id, address, canonical) overriding system value
      select i.id, ${workspaceId}, i.id || '@x.example', i.id || '@x.example'
      from (${ids}) i (id)`.execute(tx)
    const table = { table: 'address', workspaceId } as const
    const told = strung(bitsOf(some), table, { bits: sql`${sql.lit(untold)}::bigint` })
    const { rows } = await sql<{ id: number; bit: number }>`
      with told as materialized (${told})
      select a.id - ${workspaceId * 100_000}::integer as id,
        ${bitIn('told', 'bits', sql`a.id`)} as bit
      from address a where a.workspace_id = ${workspaceId} order by a.id`.execute(tx)
    const places = new Set(members.map((id) => (id + workspaceId * 100_000) >> 6))
    const isIn = (id: number) =>
      places.has((id + workspaceId * 100_000) >> 6) ? members.includes(id) : untold === -1
    expect(rows).toEqual(IDS.map((id) => ({ id, bit: isIn(id) ? 1 : 0 })))
  })
})
