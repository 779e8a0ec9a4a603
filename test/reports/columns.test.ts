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
import { fullWorld, makeWorld } from './world.ts'
import { NOW } from '../ledger/world.ts'

/** An administrator sees everything. */
const NOTHING: ReadonlySet<never> = new Set()

const LIMIT = 500

let at: TestDatabase
let workspaceId: number
beforeAll(async () => {
  at = await freshDatabase()
  workspaceId = (await makeWorld(at.database, fullWorld())).workspaceId
}, 60_000)
afterAll(() => at.close())

const inside = <T>(work: (tx: Tx) => Promise<T>) => at.database.inWorkspace(workspaceId, work)
const asked = (definition: WrittenView) => ({
  ...{ workspaceId, now: NOW, given: {}, hidden: NOTHING },
  definition: viewDefinition.parse({ ...definition, parameters: [] }),
})
const sizeOf = async (tx: Tx, definition: WrittenView) =>
  (await sizeOfView(tx, asked(definition))).count

describe('every column of every subject', () => {
  test('is shown, sorted by, known or not, and grouped by with groups that open', async () => {
    await inside(async (tx) => {
      for (const subject of await catalogue(tx, workspaceId, NOTHING)) {
        const base = { version: 1 as const, subject: subject.id }
        const all = await sizeOf(tx, { ...base, columns: subject.usual })
        expect(all, subject.id).toBeGreaterThan(0)
        const held = await heldIn(tx, base, subject.columns)
        for (const { id, type, isGroupable } of subject.columns) {
          const name = `${subject.id}.${id}`
          const shown = await runView(
            tx,
            asked({ ...base, columns: [id], sort: [{ by: id, direction: 'desc' }] }),
            { limit: LIMIT },
          )
          expect(shown.rows.length, name).toBe(all)
          const known = shown.rows.filter(([cell]) => cell !== null).length
          expect(held.get(id) ?? [all, 0], name).toEqual([known, all - known])
          if (isGroupable) await openSome(tx, { ...base, name, id, type, all })
        }
      }
    })
  }, 120_000)
})

/** How many rows have something in each column, and how many have not. */
async function heldIn(
  tx: Tx,
  base: { version: 1; subject: WrittenView['subject'] },
  columns: { id: string; type: string }[],
): Promise<Map<string, [number, number]>> {
  const held = new Map<string, [number, number]>()
  const asking = columns.filter(({ type }) => type !== 'flag')
  for (let at = 0; at < asking.length; at += 6) {
    const some = asking.slice(at, at + 6)
    const measures = some.flatMap(({ id }, place) => {
      const known = { column: id, is: 'known' as const, values: [] }
      return [
        { is: 'count' as const, key: `known_${place}`, where: known },
        { is: 'count' as const, key: `unknown_${place}`, where: { not: known } },
      ]
    })
    const { totals } = await sizeOfView(tx, asked({ ...base, group: { by: [], measures } }))
    for (const [place, { id }] of some.entries()) {
      held.set(id, totals!.slice(2 * place, 2 * place + 2) as [number, number])
    }
  }
  return held
}

async function openSome(
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
  // The first, and those where nothing is known.
  for (const row of [rows[0]!, ...rows.slice(1).slice(-1)]) {
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
          { workspaceId, now: NOW, given: {}, hidden: NOTHING, definition },
          { limit: LIMIT },
        ),
      )
      expect(page.columns.length).toBeGreaterThan(1)
    },
  )
})
