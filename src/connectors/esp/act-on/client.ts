/** What is common to all requests: the address, and the pages that are counted by offset. */
import {
  advanceOf,
  asObject,
  type JsonObject,
  type RawPage,
  readJson,
  unreadable,
  type Vendor,
  type VendorRequest,
} from '../../sdk/index.ts'
import { settingsOf } from './settings.ts'

export const TITLE = 'Act-On'
/** API reference: "Maximum=1000" of every list and report. */
export const PAGE_ROWS = 1000

/** path begins with a slash, below /api/1. */
export async function getJson(
  vendor: Vendor,
  path: string,
  query?: VendorRequest['query'],
): Promise<JsonObject> {
  return objectOf((await get(vendor, path, query)).json())
}

/** An answer that is an array, and has no pages. */
export async function getArray(vendor: Vendor, path: string): Promise<unknown[]> {
  const told = (await get(vendor, path)).json()
  if (!Array.isArray(told)) throw unreadable(TITLE, 'It is no array.')
  return told
}

/** One page, as it came, from an offset on; rows: the name of the array it carries them in. */
export interface OffsetPage extends RawPage {
  answer: JsonObject
  rows: unknown[]
  /** The offset the next page begins at; null at the end. */
  nextOffset: number | null
}

export async function getPage(
  vendor: Vendor,
  path: string,
  ask: {
    query?: VendorRequest['query']
    offset: number
    /** How the page before ended, where it is known. */
    tail?: string
    rows: string
    rowsMax?: number
  },
): Promise<OffsetPage> {
  const { offset, rowsMax = PAGE_ROWS } = ask
  const answer = await get(vendor, path, { ...ask.query, count: rowsMax, offset })
  const body = objectOf(answer.json())
  const rows = arrayOf(body, ask.rows)
  const total = totalOf(body)
  if (typeof body['offset'] === 'number' && body['offset'] !== offset) {
    throw unreadable(TITLE, 'It is another page than the one that was asked for.')
  }
  if (rows.length === 0 && total !== null && offset < total) {
    throw unreadable(TITLE, `It tells of ${total} rows and gives none from the ${offset + 1}th on.`)
  }
  const { by, tail } = advanceOf(rows, ask.tail)
  const end = offset + by
  // Where no total says it, only a page without rows is the end: one may be shorter than was asked
  // for, and what stands behind it on a list of opt-outs cannot be lost.
  const isLast = rows.length === 0 || (total !== null && end >= total)
  const nextOffset = isLast ? null : end
  return {
    body: answer.body,
    answer: body,
    rows,
    nextOffset,
    next: nextOffset === null ? null : `${nextOffset} ${tail}`,
    ...(total !== null && { total }),
  }
}

/** Puts one address into a file of one column and sends it; twice is as good as once. */
export async function upload(vendor: Vendor, path: string, address: string): Promise<void> {
  await uploadForm(vendor, { method: 'PUT', path, fields: {}, file: `${address}\n`, isSafe: true })
}

/** A form of several parts, one of them a file of comma-separated values. */
export interface UploadForm {
  method: 'POST' | 'PUT'
  path: string
  fields: Readonly<Record<string, string>>
  file: string
  isSafe: boolean
}

export async function uploadForm(
  vendor: Vendor,
  { method, path, fields, file: text, isSafe }: UploadForm,
): Promise<JsonObject> {
  const file = new File([text], 'addresses.csv', { type: 'text/csv' })
  const url = addressOf(vendor, path)
  const parts = { ...fields, file }
  return objectOf((await vendor.http.request({ method, url, parts, isSafe })).json())
}

/** Fields of a form; twice is as good as once. */
export async function putForm(
  vendor: Vendor,
  path: string,
  fields: Readonly<Record<string, string>>,
): Promise<void> {
  await sendForm(vendor, path, { method: 'PUT', fields, isSafe: true })
}

/** Fields of a form that makes something; never sent again by itself. */
export async function postForm(
  vendor: Vendor,
  path: string,
  fields: Readonly<Record<string, string>>,
): Promise<JsonObject> {
  return objectOf((await sendForm(vendor, path, { method: 'POST', fields, isSafe: false })).json())
}

function sendForm(
  vendor: Vendor,
  path: string,
  ask: { method: 'POST' | 'PUT'; fields: Readonly<Record<string, string>>; isSafe: boolean },
) {
  const { fields, ...how } = ask
  const type = 'application/x-www-form-urlencoded'
  const text = { type, body: new URLSearchParams(fields).toString() }
  return vendor.http.request({ ...how, url: addressOf(vendor, path), text })
}

/** Changes what is there; twice is as good as once. */
export async function putJson(vendor: Vendor, path: string, json: unknown): Promise<void> {
  const url = addressOf(vendor, path)
  await vendor.http.request({ method: 'PUT', url, json, isSafe: true })
}

/** Deletes; twice is as good as once. */
export async function deleteJson(
  vendor: Vendor,
  path: string,
  query: VendorRequest['query'] = {},
): Promise<void> {
  const url = addressOf(vendor, path)
  await vendor.http.request({ method: 'DELETE', url, query, isSafe: true })
}

/** A cursor of OffsetPage.next; null is the first page. Failure('unreadable') for anything else. */
export function placeOf(cursor: string | null): { offset: number; tail: string } {
  if (cursor === null) return { offset: 0, tail: '' }
  const [offset = '', tail = ''] = cursor.split(' ')
  return { offset: offsetOf(offset), tail }
}

/** An offset in a cursor. Failure('unreadable') for anything else. */
export function offsetOf(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw unreadable(TITLE, 'A cursor of its is none.')
  return Number(text)
}

/** How many rows there are; null where the vendor does not say, as with -1. */
function totalOf(body: JsonObject): number | null {
  const told = body['totalCount']
  return Number.isSafeInteger(told) && (told as number) >= 0 ? (told as number) : null
}

/** The array a stored or fresh page holds under name; Failure('unreadable') where there is none. */
export function arrayOf(body: unknown, name: string): unknown[] {
  const list = asObject(body)?.[name]
  if (!Array.isArray(list)) throw unreadable(TITLE, `It has no field ${name}.`)
  return list
}

export function parsed(bytes: Uint8Array): JsonObject {
  return objectOf(readJson(TITLE, bytes))
}

/** An id as part of a path ("s-0001-2409", "l-0001"). None may reshape the address. */
export function pathId(id: string): string {
  if (!/^[\w-]{1,100}$/.test(id)) throw unreadable(TITLE, 'An id it gave cannot be an id.')
  return id
}

function get(vendor: Vendor, path: string, query?: VendorRequest['query']) {
  const url = addressOf(vendor, path)
  return vendor.http.request({ method: 'GET', url, ...(query ? { query } : {}) })
}

function addressOf(vendor: Vendor, path: string): string {
  return `${settingsOf(vendor.settings).apiUrl}/api/1${path}`
}

function objectOf(body: unknown): JsonObject {
  const object = asObject(body)
  if (!object) throw unreadable(TITLE, 'It is no object.')
  return object
}
