/** What is common to all calls: the one address, what stands in an answer, and pages. */
import {
  asObject,
  cleanText,
  type JsonObject,
  parseXml,
  unreadable,
  type Vendor,
} from '../../sdk/index.ts'
import { SERVICE, settingsOf } from './settings.ts'
import { answerIn, methodCall, type RpcValue } from './xml-rpc.ts'

export const TITLE = 'HighRoad (Adestra)'

/**
 * Does one call; the answer as it came. What is asked this way may be done twice: it reads, or says
 * what holds then. Throws Failure.
 */
export async function post(
  vendor: Vendor,
  method: string,
  ...params: RpcValue[]
): Promise<Uint8Array> {
  return send(vendor, methodCall(method, params), { isSafe: true })
}

async function send(
  vendor: Vendor,
  body: string,
  { isSafe }: { isSafe: boolean },
): Promise<Uint8Array> {
  const answer = await vendor.http.request({
    method: 'POST',
    url: `${settingsOf(vendor.settings).apiUrl}${SERVICE}`,
    text: { type: 'text/xml; charset=utf-8', body },
    isSafe,
  })
  return answer.body
}

/** The same, read at once. */
export async function call(
  vendor: Vendor,
  method: string,
  ...params: RpcValue[]
): Promise<unknown> {
  return resultOf(await post(vendor, method, ...params))
}

/** A call that makes or sends something: it is never repeated by itself. Throws Failure. */
export async function callOnce(
  vendor: Vendor,
  method: string,
  ...params: RpcValue[]
): Promise<unknown> {
  return resultOf(await send(vendor, methodCall(method, params), { isSafe: false }))
}

/** What an answer holds, fresh or stored. Throws Failure('unreadable'). Pure. */
export function resultOf(body: Uint8Array): unknown {
  return answerIn(TITLE, parseXml(TITLE, body))
}

/** The rows of an answer; each is an object. */
export function rowsIn(result: unknown): JsonObject[] {
  return arrayIn(result).map((row) => {
    const object = asObject(row)
    if (!object) throw unreadable(TITLE, 'A row of its is none.')
    return object
  })
}

/** An answer that is nothing but ids. */
export function idsIn(result: unknown): string[] {
  return arrayIn(result).map((id) => {
    const text = idOf(id)
    if (text === null) throw unreadable(TITLE, 'An id it gave cannot be an id.')
    return text
  })
}

function arrayIn(result: unknown): unknown[] {
  if (!Array.isArray(result)) throw unreadable(TITLE, 'It is no array.')
  return result
}

/** Ids are whole numbers there, and text here; null for anything else. */
export function idOf(value: unknown): string | null {
  const text = typeof value === 'number' ? String(value) : value
  return typeof text === 'string' && /^[1-9]\d{0,8}$/.test(text) ? text : null
}

/** An id as a parameter. */
export function numberOf(id: string): number {
  if (idOf(id) === null) throw unreadable(TITLE, 'An id it gave cannot be an id.')
  return Number(id)
}

export function textIn(row: JsonObject, name: string): string {
  return cleanText(row[name]) ?? ''
}

/** Which page is asked for, from 1, and the first row of the page before; null: there is none. */
export interface Place {
  page: number
  before: string | null
}

export function placeOf(cursor: string | null): Place {
  if (cursor === null) return { page: 1, before: null }
  const [, page, before] = /^([1-9]\d{0,8}) ([1-9]\d{0,8})$/.exec(cursor) ?? []
  if (page === undefined) throw unreadable(TITLE, 'A cursor of its is none.')
  return { page: Number(page), before: before! }
}

/**
 * The cursor behind a page. How many rows there are is not told, and a page may be cut: the end is
 * a page without any. One that begins as the page before did is Failure('unreadable').
 */
export function cursorAfter({ page, before }: Place, rows: readonly JsonObject[]): string | null {
  if (rows.length === 0) return null
  const first = idOf(rows[0]!['id'])
  if (first === null) throw unreadable(TITLE, 'A row of its has no id.')
  if (first === before) throw unreadable(TITLE, 'It gives the same page again and again.')
  return `${page + 1} ${first}`
}
