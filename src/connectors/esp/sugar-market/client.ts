/** What is common to all requests: the address, and the envelope a collection comes in. */
import {
  asObject,
  count,
  type JsonObject,
  type RawPage,
  readJson,
  unreadable,
  type Vendor,
} from '../../sdk/index.ts'
import { SERVICE, settingsOf } from './settings.ts'

export const TITLE = 'Sugar Market (SalesFUSION)'

/**
 * One page of a collection, by its number. The vendor's own address of the next page is believed
 * in its number alone: what is asked for is decided here.
 */
export async function collectionPage(
  vendor: Vendor,
  collection: string,
  cursor: string | null,
): Promise<RawPage> {
  const page = pageNumber(cursor ?? '1')
  if (page === null) throw unreadable(TITLE, 'A cursor of its is none.')
  const { body } = await vendor.http.request({
    method: 'GET',
    url: `${settingsOf(vendor.settings).apiUrl}${SERVICE}/${collection}/`,
    query: { date_field: 'updated_date', page },
  })
  const envelope = envelopeIn(body)
  const told = envelope['page_number'] ?? page
  if (told !== page) throw unreadable(TITLE, 'It is another page than was asked for.')
  // What is kept must be a page: one without results would stay unread for good.
  const { length } = resultsOf(envelope)
  const next = nextOf(envelope, page)
  const total = count(envelope['total_count'])
  if (page === 1 && next === null && length === 0 && total !== undefined && total > 0) {
    throw unreadable(TITLE, `It says that there are ${total}, and shows none.`)
  }
  return { body, next, ...(total !== undefined && { total }) }
}

/** The rows of a page, fresh or stored. Pure. */
export function rowsIn(body: Uint8Array): unknown[] {
  return resultsOf(envelopeIn(body))
}

function resultsOf({ results }: JsonObject): unknown[] {
  if (!Array.isArray(results)) throw unreadable(TITLE, 'It has no results.')
  return results
}

function envelopeIn(body: Uint8Array): JsonObject {
  const envelope = asObject(readJson(TITLE, body))
  if (!envelope) throw unreadable(TITLE, 'It is no object.')
  return envelope
}

function nextOf({ next }: JsonObject, page: number): string | null {
  if (next === undefined || next === null) return null
  const told = typeof next === 'string' && URL.canParse(next) ? new URL(next) : null
  const number = pageNumber(told?.searchParams.get('page') ?? '')
  if (number === null || number <= page) {
    throw unreadable(TITLE, 'Its next page is none, or one that was read before.')
  }
  return String(number)
}

function pageNumber(text: string): number | null {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null
}
