/** Records of a module: how they are asked for, page by page, and how an answer holds them. */
import {
  asObject,
  type JsonObject,
  type RawPage,
  readJson,
  unreadable,
  type Vendor,
} from '../../sdk/index.ts'
import { call, objectOf, TITLE } from './client.ts'
import { isId, literal, momentIn, momentOf, safeId } from './values.ts'

/** Each record costs the server some queries more for its links: about a second a page. */
export const PAGE_ROWS = 100

export interface Listing {
  module: string
  fields: readonly string[]
  /** What is told of other modules along with a record: fields by the name of the link. */
  links?: Readonly<Record<string, readonly string[]>>
  /** A condition besides the place, in SQL. */
  where?: string
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
  const behind = cursor === null ? [] : [`${columnOf(listing, 'id')} > ${literal(safeId(cursor))}`]
  const placeOf = ({ id }: JsonObject) => (isId(id) ? id : null)
  return askPage(vendor, listing, { conditions: behind, order: 'id', placeOf, cursor })
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
  const changed = columnOf(listing, 'date_modified')
  const [at, id] = cursor === null ? [momentOf(since), null] : placeIn(cursor)
  const conditions = [`${changed} >= ${literal(at)}`]
  if (id !== null) {
    conditions.push(`(${changed} > ${literal(at)} or ${columnOf(listing, 'id')} > ${literal(id)})`)
  }
  const order = 'date_modified, id'
  return askPage(vendor, listing, { conditions, order, placeOf: changeOf, cursor })
}

/** The records of a stored or fresh page; Failure('unreadable') where it is none. Pure. */
export function recordsIn(bytes: Uint8Array): unknown[] {
  return flattened(objectOf(readJson(TITLE, bytes)))
}

/** The records at the other end of a link of a record that recordsIn answered. */
export function linkedIn(record: JsonObject, link: string): JsonObject[] {
  const linked = record[link]
  return Array.isArray(linked) ? (linked as JsonObject[]) : []
}

/** SuiteCRM drops a column of the order that carries its table's name, and no other. */
async function askPage(
  vendor: Vendor,
  listing: Listing,
  { conditions, order, ...walk }: Walk & { conditions: readonly string[]; order: string },
): Promise<RawPage> {
  const { module, fields, links = {}, where, withDeleted = false, rows = PAGE_ROWS } = listing
  const answer = await call(vendor, 'get_entry_list', {
    module_name: module,
    query: [...(where === undefined ? [] : [where]), ...conditions].join(' and '),
    order_by: order,
    offset: 0,
    select_fields: fields,
    link_name_to_fields_array: Object.entries(links).map(([name, value]) => ({ name, value })),
    max_results: rows,
    deleted: withDeleted ? 1 : 0,
  })
  const page = objectOf(answer.json())
  const records = flattened(page)
  const total = totalIn(page)
  if (records.length === 0 && total !== null && total > 0) {
    throw unreadable(TITLE, `It tells of ${total} records and gives none.`)
  }
  const isLast = total === null ? records.length < rows : records.length >= total
  return { body: answer.body, next: isLast ? null : nextPlace(records, walk) }
}

interface Walk {
  /** Where a record stands in the order; null: it does not say. */
  placeOf(record: JsonObject): string | null
  cursor: string | null
}

/** Behind the last record that says where it stands: one that does not is told again. */
function nextPlace(records: readonly unknown[], { placeOf, cursor }: Walk): string {
  for (const record of records.toReversed()) {
    const place = placeOf(asObject(record) ?? {})
    if (place !== null && place !== cursor) return place
  }
  throw unreadable(TITLE, 'Its records do not say where the next page begins.')
}

/** How many records fit the conditions; null where the site was told not to count (-1). */
function totalIn(page: JsonObject): number | null {
  const told = page['total_count']
  const total = typeof told === 'string' && /^\d{1,9}$/.test(told) ? Number(told) : told
  return Number.isSafeInteger(total) && (total as number) >= 0 ? (total as number) : null
}

/**
 * Records with their fields beside the id, and below the name of each link the records at its other
 * end. What belongs to which record is told by its place alone, so both lists must be as long.
 */
function flattened(page: JsonObject): unknown[] {
  const entries = page['entry_list']
  const linked = page['relationship_list'] ?? []
  if (!Array.isArray(entries)) throw unreadable(TITLE, 'It has no entry_list.')
  if (!Array.isArray(linked) || (linked.length > 0 && linked.length !== entries.length)) {
    throw unreadable(TITLE, 'What it tells of the records’ links does not fit the records.')
  }
  return entries.map((told, at) => {
    const entry = asObject(told)
    if (!entry) return told
    return { ...fieldsIn(entry['name_value_list']), id: entry['id'], ...linksIn(linked[at]) }
  })
}

/** service/v4: {link_list: [{name, records: [{link_value: {field: {name, value}}}]}]}. */
function linksIn(linked: unknown): JsonObject {
  const links = asObject(linked)?.['link_list']
  if (!Array.isArray(links)) return {}
  return Object.fromEntries(
    links.flatMap((told) => {
      const { name, records } = asObject(told) ?? {}
      if (typeof name !== 'string' || !Array.isArray(records)) return []
      return [[name, records.map((one) => fieldsIn(asObject(one)?.['link_value']))]]
    }),
  )
}

function fieldsIn(list: unknown): JsonObject {
  return Object.fromEntries(
    Object.entries(asObject(list) ?? {}).map(([name, told]) => [name, asObject(told)?.['value']]),
  )
}

function changeOf({ id, date_modified: changed }: JsonObject): string | null {
  return isId(id) && momentIn(changed) !== null ? `${String(changed)} ${id}` : null
}

function placeIn(cursor: string): [string, string] {
  const [, at, id] = /^([\d-]{10} [\d:]{8}) (\S+)$/.exec(cursor) ?? []
  if (at === undefined || momentIn(at) === null) throw unreadable(TITLE, 'A cursor is none.')
  return [at, safeId(id)]
}

/** Tables are called as their modules, in small letters; a word of two parts has a line between. */
const TABLES: Readonly<Record<string, string>> = {
  CampaignLog: 'campaign_log',
  EmailAddresses: 'email_addresses',
  ProspectLists: 'prospect_lists',
}

/** A column as a condition names it. */
export function columnOf({ module }: Pick<Listing, 'module'>, column: string): string {
  return `${TABLES[module] ?? module.toLowerCase()}.${column}`
}
