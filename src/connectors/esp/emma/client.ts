/** What is common to all requests: the account's address, and the pages that are cut by rows. */
import {
  advanceOf,
  asObject,
  type JsonObject,
  PAGES_MAX,
  type RawPage,
  readJson,
  unreadable,
  type Vendor,
  type VendorAnswer,
  type VendorRequest,
  walkPages,
} from '../../sdk/index.ts'
import { settingsOf } from './settings.ts'

export const TITLE = 'Emma'
/** API pages, "Paging": a page has 500 rows at most. */
export const PAGE_ROWS = 500

type Query = VendorRequest['query']

/** path begins with a slash, below the account. */
export async function getJson(vendor: Vendor, path: string, query?: Query): Promise<unknown> {
  return (await get(vendor, path, query)).json()
}

/**
 * Sends what may be sent twice without harm, unless told otherwise. What a PUT answers is not
 * documented, so the answer is not looked into here.
 */
export function send(
  vendor: Vendor,
  ask: { method: 'POST' | 'PUT' | 'DELETE'; path: string; json?: JsonObject; isSafe?: boolean },
): Promise<VendorAnswer> {
  const { method, path, json = {}, isSafe = true } = ask
  return vendor.http.request({ method, url: urlOf(vendor, path), json, isSafe })
}

/** One page, as it came, with its rows. */
export interface RowsPage extends RawPage {
  rows: unknown[]
}

/**
 * One page of a listing. How many rows there are is asked before the first page and kept in the
 * cursors of the others; of none, no page is asked for. A page may hold fewer rows than were asked
 * for, and whether the row "end" names belongs to it is not documented: the next page begins behind
 * the rows that came.
 */
export async function getPage(
  vendor: Vendor,
  path: string,
  ask: { query?: Query; cursor: string | null },
): Promise<RowsPage> {
  const { query, cursor } = ask
  const {
    start,
    total,
    tail: before,
  } = cursor === null
    ? { start: 0, total: await countOf(vendor, path, query), tail: '' }
    : placeOf(cursor)
  if (total === 0) return { body: NO_ROWS, rows: [], next: null, total }
  const answer = await get(vendor, path, { ...query, start, end: start + PAGE_ROWS })
  const rows = arrayOf(answer.json())
  if (rows.length === 0) {
    throw unreadable(TITLE, `It tells of ${total} rows and gives none from the ${start + 1}th on.`)
  }
  const { by, tail } = advanceOf(rows, before)
  const end = start + by
  return { body: answer.body, rows, next: end < total ? `${end}/${total}/${tail}` : null, total }
}

/** Page by page to the end of a listing. */
export function allPages(vendor: Vendor, path: string, query?: Query): AsyncIterable<RowsPage> {
  const page = (cursor: string | null) => getPage(vendor, path, { ...(query && { query }), cursor })
  return walkPages(TITLE, page, PAGES_MAX)
}

const NO_ROWS = new TextEncoder().encode('[]')

/** API pages, "Paging": count=true answers a bare whole number. */
async function countOf(vendor: Vendor, path: string, query?: Query): Promise<number> {
  const told = await getJson(vendor, path, { ...query, count: 'true' })
  if (Number.isSafeInteger(told) && (told as number) >= 0) return told as number
  throw unreadable(TITLE, 'It was asked for a number of rows, and it is none.')
}

function placeOf(cursor: string) {
  const [, start, total, tail = ''] = /^(\d{1,9})\/(\d{1,9})(?:\/([0-9a-f]*))?$/.exec(cursor) ?? []
  if (start === undefined) throw unreadable(TITLE, 'A cursor of its is none.')
  return { start: Number(start), total: Number(total), tail }
}

/** The rows of a stored page; Failure('unreadable') where it is none. */
export function rowsIn(bytes: Uint8Array): unknown[] {
  return arrayOf(readJson(TITLE, bytes))
}

export function arrayOf(body: unknown): unknown[] {
  if (!Array.isArray(body)) throw unreadable(TITLE, 'It is no array.')
  return body
}

export function objectOf(body: unknown): JsonObject {
  const object = asObject(body)
  if (!object) throw unreadable(TITLE, 'It is no object.')
  return object
}

/** Ids are whole numbers there (exact ones), and text here; null for anything else. */
export function idOf(value: unknown): string | null {
  const text = typeof value === 'number' ? String(value) : value
  return typeof text === 'string' && /^\d{1,15}$/.test(text) ? text : null
}

/** An id as part of a path. None may reshape the address. */
export function pathId(id: string): string {
  if (idOf(id) === null) throw unreadable(TITLE, 'An id it gave cannot be an id.')
  return id
}

/** path begins with a slash, below the account. */
export function get(vendor: Vendor, path: string, query?: Query): Promise<VendorAnswer> {
  const url = urlOf(vendor, path)
  return vendor.http.request({ method: 'GET', url, ...(query ? { query } : {}) })
}

function urlOf(vendor: Vendor, path: string): string {
  const { apiUrl, accountId } = settingsOf(vendor.settings)
  return `${apiUrl}/${accountId}${path}`
}
