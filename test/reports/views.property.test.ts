import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Tx } from '../../src/platform/database/index.ts'
import {
  behind,
  catalogue,
  prepared,
  runView,
  sizeOfView,
  type Cell,
} from '../../src/reports/index.ts'
import type { Measure, Part, ViewDefinition } from '../../src/reports/definitions/index.ts'
import { fc } from '../property.ts'
import { freshDatabase, type TestDatabase } from '../database.ts'
import { NOW } from '../ledger/world.ts'
import { anyView, type Offered } from './any-view.ts'
import { groupsOf, measured, rowsOf, type Asking } from './oracle.ts'
import { tellWorld, type Told, type Value } from './oracle-rows.ts'
import { anyWorld, makeWorld } from './world.ts'

/** An administrator sees everything. */
const NOTHING: ReadonlySet<never> = new Set()

const WHOLE = 500
const VIEWS_A_SUBJECT = 12

let at: TestDatabase
beforeAll(async () => {
  at = await freshDatabase()
})
afterAll(() => at.close())

let rowsSeen = 0
let groupsOpened = 0

describe('a view', () => {
  test('answers what looking at each row by itself answers, and each figure opens its rows', async () => {
    await fc.assert(
      fc.asyncProperty(anyWorld, fc.infiniteStream(fc.nat()), async (sketched, seeds) => {
        const { workspaceId } = await makeWorld(at.database, sketched)
        await at.database.inWorkspace(workspaceId, async (tx) => {
          const world = await tellWorld(tx)
          const asking = { world, timeZone: sketched.zone, now: NOW }
          for (const subject of await catalogue(tx, workspaceId, NOTHING)) {
            const told = world[subject.id as Told]
            if (!(subject.id in world) || told.length === 0) continue
            const known = Object.keys(told[0]!)
            const columns = subject.columns.filter(({ id }) => known.includes(id)) as Offered[]
            expect(columns.map(({ id }) => id).sort()).toEqual(known.sort())
            const views = fc.sample(anyView(subject.id as Told, columns, world), {
              seed: seeds.next().value,
              numRuns: VIEWS_A_SUBJECT,
            })
            for (const view of views) await compare({ tx, workspaceId }, view, asking)
          }
        })
      }),
      { numRuns: 5, endOnFailure: true },
    )
    // Views that never find anything would prove nothing.
    expect(rowsSeen).toBeGreaterThan(200)
    expect(groupsOpened).toBeGreaterThan(100)
  }, 240_000)
})

interface At {
  tx: Tx
  workspaceId: number
}

async function compare(where: At, view: ViewDefinition, asking: Asking): Promise<void> {
  const said = JSON.stringify(view)
  const answer = await whole(where, view)
  const size = await sizeOfView(where.tx, asked(where, view))
  expect(size.count, said).toBe(answer.length)
  if (view.group === null) {
    const all = rowsOf(view, asking)
    expect(answer.length, said).toBe(Math.min(all.length, view.limit ?? WHOLE))
    const expected = all.map((row) => text(view.columns.map((id) => row[id]!)))
    const found = (await whole(where, { ...view, limit: null })).map(text)
    expect(found.slice(0, answer.length), said).toEqual(answer.map(text))
    expect(found.toSorted(), said).toEqual(expected.sort())
    expectInOrder(view, answer, said)
    rowsSeen += answer.length
    return
  }
  const expected = groupsOf(view, asking).map(({ of, told }) => text([...of, ...told]))
  expect(answer.map(text).sort(), said).toEqual(expected.sort())
  const all = rowsOf(view, asking)
  const totals = view.group.measures.map((measure) => measured(measure, all, asking))
  expect(text(size.totals!), said).toBe(text(totals))
  expectInOrder(view, answer, said)
  for (const group of answer.slice(0, 3)) await open(where, view, group)
}

/** Everything a view answers, read in one page and in small ones, which have to be the same. */
async function whole(where: At, view: ViewDefinition): Promise<Cell[][]> {
  const { rows } = await runView(where.tx, asked(where, view), { limit: WHOLE })
  const small: Cell[][] = []
  let after: string | undefined
  for (let page = 0; page < 6; page++) {
    const answer = await runView(where.tx, asked(where, view), { after, limit: 4 })
    small.push(...answer.rows)
    if (answer.next === null) break
    after = answer.next
  }
  expect(small.map(text), JSON.stringify(view)).toEqual(rows.slice(0, small.length).map(text))
  expect(small.length).toBe(Math.min(rows.length, 24))
  return rows
}

/** The rows behind every figure of a group are the figure. */
async function open(where: At, view: ViewDefinition, cells: Cell[]): Promise<void> {
  const { by, measures } = view.group!
  const group = cells.slice(0, by.length)
  const ready = await prepared(where.tx, asked(where, view))
  for (const [place, measure] of measures.entries()) {
    const cell = cells[by.length + place]!
    if (measure.is !== 'rate') {
      await openOne(where, behind(ready, { group, measure: measure.key, part: 'part' }), {
        ...{ measure, figure: cell },
      })
      continue
    }
    const rate = cell as { part: number; whole: number }
    for (const part of ['part', 'whole'] as const) {
      const opened = behind(ready, { group, measure: measure.key, part })
      await openOne(where, opened, { measure: measure[part], figure: rate[part] })
    }
  }
}

async function openOne(
  where: At,
  opened: ViewDefinition,
  of: { measure: Part | Exclude<Measure, { is: 'rate' }>; figure: Cell },
): Promise<void> {
  groupsOpened++
  const { measure, figure } = of
  const said = JSON.stringify([measure, opened])
  if (measure.is === 'count' || measure.is === 'distinct') {
    const { count } = await sizeOfView(where.tx, asked(where, opened))
    expect(count, said).toBe(figure)
    return
  }
  const { rows } = await runView(where.tx, asked(where, opened), { limit: WHOLE })
  const place = opened.columns.indexOf(measure.column)
  const values = rows.map((row) => row[place]!)
  if (measure.is === 'sum') {
    expect(values.reduce<number>((sum, value) => sum + ((value as number | null) ?? 0), 0)).toBe(
      figure,
    )
  } else {
    expect(values[0] ?? null, said).toEqual(figure)
  }
}

/** Texts are in the order of the database's language, which is not looked at here. */
function expectInOrder(view: ViewDefinition, answer: Cell[][], said: string): void {
  const [first] = view.sort
  if (first === undefined) return
  const names = view.group
    ? [...view.group.by.map(({ column }) => column), ...view.group.measures.map(({ key }) => key)]
    : view.columns
  const place = names.indexOf(first.by)
  if (place < 0) return
  const values = answer.map((row) => row[place]!)
  const known = values.filter((value) => typeof value === 'number') as number[]
  if (known.length === 0) return
  const sign = first.direction === 'asc' ? 1 : -1
  expect(known, said).toEqual(known.toSorted((a, b) => sign * (a - b)))
  expect(
    values.slice(known.length).every((value) => value === null),
    said,
  ).toBe(true)
}

function asked({ workspaceId }: At, definition: ViewDefinition) {
  return { workspaceId, now: NOW, given: {}, hidden: NOTHING, definition }
}

/** A row as one text: times as the oracle has them, references by their ids. */
function text(cells: readonly unknown[]): string {
  return JSON.stringify(
    cells.map((cell) => {
      if (typeof cell === 'string' && /^\d{4}-\d\d-\d\dT/.test(cell)) return Date.parse(cell)
      if (typeof cell === 'object' && cell !== null && 'name' in cell)
        return (cell as { name: string; id: Value }).id
      return cell
    }),
  )
}
