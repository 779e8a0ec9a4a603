import {
  advanceOf,
  type JsonObject,
  PAGES_MAX,
  type RawPage,
  unreadable,
  type Vendor,
} from '../../sdk/index.ts'
import { askGrids, gridsIn, TITLE } from './client.ts'
import type { GridAsk } from './document.ts'
import { textIn } from './values.ts'

/** "At most 1,000 rows" of a grid (article 360033049251). */
export const PAGE_ROWS = 1000

/** Grids that are walked one after the other, under the same conditions. */
export interface Walk {
  types: readonly string[]
  where?: GridAsk['where']
  fields: readonly string[]
  /** Rows are found by their number alone, so new ones should stand at the end. */
  sort: string
}

/**
 * One page of a walk. The same request asks how many rows each grid has: that is the total, and it
 * tells where the end is. cursor: null, or the next of an earlier page.
 */
export async function walkPage(
  vendor: Vendor,
  { types, where = [], fields, sort }: Walk,
  cursor: string | null,
): Promise<RawPage> {
  const { at, from, tail: before } = readCursor(cursor, types.length)
  const page = { sort, from, rows: PAGE_ROWS }
  const body = await askGrids(vendor, [
    ...types.map((type) => ({ type, where, fields: ['Count'] })),
    { type: types[at]!, where, fields, page },
  ])
  const grids = gridsIn(body)
  const counts = types.map(
    (type) => grids.find((one) => one.type === type && one.count !== null)?.count ?? null,
  )
  const rows = grids.flatMap((grid) => grid.rows)
  if (rows.some((row) => !isAsked(row, where))) {
    throw unreadable(TITLE, 'It has rows of something else than was asked for.')
  }
  const { by: read, tail } = advanceOf(rows, before)
  const next = nextOf({ counts, at, from, read, tail })
  if (counts.includes(null)) return { body, next }
  return { body, next, total: counts.reduce<number>((sum, count) => sum + count!, 0) }
}

/**
 * A row that says of what it is must be of what was asked about, as another question's is not.
 * "The comparison of string values in a grid request is not case sensitive" (article 360032692272).
 */
function isAsked(row: JsonObject, where: NonNullable<Walk['where']>): boolean {
  return where.every(([field, comparator, value]) => {
    const told = textIn(row, field)
    if (comparator !== 'EQ' || told === '') return true
    return told.toLowerCase() === value.trim().toLowerCase()
  })
}

/** The rows of a stored or fresh page. Pure. */
export function rowsOf(body: Uint8Array): JsonObject[] {
  return gridsIn(body).flatMap(({ rows }) => rows)
}

/** All rows of a walk, page by page, for what is read at once and not stored. */
export async function* everyRow(vendor: Vendor, walk: Walk): AsyncIterable<JsonObject[]> {
  let cursor: string | null = null
  for (let count = 0; count < PAGES_MAX; count++) {
    const page: RawPage = await walkPage(vendor, walk, cursor)
    yield rowsOf(page.body)
    cursor = page.next
    if (cursor === null) return
  }
  throw unreadable(TITLE, `Its grid ${walk.types[0]} has no end.`)
}

interface Place {
  counts: readonly (number | null)[]
  /** The number of the grid, from 0, and of its first row, from 1. */
  at: number
  from: number
  read: number
  /** How the page ends: what the next one may repeat. */
  tail: string
}

/**
 * A page may be shorter than was asked for, so the count decides. Without one only a page without
 * rows is the end: what stands behind a short page of unsubscribed people cannot be lost.
 */
function nextOf({ counts, at, from, read, tail }: Place): string | null {
  const count = counts[at] ?? null
  if (count !== null && read === 0 && from <= count) {
    throw unreadable(TITLE, `It tells of ${count} rows and gives none from the ${from}th on.`)
  }
  const isLast = count === null ? read === 0 : from + read > count
  if (!isLast) return `${at}:${from + read}:${tail}`
  const after = counts.findIndex((one, place) => place > at && one !== 0)
  return after < 0 ? null : `${after}:1`
}

function readCursor(cursor: string | null, grids: number) {
  if (cursor === null) return { at: 0, from: 1, tail: '' }
  const [, at, from, tail = ''] = /^(\d):([1-9]\d{0,9})(?::([0-9a-f]*))?$/.exec(cursor) ?? []
  if (from === undefined || Number(at) >= grids) {
    throw unreadable(TITLE, 'A cursor of its is none.')
  }
  return { at: Number(at), from: Number(from), tail }
}
