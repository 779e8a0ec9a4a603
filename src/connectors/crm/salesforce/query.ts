/**
 * Questions in SOQL. Pages are asked for by where the one before ended, and not by the locator that
 * Salesforce gives: it forgets the older ones of a user's, and they die with time.
 */
import {
  asObject,
  type JsonObject,
  type RawPage,
  readJson,
  unreadable,
  type Vendor,
  walkPages,
} from '../../sdk/index.ts'
import { ask, objectOf } from './client.ts'
import { isId, literal, momentIn, momentOf, safeId, TITLE } from './values.ts'

export interface Listing {
  object: string
  fields: readonly string[]
  where?: string
  /** The deleted, and activities that were archived. */
  withDeleted?: boolean
  /** How many make a page, where they need not be PAGE_ROWS. */
  rows?: number
}

/** A receipt's worth; Salesforce gives up to 2,000, and fewer where they are wide. */
const PAGE_ROWS = 500

/** Pages of one list that is read at once: a bound, not a size. */
const PAGES_MAX = 200

/** Records in the order of their ids. cursor: null for the first page. */
export function pageById(
  vendor: Vendor,
  listing: Listing,
  cursor: string | null,
): Promise<RawPage> {
  const after = cursor === null ? [] : [`Id > ${literal(safeId(cursor))}`]
  return askPage(vendor, listing, {
    conditions: after,
    order: 'Id',
    placeOf: ({ Id }) => (isId(Id) ? Id : null),
    cursor,
  })
}

/** Records by the moment of their change; among those of one moment, by their ids. */
export function pageByChange(
  vendor: Vendor,
  listing: Listing,
  { since, cursor }: { since: number; cursor: string | null },
): Promise<RawPage> {
  const from = cursor === null ? null : placeIn(cursor)
  const condition = from
    ? `(SystemModstamp > ${from.at} OR (SystemModstamp = ${from.at} AND Id > ${literal(from.id)}))`
    : `SystemModstamp >= ${momentOf(since)}`
  return askPage(vendor, listing, {
    conditions: [condition],
    order: 'SystemModstamp, Id',
    placeOf: changeOf,
    cursor,
  })
}

/** All records of a listing that is known to be short. */
export async function recordsOf(vendor: Vendor, listing: Listing): Promise<JsonObject[]> {
  const all: JsonObject[] = []
  for await (const records of pagesOf(vendor, listing)) all.push(...records)
  return all
}

/** The same, page by page. */
export async function* pagesOf(vendor: Vendor, listing: Listing): AsyncGenerator<JsonObject[]> {
  const pages = walkPages(TITLE, (cursor) => pageById(vendor, listing, cursor), PAGES_MAX)
  for await (const { body } of pages) yield recordsIn(body).map(objectOf)
}

/** The records of a stored or fresh page; Failure('unreadable') where it is none. Pure. */
export function recordsIn(bytes: Uint8Array): unknown[] {
  return listIn(objectOf(readJson(TITLE, bytes)))
}

interface Walk {
  conditions: readonly string[]
  order: string
  /** Where a record stands in the order; null: it does not say. */
  placeOf(record: JsonObject): string | null
  cursor: string | null
}

async function askPage(vendor: Vendor, listing: Listing, walk: Walk): Promise<RawPage> {
  const { object, fields, where, withDeleted = false, rows = PAGE_ROWS } = listing
  const conditions = [...(where === undefined ? [] : [where]), ...walk.conditions]
  const q = [
    `SELECT ${fields.join(', ')} FROM ${object}`,
    ...(conditions.length === 0 ? [] : [`WHERE ${conditions.join(' AND ')}`]),
    `ORDER BY ${walk.order} LIMIT ${rows}`,
  ].join(' ')
  const path = withDeleted ? '/queryAll' : '/query'
  // The locator is another each time: without it the same records are the same bytes.
  const { nextRecordsUrl: _, ...page } = objectOf(await ask(vendor, { path, query: { q } }))
  const records = listIn(page)
  const isLast = page['done'] === true && records.length < rows
  return {
    body: new TextEncoder().encode(JSON.stringify(page)),
    next: isLast ? null : nextPlace(records, walk),
  }
}

/** Behind the last record that says where it stands: one that does not is told again. */
function nextPlace(records: readonly unknown[], { placeOf, cursor }: Walk): string {
  for (const record of records.toReversed()) {
    const place = placeOf(asObject(record) ?? {})
    if (place !== null && place !== cursor) return place
  }
  throw unreadable(TITLE, 'Its records do not say where the next page begins.')
}

function listIn(page: JsonObject): unknown[] {
  const records = page['records']
  if (!Array.isArray(records)) throw unreadable(TITLE, 'It has no records.')
  return records
}

function changeOf({ Id, SystemModstamp }: JsonObject): string | null {
  const at = momentIn(SystemModstamp)
  return isId(Id) && at !== null ? `${momentOf(at)} ${Id}` : null
}

function placeIn(cursor: string): { at: string; id: string } {
  const [at = '', id] = cursor.split(' ')
  if (momentIn(at) === null) throw unreadable(TITLE, 'A cursor is none.')
  return { at, id: safeId(id) }
}
