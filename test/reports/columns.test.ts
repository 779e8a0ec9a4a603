import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  behind,
  catalogue,
  prepared,
  presets,
  runView,
  sizeOfView,
  type Cell,
} from '../../src/reports/index.ts'
import { viewDefinition, type WrittenView } from '../../src/reports/definitions/index.ts'
import type { Tx } from '../../src/platform/database/index.ts'
import { freshDatabase, type TestDatabase } from '../database.ts'
import { anyWorld, makeWorld } from '../lists/segments/world.ts'
import { NOW } from '../ledger/world.ts'

const LIMIT = 500

let at: TestDatabase
beforeAll(async () => {
  at = await freshDatabase()
  const sketched = fc
    .sample(anyWorld, { seed: 7, numRuns: 50 })
    .find((one) => one.facts.length > 5 && one.events.length > 15 && one.interested.length > 0)
  await makeWorld(at.database, at.workspaceId, sketched!)
}, 60_000)
afterAll(() => at.close())

const inside = <T>(work: (tx: Tx) => Promise<T>) => at.database.inWorkspace(at.workspaceId, work)
const asked = (definition: WrittenView) => ({
  ...{ workspaceId: at.workspaceId, now: NOW, given: {} },
  definition: viewDefinition.parse({ ...definition, parameters: [] }),
})
const sizeOf = async (tx: Tx, definition: WrittenView) =>
  (await sizeOfView(tx, asked(definition))).count

describe('every column of every subject', () => {
  test('is shown, sorted by, known or not, and grouped by with groups that open', async () => {
    await inside(async (tx) => {
      for (const subject of await catalogue(tx, at.workspaceId)) {
        const base = { version: 1 as const, subject: subject.id }
        const all = await sizeOf(tx, { ...base, columns: subject.usual })
        expect(all, subject.id).toBeGreaterThan(0)
        for (const { id, type, isGroupable } of subject.columns) {
          const name = `${subject.id}.${id}`
          const shown = await runView(
            tx,
            asked({ ...base, columns: [id], sort: [{ by: id, direction: 'desc' }] }),
            { limit: LIMIT },
          )
          expect(shown.rows.length, name).toBe(all)
          if (type !== 'flag') {
            const known = { column: id, is: 'known' as const, values: [] }
            const held = await sizeOf(tx, { ...base, columns: [id], where: known })
            expect(held, name).toBe(shown.rows.filter(([cell]) => cell !== null).length)
            expect(await sizeOf(tx, { ...base, columns: [id], where: { not: known } })).toBe(
              all - held,
            )
          }
          if (isGroupable) await openAll(tx, { ...base, name, id, type, all })
        }
      }
    })
  }, 120_000)
})

async function openAll(
  tx: Tx,
  of: {
    version: 1
    subject: WrittenView['subject']
    name: string
    id: string
    type: string
    all: number
  },
) {
  const grouped: WrittenView = {
    ...{ version: 1, subject: of.subject },
    group: {
      by: [{ column: of.id, ...(of.type === 'time' && { unit: 'day' as const }) }],
      measures: [{ is: 'count', key: 'rows' }],
    },
  }
  const { rows } = await runView(tx, asked(grouped), { limit: LIMIT })
  expect(
    rows.reduce((sum, row) => sum + (row.at(-1) as number), 0),
    of.name,
  ).toBe(of.all)
  const view = await prepared(tx, asked(grouped))
  for (const row of rows) {
    const group = row.slice(0, -1) as Cell[]
    const opened = behind(view, { group, measure: 'rows', part: 'part' })
    expect(await sizeOf(tx, opened), `${of.name} ${JSON.stringify(row)}`).toBe(row.at(-1))
  }
}

describe('the views that ship', () => {
  test.each(presets.map(({ id, definition }) => [id, definition] as const))(
    '%s runs',
    async (_, definition) => {
      const page = await inside((tx) =>
        runView(
          tx,
          { workspaceId: at.workspaceId, now: NOW, given: {}, definition },
          { limit: LIMIT },
        ),
      )
      expect(page.columns.length).toBeGreaterThan(1)
    },
  )
})
