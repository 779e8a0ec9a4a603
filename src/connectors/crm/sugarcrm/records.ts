/** Records of a module: how they are asked for, page by page, and how an answer holds them. */
import {
  asObject,
  type JsonObject,
  type RawPage,
  readJson,
  unreadable,
  type Vendor,
  type VendorAnswer,
  walkPages,
} from '../../sdk/index.ts'
import { call, objectOf, TITLE } from './client.ts'
import { isId, momentIn, momentOf, safeId } from './values.ts'

/** Records of a page, and ids of one question. */
export const PAGE_ROWS = 200

export interface Listing {
  module: string
  fields: readonly string[]
  /** Conditions besides the place; all must hold. */
  where?: readonly JsonObject[]
  /** The deleted among the others. */
  withDeleted?: boolean
  /** How many make a page, where they need not be PAGE_ROWS. */
  rows?: number
}

/**
 * One page by id: all records, as they are, each once. cursor: the last id of the page before. A
 * place that is counted would move while records come and go; this one does not.
 */
export async function pageById(
  vendor: Vendor,
  listing: Listing,
  cursor: string | null,
): Promise<RawPage> {
  const behind = cursor === null ? [] : [{ id: { $gt: safeId(cursor) } }]
  const answer = await find(vendor, listing, { conditions: behind, order: 'id:ASC' })
  return { body: answer.body, next: nextPlace(answer, cursor, ({ id }) => (isId(id) ? id : null)) }
}

/** The same of what is at the other end of a link; its filter can be asked for by GET alone. */
export async function pageOfLink(
  vendor: Vendor,
  { path, fields }: { path: string; fields: readonly string[] },
  cursor: string | null,
): Promise<RawPage> {
  const behind = cursor !== null && { filter: JSON.stringify([{ id: { $gt: safeId(cursor) } }]) }
  const query = { fields: fields.join(','), order_by: 'id:ASC', max_num: PAGE_ROWS, ...behind }
  const answer = await call(vendor, { method: 'GET', path, query })
  return { body: answer.body, next: nextPlace(answer, cursor, ({ id }) => (isId(id) ? id : null)) }
}

/**
 * One page by change, oldest first, from a moment on. cursor: change and id of the last record of
 * the page before, so that records of one second are told apart. A record that changes meanwhile
 * moves behind the place and is told again.
 */
export async function pageByChange(
  vendor: Vendor,
  listing: Listing,
  { since, cursor }: { since: number; cursor: string | null },
): Promise<RawPage> {
  const [from, id] = cursor === null ? [since, null] : placeIn(cursor)
  const at = momentOf(from)
  const conditions: JsonObject[] = [{ date_modified: { $gte: at } }]
  if (id !== null) {
    conditions.push({ $or: [{ date_modified: { $gt: at } }, { id: { $gt: id } }] })
  }
  const answer = await find(vendor, listing, { conditions, order: 'date_modified:ASC,id:ASC' })
  const isBefore = (record: unknown) => {
    const changed = momentIn(asObject(record)?.['date_modified'])
    return changed !== null && changed < Math.floor(from / 1000) * 1000
  }
  if (recordsOf(answer).some(isBefore)) throw passedOver()
  return { body: answer.body, next: nextPlace(answer, cursor, changeOf) }
}

/** The records of a stored or fresh page; Failure('unreadable') where it is none. Pure. */
export function recordsIn(bytes: Uint8Array): unknown[] {
  return listIn(objectOf(readJson(TITLE, bytes)))
}

/** What of these SugarCRM has, by their ids; the deleted among them where they are asked for. */
export async function recordsById(
  vendor: Vendor,
  listing: Listing,
  ids: Iterable<string>,
): Promise<Map<string, JsonObject>> {
  const found = new Map<string, JsonObject>()
  const asked = [...new Set(ids)].filter(isId)
  for (let from = 0; from < asked.length; from += PAGE_ROWS) {
    const batch = new Set(asked.slice(from, from + PAGE_ROWS))
    const where = [{ id: { $in: [...batch] } }]
    const pages = walkPages(TITLE, (at) => pageById(vendor, { ...listing, where }, at), PAGE_ROWS)
    for await (const { body } of pages) {
      for (const told of recordsIn(body)) {
        const record = asObject(told) ?? {}
        if (!isId(record['id']) || !batch.has(record['id'])) throw passedOver()
        found.set(record['id'], record)
      }
    }
  }
  return found
}

/**
 * SugarCRM passes over a condition that it cannot apply, without a word, and finds everything: what
 * it found is held against what was asked.
 */
export function passedOver() {
  return unreadable(TITLE, 'It found what was not asked for: it passed over a condition.')
}

function find(
  vendor: Vendor,
  { module, fields, where = [], withDeleted = false, rows = PAGE_ROWS }: Listing,
  { conditions, order }: { conditions: readonly JsonObject[]; order: string },
): Promise<VendorAnswer> {
  return call(vendor, {
    method: 'POST',
    path: `${module}/filter`,
    json: {
      filter: [...where, ...conditions],
      fields: fields.join(','),
      order_by: order,
      max_num: rows,
      ...(withDeleted && { deleted: true }),
    },
  })
}

/** Behind the last record that says where it stands: one that does not is told again. */
export function nextPlace(
  answer: VendorAnswer,
  cursor: string | null,
  placeOf: (record: JsonObject) => string | null,
): string | null {
  const records = recordsOf(answer)
  const next = objectOf(answer.json())['next_offset']
  if (!Number.isSafeInteger(next)) throw unreadable(TITLE, 'It does not say whether this is all.')
  if ((next as number) < 0) return null
  const places = records.flatMap((record) => placeOf(asObject(record) ?? {}) ?? [])
  const place = places.at(-1)
  if (place !== undefined && place !== cursor) return place
  throw unreadable(TITLE, 'Its records do not say where the next page begins.')
}

export function recordsOf(answer: VendorAnswer): unknown[] {
  return listIn(objectOf(answer.json()))
}

function listIn(page: JsonObject): unknown[] {
  const records = page['records']
  if (!Array.isArray(records)) throw unreadable(TITLE, 'It has no records.')
  return records
}

function changeOf({ id, date_modified: changed }: JsonObject): string | null {
  const at = momentIn(changed)
  return isId(id) && at !== null ? `${momentOf(at)} ${id}` : null
}

function placeIn(cursor: string): [number, string] {
  const [, at = '', id] = /^(\S+) (\S+)$/.exec(cursor) ?? []
  const moment = momentIn(at)
  if (moment === null) throw unreadable(TITLE, 'A cursor is none.')
  return [moment, safeId(id)]
}
