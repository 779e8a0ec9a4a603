/** Rows of an object: how they are asked for, page by page, and how an answer holds them. */
import {
  asObject,
  type JsonObject,
  type RawPage,
  unreadable,
  type Vendor,
  type XmlElement,
} from '../../sdk/index.ts'
import { post, resultOf, TITLE, withoutToken } from './client.ts'
import { isKey, isMoment, literal, safeKey } from './values.ts'

/** Rows of one answer: what netFORUM gives at most is not told, so little is asked for. */
export const PAGE_ROWS = 500

const GET_QUERY = 'GetQuery'

export interface Query {
  object: string
  columns: readonly string[]
  /** Of its columns, the one that is its key. */
  key: string
  /** Conditions in SQL, all of which must hold. */
  where?: readonly string[]
}

/**
 * One page by key: all rows, as they are, each once. Keys stand in the database's own order, which
 * is not that of texts: the place is that of the last row of the answer, and no other. GetQuery has
 * no pages, and may give less than it is asked for: only a page without a row is the last.
 */
export async function pageByKey(
  vendor: Vendor,
  query: Query,
  cursor: string | null,
): Promise<RawPage> {
  const { key } = query
  const behind = cursor === null ? [] : [`${key} > ${literal(safeKey(cursor))}`]
  const body = await askRows(vendor, query, { conditions: behind, order: key })
  const placeOf = (row: JsonObject) => (isKey(row[key]) ? row[key] : null)
  return { body, next: nextPlace(rowsIn(body), placeOf, cursor) }
}

/**
 * One page by the date of a change, oldest first, from a moment on. cursor: date and key of the
 * last row of the page before, so that rows of one moment are told apart. A row that changes
 * meanwhile moves behind the place and is told again.
 */
export async function pageByChange(
  vendor: Vendor,
  { column, since, ...query }: Query & { column: string; since: string },
  cursor: string | null,
): Promise<RawPage> {
  const { key } = query
  const from = cursor === null ? `${column} >= ${literal(since)}` : behindPlace(cursor)
  const order = `${column}, ${key}`
  const body = await askRows(vendor, query, { conditions: [from], order })
  const placeOf = ({ [column]: at, [key]: one }: JsonObject) =>
    isMoment(at) && isKey(one) ? `${at} ${one}` : null
  return { body, next: nextPlace(rowsIn(body), placeOf, cursor) }

  function behindPlace(place: string): string {
    const [at, one] = place.split(' ')
    if (!isMoment(at)) throw unreadable(TITLE, 'A cursor is none.')
    const last = `(${column} = ${literal(at)} and ${key} > ${literal(safeKey(one))})`
    return `(${column} > ${literal(at)} or ${last})`
  }
}

/** All rows that fit, of a few; Failure('unreadable') where they are more than asked for. */
export async function rowsOf(vendor: Vendor, query: Query, max: number): Promise<JsonObject[]> {
  const ask = { conditions: [], order: query.key, top: max + 1 }
  const rows = rowsIn(await askRows(vendor, query, ask))
  if (rows.length > max) throw unreadable(TITLE, `It has more than ${max} rows.`)
  return rows
}

export interface RowsAsk {
  conditions: readonly string[]
  order: string
  top?: number
}

/** The answer as it may be kept. */
export async function askRows(
  vendor: Vendor,
  { object, columns, where = [] }: Query,
  { conditions, order, top = PAGE_ROWS }: RowsAsk,
): Promise<Uint8Array> {
  const body = await post(vendor, {
    operation: GET_QUERY,
    parameters: {
      szObjectName: `${object} @TOP ${top}`,
      szColumnList: columns.join(','),
      szWhereClause: [...where, ...conditions].join(' and '),
      szOrderBy: order,
    },
  })
  return withoutToken(body)
}

/** The rows of a stored or fresh page; Failure('unreadable') where it is none. Pure. */
export function rowsIn(body: Uint8Array): JsonObject[] {
  return rowsOfResult(resultOf(GET_QUERY, body))
}

/** Rows below the one element of a result, whatever it is called; each as texts by its columns. */
export function rowsOfResult(result: XmlElement): JsonObject[] {
  const [table] = result.children
  if (!table) throw unreadable(TITLE, 'It has no rows, and does not say that there are none.')
  const { recordReturn: told } = table.attributes
  // Missing rows are no end of a walk.
  if (told !== undefined && Number(told) > table.children.length) {
    throw unreadable(TITLE, `It tells of ${Number(told)} rows and gives ${table.children.length}.`)
  }
  return table.children.map(rowOf)
}

export function rowOf(element: XmlElement): JsonObject {
  return Object.fromEntries(element.children.map(({ name, text }) => [name, text.trim()]))
}

/** Behind the last row that says where it stands: one that does not is told again. */
function nextPlace(
  rows: readonly JsonObject[],
  placeOf: (row: JsonObject) => string | null,
  cursor: string | null,
): string | null {
  if (rows.length === 0) return null
  for (const row of rows.toReversed()) {
    const place = placeOf(asObject(row) ?? {})
    if (place !== null && place !== cursor) return place
  }
  throw unreadable(TITLE, 'Its rows do not say where the next page begins.')
}
