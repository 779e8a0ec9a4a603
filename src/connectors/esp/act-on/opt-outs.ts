import {
  addressProblem,
  cleanText,
  FieldRefused,
  type JsonObject,
  type OptOutsPart,
  readRows,
  type RemoteOptOut,
  unreadable,
  type Vendor,
} from '../../sdk/index.ts'
import { arrayOf, getPage, offsetOf, parsed, TITLE } from './client.ts'
import { wholeMs } from './time.ts'

export const optOuts: OptOutsPart = {
  page: optOutsPage,
  read: (bytes) => readRows(arrayOf(parsed(bytes), 'result'), readOptOut),
  reader: 'act-on/optout@1',
  mend: {
    fields: { email: 'address' },
    readRecord: (record) => readRows([record], readOptOut),
  },
}

/**
 * Act-On calls the limit a "UNIX timestamp" and does not say whether in seconds; its own times are
 * milliseconds. Whoever asks since a moment knows of an opt-out after it, so an answer with none
 * means that the limit was taken in another way: then all are read, as an opt-out cannot be lost.
 */
async function optOutsPage(vendor: Vendor, since: number | null, cursor: string | null) {
  const from = readCursor(cursor, since)
  const page = await pageFrom(vendor, from)
  if (from.since === null || from.offset > 0 || page.rows.length > 0) return page
  return pageFrom(vendor, { since: null, offset: 0 })
}

interface From {
  since: number | null
  offset: number
}

async function pageFrom(vendor: Vendor, { since, offset }: From) {
  const query = since === null ? {} : { createdafter: since }
  const page = await getPage(vendor, '/list/optout', { query, offset, rows: 'result' })
  const next = page.nextOffset === null ? null : `${since ?? 'all'}:${page.nextOffset}`
  return { body: page.body, rows: page.rows, next }
}

/** Names the limit its page was read with, which the pages after it keep. */
function readCursor(cursor: string | null, since: number | null): From {
  if (cursor === null) return { since, offset: 0 }
  const [limit = '', offset = ''] = cursor.split(':')
  if (!/^(all|\d{1,15})$/.test(limit)) throw unreadable(TITLE, 'A cursor of its is none.')
  return { since: limit === 'all' ? null : Number(limit), offset: offsetOf(offset) }
}

function readOptOut(row: JsonObject): RemoteOptOut {
  const problem = addressProblem(row['email'])
  if (problem) throw new FieldRefused('email', problem)
  return {
    address: row['email'] as string,
    occurredAt: wholeMs(row['timestamp']),
    reason: '',
    by: cleanText(row['origin']) ?? '',
  }
}
