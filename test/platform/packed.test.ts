import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bigints, integers, moments, rowsOf } from '../../src/platform/database/index.ts'
import { fc } from '../property.ts'
import { freshDatabase, type TestDatabase } from '../database.ts'

let at: TestDatabase
beforeAll(async () => {
  at = await freshDatabase()
})
afterAll(() => at.close())

const row = fc.record({
  whole: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  large: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  moment: fc.integer({ min: Date.UTC(1900, 0, 1), max: Date.UTC(2200, 0, 1) }),
  perhaps: fc.option(fc.integer({ min: Date.UTC(1995, 0, 1), max: Date.UTC(2100, 0, 1) })),
})

test('columns arrive as they were packed, and in their order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 20 }), async (rows) => {
      const arrived = await at.database.withoutWorkspace((tx) =>
        sql<Arrived>`
          select place, whole, large::text as large, moment, perhaps from (${rowsOf(rows.length, {
            whole: integers(rows.map((one) => one.whole)),
            large: bigints(rows.map((one) => String(one.large))),
            moment: moments(rows.map((one) => one.moment)),
            perhaps: moments(rows.map((one) => one.perhaps)),
          })}) packed order by place`.execute(tx),
      )
      expect(arrived.rows.map(plain)).toEqual(
        rows.map((one, place) => ({ ...one, place: place + 1, large: String(one.large) })),
      )
    }),
    { numRuns: 50 },
  )
})

interface Arrived {
  place: number
  whole: number
  large: string
  moment: Date
  perhaps: Date | null
}

function plain({ moment, perhaps, ...others }: Arrived) {
  return { ...others, moment: moment.getTime(), perhaps: perhaps?.getTime() ?? null }
}
