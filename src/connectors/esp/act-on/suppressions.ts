import {
  addressProblem,
  asObject,
  cleanText,
  FieldRefused,
  type JsonObject,
  type RawPage,
  readRows,
  type RemoteSuppression,
  type SuppressionsPart,
  unreadable,
  type Vendor,
} from '../../sdk/index.ts'
import { categoryNames, categoryOf, leftPage } from './categories.ts'
import { arrayOf, getPage, type OffsetPage, offsetOf, parsed, TITLE } from './client.ts'
import { wholeMs } from './time.ts'

/** The account's dated lists of whom it writes to no more, and what being on one means. */
const LISTS = {
  optout: undefined,
  spamcomplaint: 'complaint',
  hardbounce: 'bounce',
} as const satisfies Record<string, RemoteSuppression['cause']>

type List = keyof typeof LISTS

/** Behind the lists: who has left a subscription category, each a walk of its own. */
const CATEGORY = 'category'

export const suppressions: SuppressionsPart = {
  page: suppressionsPage,
  read: (bytes) => readRows(arrayOf(parsed(bytes), 'result'), readSuppressed),
  reader: 'act-on/suppressed@2',
  mend: {
    fields: { email: 'address' },
    readRecord: (record) => readRows([record], readSuppressed),
  },
}

/** Where a walk over the lists is. */
interface Place {
  list: List | typeof CATEGORY
  /** The name of the category, where it is one. */
  category: string
  since: number | null
  offset: number
  /** Whether the vendor takes the limit as it was meant, as far as the lists before tell. */
  isTaken: boolean
}

/**
 * The three lists, one after the other, and then the categories. Act-On calls their limit a "UNIX
 * timestamp" and does not say whether in seconds; its own times are milliseconds. Whoever asks
 * since a moment knows of an opt-out or a complaint after it, so where both lists tell none the
 * limit was taken in another way: then all is read, as an opt-out cannot be lost.
 */
async function suppressionsPage(
  vendor: Vendor,
  since: number | null,
  cursor: string | null,
): Promise<RawPage> {
  const place = readCursor(cursor, since)
  const { answer, rows, nextOffset } = await pageAt(vendor, place)
  const named = { ...answer, result: rows.map((row) => withList(place, row)) }
  const body = new TextEncoder().encode(JSON.stringify(named))
  const next =
    nextOffset === null
      ? await placeAfter(vendor, place, rows.length)
      : { ...place, offset: nextOffset }
  return { body, next: next && cursorOf(next) }
}

function pageAt(vendor: Vendor, { list, category, since, offset }: Place): Promise<OffsetPage> {
  if (list === CATEGORY) return leftPage(vendor, category, offset)
  const query = since === null ? {} : { createdafter: since }
  return getPage(vendor, `/list/${list}`, { query, offset, rows: 'result' })
}

/** The rows of all lists look the same, so each is kept with the name of its own. */
function withList({ list, category }: Place, row: unknown): unknown {
  const object = asObject(row)
  return object ? { list, ...(list === CATEGORY && { category }), ...object } : row
}

async function placeAfter(vendor: Vendor, place: Place, rows: number): Promise<Place | null> {
  const isTaken = place.isTaken || place.offset > 0 || rows > 0
  const after = { ...place, offset: 0, isTaken }
  if (place.list === 'optout') return { ...after, list: 'spamcomplaint' }
  if (place.list === 'spamcomplaint') {
    return isTaken
      ? { ...after, list: 'hardbounce' }
      : { ...after, list: 'optout', since: null, isTaken: true }
  }
  const category = (await categoryNames(vendor)).find((name) => name > place.category)
  return category === undefined ? null : { ...after, list: CATEGORY, category }
}

function cursorOf({ list, category, since, offset, isTaken }: Place): string {
  const told = [list, since ?? 'all', offset, isTaken ? 'taken' : 'unsure']
  return [...told, encodeURIComponent(category)].join(':')
}

/** Names the limit its page was read with, which the pages after it keep. */
function readCursor(cursor: string | null, since: number | null): Place {
  if (cursor === null) {
    return { list: 'optout', category: '', since, offset: 0, isTaken: since === null }
  }
  const [list, limit = '', offset = '', taken, category = ''] = cursor.split(':')
  if (!/^(all|\d{1,15})$/.test(limit)) throw unreadable(TITLE, 'A cursor of its is none.')
  return {
    list: list === CATEGORY ? list : listOf(list),
    category: decodeURIComponent(category),
    since: limit === 'all' ? null : Number(limit),
    offset: offsetOf(offset),
    isTaken: taken === 'taken',
  }
}

function listOf(name: unknown): List {
  if (typeof name !== 'string' || !Object.hasOwn(LISTS, name)) {
    throw unreadable(TITLE, 'It is no list of addresses that are written to no more.')
  }
  return name as List
}

function readSuppressed(row: JsonObject): RemoteSuppression {
  const problem = addressProblem(row['email'])
  if (problem) throw new FieldRefused('email', problem)
  return {
    ...whatOf(row),
    address: row['email'] as string,
    occurredAt: wholeMs(row['timestamp']),
    reason: '',
    by: cleanText(row['origin']) ?? '',
  }
}

/** Rows that were kept before the other lists were read name none. */
function whatOf(row: JsonObject): Pick<RemoteSuppression, 'cause' | 'group'> {
  if (row['list'] === CATEGORY) {
    const name = cleanText(row['category'])
    if (!name) throw new FieldRefused('category', 'Which category was left is not told.')
    return { group: categoryOf(name) }
  }
  const cause = LISTS[listOf(row['list'] ?? 'optout')]
  return cause ? { cause } : {}
}
