import {
  asObject,
  type Bounce,
  cleanText,
  type EventKind,
  type FeedbackAsk,
  type FeedbackEvent,
  type FeedbackPart,
  FieldRefused,
  type JsonObject,
  type RawPage,
  type ReadPage,
  readRows,
  type RowClue,
  type Vendor,
} from '../../sdk/index.ts'
import { getPage, idOf, pathId, rowsIn } from './client.ts'
import { clicksIn, withLinks } from './links.ts'
import { mailingDetail, mailingPages } from './mailings.ts'
import { addressIn, personIn } from './members.ts'
import { emmaTime } from './time.ts'

interface Listing {
  path: string
  /** Which of the deliveries; also what rows of another result are left out by. */
  result?: 'delivered' | 'bounced'
}

/** API pages, "Response": where each kind is listed, below a mailing's responses. */
const LISTINGS = {
  sent: { path: 'sends' },
  delivered: { path: 'deliveries', result: 'delivered' },
  open: { path: 'opens' },
  click: { path: 'clicks' },
  forward: { path: 'forwards' },
  bounce: { path: 'deliveries', result: 'bounced' },
  opt_out: { path: 'optouts' },
} as const satisfies Partial<Record<EventKind, Listing>>

type ListedKind = keyof typeof LISTINGS

export const feedback: FeedbackPart = {
  kinds: Object.keys(LISTINGS) as ListedKind[],
  campaigns: mailingPages,
  campaign: mailingDetail,
  tellsHtml: true,
  // No order is documented, and rows are found by their number alone.
  order: 'unstated',
  page,
  read(bytes, ask) {
    return readRecords(ask.kind === 'click' ? clicksIn(bytes) : rowsIn(bytes), ask)
  },
  reader: 'emma/response@1',
  mend: {
    fields: { email: 'address' },
    readRecord: (record, ask) => readRecords([record], ask),
  },
  // The only figure there is says how far back an export of responses goes, not these listings.
  retention: { days: 540, isDocumented: false, source: 'Emma, response exports: 18 months back' },
}

async function page(vendor: Vendor, ask: FeedbackAsk, cursor: string | null): Promise<RawPage> {
  const { path, result }: Listing = listingOf(ask.kind)
  const responses = `/response/${pathId(ask.activity)}`
  const query = result === undefined ? {} : { result }
  const found = await getPage(vendor, `${responses}/${path}`, { query, cursor })
  const isClick = ask.kind === 'click'
  const { next, total, body } = isClick ? await withLinks(vendor, responses, found) : found
  return { body, next, ...(total !== undefined && { total }) }
}

function readRecords(records: readonly unknown[], ask: FeedbackAsk): ReadPage<FeedbackEvent> {
  const { result }: Listing = listingOf(ask.kind)
  const own = result === undefined ? records : records.filter((row) => hasResult(row, result))
  return readRows(
    own,
    (row) => readRow(row, ask),
    (row) => clueOf(row, ask),
  )
}

/** A row of the other result is none of this kind; one without a known word is refused. */
function hasResult(row: unknown, result: 'delivered' | 'bounced'): boolean {
  const word = asObject(row)?.['delivery_type']
  return result === 'delivered' ? word !== 'hard' && word !== 'soft' : word !== 'delivered'
}

function clueOf(row: JsonObject, ask: FeedbackAsk): RowClue | undefined {
  const contactId = idOf(row['member_id'])
  if (contactId === null) return undefined
  const url = cleanText(row['link_target'])
  const id = idOf(row['link_id'])
  const link = ask.kind === 'click' && url ? { url, ...(id !== null && { id }) } : undefined
  return { contactId, occurredAt: emmaTime(row['timestamp']), ...(link && { link }) }
}

function readRow(row: JsonObject, ask: FeedbackAsk): FeedbackEvent {
  return {
    kind: ask.kind,
    address: addressIn(row),
    occurredAt: timeOf(row, ask.kind),
    activity: ask.activity,
    ...personIn(row),
    ...(ask.kind === 'click' && { link: linkOf(row) }),
    ...bounceOf(row, ask.kind),
  }
}

/** Deliveries are told without a time; whatever else happened has one. */
function timeOf(row: JsonObject, kind: EventKind): number | null {
  const told = row['timestamp'] ?? null
  const isDelivery = kind === 'delivered' || kind === 'bounce'
  if (told === null && isDelivery) return null
  const at = emmaTime(told)
  if (at !== null) return at
  throw new FieldRefused(
    'timestamp',
    told === null ? 'There is no time.' : 'This is no moment in time.',
  )
}

/** link_target was joined to the click: clicksIn. */
function linkOf(row: JsonObject): { url: string; id: string } {
  const id = idOf(row['link_id'])
  if (id === null) throw new FieldRefused('link_id', 'A click without its link.')
  const url = cleanText(row['link_target'])
  if (!url) throw new FieldRefused('link_id', 'A click on a link that the mailing does not list.')
  return { url, id }
}

/** hard and soft is all that Emma tells of a bounce: no code, and no words of the receiver. */
function bounceOf(row: JsonObject, kind: EventKind): { bounce?: Bounce } {
  if (kind !== 'bounce' && kind !== 'delivered') return {}
  const word = cleanText(row['delivery_type']) ?? ''
  if (kind === 'delivered' && word === 'delivered') return {}
  if (kind === 'bounce' && (word === 'hard' || word === 'soft')) {
    return { bounce: { code: word, class: word } }
  }
  throw new FieldRefused('delivery_type', 'This is no result of a delivery that is documented.')
}

function listingOf(kind: EventKind): Listing {
  if (!Object.hasOwn(LISTINGS, kind)) throw new Error(`Emma has no listing of ${kind}.`)
  return LISTINGS[kind as ListedKind]
}
