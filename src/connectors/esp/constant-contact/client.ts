/** What is common to all requests: the address, and the link to the next page. */
import {
  asObject,
  type JsonObject,
  readJson,
  unreadable,
  type Vendor,
  type VendorAnswer,
  type VendorRequest,
} from '../../sdk/index.ts'
import { settingsOf } from './settings.ts'

export const TITLE = 'Constant Contact'
export const PAGE_LIMIT = 500

const VENDOR_ORIGIN = 'https://api.cc.email'
const VENDOR_BASE_PATH = '/v3'
const LINK_LENGTH_MAX = 8_000

/** path begins with a slash and is relative to the API address. */
export async function getJson(
  vendor: Vendor,
  path: string,
  query?: VendorRequest['query'],
): Promise<unknown> {
  const url = settingsOf(vendor.settings).apiUrl + path
  const answer = await vendor.http.request({ method: 'GET', url, ...(query ? { query } : {}) })
  return answer.json()
}

/** Writes; isSafe: twice is as good as once. */
export async function putJson(
  vendor: Vendor,
  path: string,
  ask: { json: unknown; isSafe: boolean },
): Promise<void> {
  await write(vendor, 'PUT', path, ask)
}

/** The same with any verb; answers what the vendor says to it. */
export function write(
  vendor: Vendor,
  method: Exclude<VendorRequest['method'], 'GET'>,
  path: string,
  ask: { json?: unknown; isSafe: boolean },
): Promise<VendorAnswer> {
  return vendor.http.request({ method, url: settingsOf(vendor.settings).apiUrl + path, ...ask })
}

/** Deletes; twice is as good as once. */
export async function deletePath(vendor: Vendor, path: string): Promise<void> {
  const url = settingsOf(vendor.settings).apiUrl + path
  await vendor.http.request({ method: 'DELETE', url, isSafe: true })
}

/** Asks for something new and answers what came of it; isSafe: twice is as good as once. */
export async function postJson(
  vendor: Vendor,
  path: string,
  ask: { json: unknown; isSafe: boolean },
): Promise<unknown> {
  const url = settingsOf(vendor.settings).apiUrl + path
  return (await vendor.http.request({ method: 'POST', url, ...ask })).json()
}

export interface LinkedPage {
  bytes: Uint8Array
  body: JsonObject
  next: string | null
}

/**
 * One page of a collection. cursor null asks for the first with query; otherwise the cursor is the
 * query of the vendor's own next link, followed as it was given: the vendor keeps limit and filters
 * in it, and documents no other way.
 */
export async function getPage(
  vendor: Vendor,
  path: string,
  from: { query: Record<string, string | number | undefined>; cursor: string | null },
): Promise<LinkedPage> {
  const { apiUrl } = settingsOf(vendor.settings)
  const { query, cursor } = from
  const answer = await vendor.http.request(
    cursor === null
      ? { method: 'GET', url: apiUrl + path, query }
      : { method: 'GET', url: `${apiUrl}${path}?${new URLSearchParams(cursor)}` },
  )
  const body = asObject(answer.json())
  if (!body) throw unreadable(TITLE, 'It is no page.')
  return { bytes: answer.body, body, next: nextCursor(body, { apiUrl, path, used: cursor }) }
}

/**
 * The cursor of the next page from _links.next.href, null at the end. Throws Failure('unreadable')
 * for a link that leads anywhere but on through the same collection.
 */
export function nextCursor(
  body: JsonObject,
  asked: { apiUrl: string; path: string; used: string | null },
): string | null {
  const links = body['_links'] ?? null
  const next = links === null ? null : (asObject(links)?.['next'] ?? null)
  const href = next === null ? null : (asObject(next)?.['href'] ?? null)
  if (href === null || href === '') {
    if (links !== null && !asObject(links)) throw unreadable(TITLE, 'Its links are no links.')
    if (next !== null && !asObject(next)) throw unreadable(TITLE, 'Its next link is no link.')
    return null
  }
  if (
    typeof href !== 'string'
    || href.length > LINK_LENGTH_MAX
    || !URL.canParse(href, asked.apiUrl)
  ) {
    throw unreadable(TITLE, 'The address of its next page is no address.')
  }
  const url = new URL(href, asked.apiUrl)
  const base = new URL(asked.apiUrl)
  const origins = [base.origin, VENDOR_ORIGIN]
  const paths = [base.pathname + asked.path, VENDOR_BASE_PATH + asked.path]
  if (!origins.includes(url.origin) || !paths.includes(url.pathname)) {
    throw unreadable(TITLE, 'Its next page leads to another place than the one that was read.')
  }
  const cursor = url.searchParams.get('cursor')
  if (!cursor) throw unreadable(TITLE, 'The address of its next page carries no cursor.')
  if (asked.used !== null && new URLSearchParams(asked.used).get('cursor') === cursor) {
    throw unreadable(TITLE, 'The next page points to itself.')
  }
  return url.searchParams.toString()
}

/** The array a stored or fresh page holds under name; Failure('unreadable') where there is none. */
export function arrayOf(body: unknown, name: string): unknown[] {
  const list = asObject(body)?.[name]
  if (!Array.isArray(list)) throw unreadable(TITLE, `It has no field ${name}.`)
  return list
}

export function parsed(bytes: Uint8Array): unknown {
  return readJson(TITLE, bytes)
}

/** An id as part of a path. The vendor's ids are UUIDs; none may reshape the address. */
export function pathId(id: string): string {
  if (!/^[\w-]{1,100}$/.test(id)) throw unreadable(TITLE, 'An id it gave cannot be an id.')
  return id
}
