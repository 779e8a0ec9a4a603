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
import { arrayOf, getPage, offsetOf, parsed, TITLE } from './client.ts'
import { wholeMs } from './time.ts'

/** The account's dated lists of whom it writes to no more, and what being on one means. */
const LISTS = {
  optout: undefined,
  spamcomplaint: 'complaint',
  hardbounce: 'bounce',
} as const satisfies Record<string, RemoteSuppression['cause']>

type List = keyof typeof LISTS

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
  list: List
  since: number | null
  offset: number
  /** Whether the vendor takes the limit as it was meant, as far as the lists before tell. */
  isTaken: boolean
}

/**
 * The three lists, one after the other. Act-On calls their limit a "UNIX timestamp" and does not
 * say whether in seconds; its own times are milliseconds. Whoever asks since a moment knows of an
 * opt-out or a complaint after it, so where both lists tell none the limit was taken in another
 * way: then all is read, as an opt-out cannot be lost.
 */
async function suppressionsPage(
  vendor: Vendor,
  since: number | null,
  cursor: string | null,
): Promise<RawPage> {
  const place = readCursor(cursor, since)
  const query = place.since === null ? {} : { createdafter: place.since }
  const ask = { query, offset: place.offset, rows: 'result' }
  const { answer, rows, nextOffset } = await getPage(vendor, `/list/${place.list}`, ask)
  const named = { ...answer, result: rows.map((row) => onList(place.list, row)) }
  const body = new TextEncoder().encode(JSON.stringify(named))
  const next = nextOffset === null ? placeAfter(place, rows) : { ...place, offset: nextOffset }
  return { body, next: next && cursorOf(next) }
}

/** The rows of the three look the same, so each is kept with the name of its list. */
function onList(list: List, row: unknown): unknown {
  return asObject(row) ? { list, ...asObject(row) } : row
}

function placeAfter(place: Place, rows: readonly unknown[]): Place | null {
  const isTaken = place.isTaken || place.offset > 0 || rows.length > 0
  if (place.list === 'optout') return { ...place, list: 'spamcomplaint', offset: 0, isTaken }
  if (place.list === 'hardbounce') return null
  if (!isTaken) return { list: 'optout', since: null, offset: 0, isTaken: true }
  return { ...place, list: 'hardbounce', offset: 0, isTaken }
}

function cursorOf({ list, since, offset, isTaken }: Place): string {
  return [list, since ?? 'all', offset, isTaken ? 'taken' : 'unsure'].join(':')
}

/** Names the limit its page was read with, which the pages after it keep. */
function readCursor(cursor: string | null, since: number | null): Place {
  if (cursor === null) return { list: 'optout', since, offset: 0, isTaken: since === null }
  const [list, limit = '', offset = '', taken] = cursor.split(':')
  if (!/^(all|\d{1,15})$/.test(limit)) throw unreadable(TITLE, 'A cursor of its is none.')
  return {
    list: listOf(list),
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

/** Rows that were kept before the other lists were read name none. */
function readSuppressed(row: JsonObject): RemoteSuppression {
  const cause = LISTS[listOf(row['list'] ?? 'optout')]
  const problem = addressProblem(row['email'])
  if (problem) throw new FieldRefused('email', problem)
  return {
    ...(cause && { cause }),
    address: row['email'] as string,
    occurredAt: wholeMs(row['timestamp']),
    reason: '',
    by: cleanText(row['origin']) ?? '',
  }
}
