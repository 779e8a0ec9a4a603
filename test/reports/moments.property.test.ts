import { afterAll, beforeAll, expect, test } from 'vitest'
import { behind, prepared, runView, sizeOfView } from '../../src/reports/index.ts'
import {
  UNITS,
  viewDefinition,
  type Node,
  type Period,
  type ViewDefinition,
} from '../../src/reports/definitions/index.ts'
import { fc, runsOf } from '../property.ts'
import { freshDatabase, makeWorkspace, sql, type TestDatabase } from '../database.ts'
import { groupsOf, rowsOf, type Asking } from './oracle.ts'
import type { World } from './oracle-rows.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const NOTHING: ReadonlySet<never> = new Set()

/**
 * Zones with the moments at which their days are odd: clocks that skip an hour, have one twice or
 * skip midnight itself, half an hour off; and everywhere the ends of months, weeks and years.
 * Not Lord Howe Island: its clocks go back by half an hour, and then two hours begin in one another.
 */
const ODD: Record<string, string[]> = {
  'America/New_York': ['2026-03-08T07:00:00Z', '2026-11-01T06:00:00Z', '2026-06-01T04:00:00Z'],
  'Europe/Berlin': ['2026-03-29T01:00:00Z', '2026-10-25T01:00:00Z', '2026-12-31T23:00:00Z'],
  'Africa/Cairo': ['2026-04-23T22:00:00Z', '2026-10-29T21:00:00Z'],
  'America/Havana': ['2026-03-08T05:00:00Z', '2026-11-01T05:00:00Z'],
  'Pacific/Auckland': ['2026-09-26T14:00:00Z', '2026-04-04T14:00:00Z'],
  'Asia/Kathmandu': ['2026-05-30T18:15:00Z', '2026-12-31T18:15:00Z'],
  UTC: ['2026-03-31T12:00:00Z', '2026-05-31T23:59:59.999Z', '2028-02-29T00:00:00Z'],
}

const near = fc.oneof(
  fc.constantFrom(-1, 0, 1, -HOUR, HOUR, -HOUR / 2, HOUR / 2, -DAY, DAY),
  fc.integer({ min: -3 * HOUR, max: 3 * HOUR }),
  fc.integer({ min: -70 * DAY, max: 40 * DAY }),
)
const unit = fc.constantFrom(...UNITS)

interface Told {
  zone: string
  odd: number
  now: number
  added: number[]
  periods: Period[]
  isNot: boolean
  by: (typeof UNITS)[number]
}

const anyTold: fc.Arbitrary<Told> = fc.constantFrom(...Object.keys(ODD)).chain((zone) =>
  fc.constantFrom(...ODD[zone]!).chain((odd) => {
    const at = Date.parse(odd)
    const period: fc.Arbitrary<Period> = fc.oneof(
      fc.record({
        is: fc.constantFrom('last' as const, 'before_last' as const),
        count: fc.integer({ min: 1, max: 40 }),
        unit,
      }),
      fc.record({ is: fc.constantFrom('this' as const, 'previous' as const), unit }),
      fc.record({
        is: fc.constant('holding' as const),
        unit,
        moment: near.map((ms) => new Date(at + ms).toISOString()),
      }),
    )
    return fc.record({
      zone: fc.constant(zone),
      odd: fc.constant(at),
      now: near.map((ms) => at + ms),
      added: fc.array(
        near.map((ms) => at + ms),
        { minLength: 4, maxLength: 24 },
      ),
      periods: fc.array(period, { minLength: 1, maxLength: 2 }),
      isNot: fc.boolean(),
      by: unit,
    })
  }),
)

let at: TestDatabase
let workspaceId: number
beforeAll(async () => {
  at = await freshDatabase()
  workspaceId = await makeWorkspace(at.database, 'A firm')
}, 60_000)
afterAll(() => at.close())

let found = 0

test('days, weeks and months are those of the firm’s clocks, on the oddest of days', async () => {
  await fc.assert(
    fc.asyncProperty(anyTold, async (told) => {
      const asking = await makePeople(told)
      const inPeriods: Node = { column: 'added_at', is: 'in', values: told.periods }
      const where = told.isNot ? { not: inPeriods } : inPeriods
      await at.database.inWorkspace(workspaceId, async (tx) => {
        const asked = (definition: ViewDefinition) => ({
          ...{ workspaceId, now: told.now, given: {}, hidden: NOTHING, definition },
        })
        const rows = viewDefinition.parse({
          ...{ version: 1, subject: 'people', columns: ['added_at'], where },
        })
        const shown = await runView(tx, asked(rows), { limit: 100 })
        const expected = rowsOf(rows, asking).map((row) => row['added_at'] as number)
        const moments = shown.rows.map(([cell]) => Date.parse(cell as string))
        expect(moments.toSorted()).toEqual(expected.toSorted())
        found += moments.length
        const grouped = viewDefinition.parse({
          ...{ version: 1, subject: 'people', where },
          group: {
            by: [{ column: 'added_at', unit: told.by }],
            measures: [{ is: 'count', key: 'people' }],
          },
        })
        const groups = await runView(tx, asked(grouped), { limit: 100 })
        const cells = groups.rows.map(([cell, count]) => [Date.parse(cell as string), count])
        const counted = groupsOf(grouped, asking).map(({ of, told }) => [...of, ...told])
        expect(cells.map(String).sort()).toEqual(counted.map(String).sort())
        const ready = await prepared(tx, asked(grouped))
        for (const [cell, count] of groups.rows) {
          const figure = { group: [cell!], measure: 'people', part: 'part' as const }
          const size = await sizeOfView(tx, asked(behind(ready, figure)))
          expect(size.count, `${told.by} of ${String(cell)}`).toBe(count)
        }
      })
    }),
    { numRuns: runsOf(60) },
  )
  expect(found).toBeGreaterThan(100)
}, 240_000)

/** People who were added at these moments, and nobody else. */
async function makePeople({ zone, now, added }: Told): Promise<Asking> {
  const people = await at.database.inWorkspace(workspaceId, async (tx) => {
    await sql`delete from person where workspace_id = ${workspaceId}`.execute(tx)
    await sql`update workspace set time_zone = ${zone} where id = ${workspaceId}`.execute(tx)
    await sql`insert into person (workspace_id, origin, name, created_at)
      select ${workspaceId}, 'user', 'Somebody', m
      from unnest(${added.map((ms) => new Date(ms))}::timestamptz[]) m`.execute(tx)
    return added.map((ms) => ({ added_at: ms }))
  })
  return { world: { people } as unknown as World, timeZone: zone, now }
}
