import { sql, type RawBuilder } from 'kysely'
import { byWorkers, withPatience } from '../lists/index.ts'
import { cancellable, type Tx } from '../platform/database/index.ts'
import { Refused } from '../platform/refused.ts'
import { cellsOf, columnsShown, type Cell, type ShownColumn } from './cells.ts'
import type { Reading } from './conditions.ts'
import { countOfGroups, orderOfGroups, pageOfGroups, totals } from './groups.ts'
import { cursorOf, placeIn, type Order } from './order.ts'
import { canCancel, forecast, notePace, type Part } from './pace.ts'
import { prepared, type Asked, type Prepared } from './prepare.ts'
import { countOfRows, orderOfRows, pageOfRows } from './rows.ts'

/** How long one statement of a view may take. */
const VIEW_MS_MAX = 30_000
/** Rows of a page that somebody waits for. */
const LOOKED_AT_ROWS_MAX = 200
const CANCELLED = 'It was cancelled.'
const NARROW =
  'Narrow the view: one campaign, a shorter time, or fewer columns to filter, group and sort by.'

export interface ViewPage {
  asOf: Date
  columns: ShownColumn[]
  rows: Cell[][]
  next: string | null
}

/**
 * A page of what a view finds: rows, or groups of them, in the view's order. The cursor knows how
 * many came before, so that the view's own limit holds over all pages. Refuses what the subject
 * does not have, and plainly what takes too long.
 */
export async function runView(
  tx: Tx,
  asked: Asked,
  page: { after?: string | undefined; limit: number },
): Promise<ViewPage> {
  const { view, reading } = await prepared(tx, asked)
  const orders = ordersOf({ view, reading })
  const place = page.after === undefined ? null : placeIn(page.after, orders)
  const seen = place?.seen ?? 0
  const left = view.limit === null ? page.limit : Math.min(page.limit, view.limit - seen)
  const asOf = new Date(reading.now)
  const columns = columnsShown(view, reading)
  if (left <= 0) return { asOf, columns, rows: [], next: null }
  const query = view.group === null ? pageOfRows : pageOfGroups
  const statement = query(view, reading, { after: place, limit: left + 1 })
  // A page of an export is another matter.
  const isLookedAt = page.after === undefined && page.limit <= LOOKED_AT_ROWS_MAX
  const part = isLookedAt ? 'page' : null
  const found = await answered<Found>(tx, asked, { statement, part })
  const shown = found.slice(0, left)
  const isWhole = found.length <= left || seen + left === view.limit
  const last = shown.at(-1)
  return {
    asOf,
    columns,
    rows: shown.map((row) => cellsOf(row, view, reading)),
    next:
      isWhole || last === undefined ? null : cursorOf({ seen: seen + left, values: last.place }),
  }
}

export interface ViewSize {
  asOf: Date
  /** Rows, or groups. */
  count: number
  /** Of groups: each measure over all rows; null of rows. */
  totals: Cell[] | null
}

/** How many rows or groups a view finds; of groups, its measures over all of them. */
export async function sizeOfView(tx: Tx, asked: Asked): Promise<ViewSize> {
  const { view, reading } = await prepared(tx, asked)
  const asOf = new Date(reading.now)
  const query = view.group === null ? countOfRows : countOfGroups
  const statement = query(view, reading)
  const [counted] = await answered<{ count: number }>(tx, asked, { statement, part: 'size' })
  if (view.group === null) return { asOf, count: counted!.count, totals: null }
  const whole = { statement: totals(view, reading), part: null }
  const [all] = await answered<Record<string, unknown>>(tx, asked, whole)
  const group = { by: [], measures: view.group.measures }
  return { asOf, count: counted!.count, totals: cellsOf(all!, { ...view, group }, reading) }
}

/** What a view answers, column by column, without running it; refuses as running it would. */
export async function columnsOfView(tx: Tx, asked: Asked): Promise<ShownColumn[]> {
  const { view, reading } = await prepared(tx, asked)
  return columnsShown(view, reading)
}

type Found = Record<string, unknown> & { place: (string | null)[] }

function ordersOf({ view, reading }: Prepared & { reading: Reading }): Order[] {
  if (view.group === null) return orderOfRows(view, reading)
  return orderOfGroups(view, view.group, reading)
}

interface Statement {
  statement: RawBuilder<unknown>
  /** What its time is remembered as; null: not at all. */
  part: Part | null
}

async function answered<Row>(tx: Tx, asked: Asked, { statement, part }: Statement): Promise<Row[]> {
  if (asked.signal?.aborted) throw new Refused(408, CANCELLED)
  const begun = performance.now()
  const work = () =>
    cancellable(tx, asked.signal, async () => (await sql<Row>`${statement}`.execute(tx)).rows)
  try {
    const rows = await withPatience(tx, VIEW_MS_MAX, () => byWorkers(tx, work), NARROW)
    const ms = performance.now() - begun
    if (part !== null) await notePace(tx, asked, { part, query: statement, ms })
    return rows
  } catch (error) {
    const isStopped = error instanceof Refused || (error as Error).name === 'AbortError'
    if (asked.signal?.aborted && isStopped) throw new Refused(408, CANCELLED, { cause: error })
    throw error
  }
}

/** How long the first page, or the count, will take, in ms; null where nobody knows. */
export async function forecastOfView(tx: Tx, asked: Asked, limit: number): Promise<number | null> {
  if (!canCancel(tx)) return null
  const { view, reading } = await prepared(tx, asked)
  const isRows = view.group === null
  const query = isRows ? pageOfRows : pageOfGroups
  const most = view.limit === null ? limit : Math.min(limit, view.limit)
  const page = query(view, reading, { after: null, limit: most + 1 })
  return forecast(tx, asked, { part: 'page', query: page })
}
