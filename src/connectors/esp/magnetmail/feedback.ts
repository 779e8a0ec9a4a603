import {
  asObject,
  type Bounce,
  type BounceClass,
  childrenOf,
  elementAt,
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
  textOf,
  unreadable,
  type Vendor,
} from '../../sdk/index.ts'
import { farEnd, moment, numericId, pageNumber, post, resultOf, TITLE } from './client.ts'
import { FIRST, messageDetail, messagePages } from './messages.ts'
import { addressIn, plain, recipientIn, textIn, utcTime } from './values.ts'

const REPORT = 'getDetailedTrackingUTC'
/** No limit is documented of this report; 2,000 is that of another one. */
const PAGE_ROWS = 1000

/** The report of each kind (WSDL: tracking_report_type). */
const REPORTS = {
  sent: 'email_sent',
  delivered: 'email_delivered',
  open: 'email_opened',
  click: 'links',
  bounce: 'email_bounced',
  opt_out: 'unsubscribed',
} as const satisfies Partial<Record<EventKind, string>>

/** What a status says (WSDL: EmailStatus; its long words: MessageSentStatus). */
const BOUNCES: Readonly<Record<string, BounceClass>> = {
  SB: 'soft',
  HB: 'hard',
  UNF: 'hard',
  TU: 'soft',
  MF: 'full',
  BD: 'hard',
  Failed: 'other',
}

export const feedback: FeedbackPart = {
  kinds: Object.keys(REPORTS) as EventKind[],
  campaigns: messagePages,
  campaign: messageDetail,
  tellsHtml: true,
  order: 'unstated',
  page: reportPage,
  read: (bytes, ask) => readRecords(recordsIn(bytes), ask),
  reader: 'magnetmail/tracking@1',
  mend: {
    fields: { 'recipient.email': 'address', ResultDate: 'time', OpenDate: 'time' },
    readRecord: (record, ask) => readRecords([record], ask),
  },
  retention: { days: 90, isDocumented: false, source: 'usual among ESPs; not documented' },
}

/** cursor: the number of the page. */
async function reportPage(
  vendor: Vendor,
  { activity, kind }: FeedbackAsk,
  cursor: string | null,
): Promise<RawPage> {
  const page = pageNumber(cursor)
  const body = await post(vendor, REPORT, (user_id) => ({
    user_id,
    report_type: reportOf(kind),
    message_id: numericId(activity),
    page,
    recordsPerPage: PAGE_ROWS,
    group_id: 0,
    fromDate: moment(FIRST),
    toDate: moment(farEnd(vendor)),
  }))
  const result = resultOf(REPORT, body)
  const told = {
    page: numberIn(textOf(result, 'page')),
    size: numberIn(textOf(result, 'recordsPerPage')),
    total: numberIn(textOf(result, 'totalRecords')),
    rows: childrenOf(elementAt(result, 'RecipientDetails'), 'recp_track').length,
  }
  const next = nextPage(page, told)
  // One bounce may take the place of another, so that there are as many says nothing.
  return { body, next, ...(kind !== 'bounce' && { total: told.total }) }
}

/**
 * The number of the page after this one, as text; null at the end. The vendor may cut a page, so
 * its own size counts. Failure('unreadable') where it is another page or rows are missing. Pure.
 */
export function nextPage(
  page: number,
  told: { page: number; size: number; total: number; rows: number },
): string | null {
  if (told.page !== page) {
    throw unreadable(TITLE, 'It is another page than the one that was asked for.')
  }
  const before = (page - 1) * told.size
  if (told.rows === 0 && before < told.total) {
    throw unreadable(TITLE, `It tells of ${told.total} rows and gives none after ${before}.`)
  }
  // Its rows are not counted: a page that repeats some would end the walk before its end.
  return page * Math.max(1, told.size) < told.total ? String(page + 1) : null
}

function numberIn(text: string): number {
  if (!/^\d{1,10}$/.test(text)) throw unreadable(TITLE, 'It does not say how many rows it has.')
  return Number(text)
}

function recordsIn(body: Uint8Array): unknown[] {
  const details = elementAt(resultOf(REPORT, body), 'RecipientDetails')
  return childrenOf(details, 'recp_track').map(plain)
}

function readRecords(records: readonly unknown[], ask: FeedbackAsk): ReadPage<FeedbackEvent> {
  return readRows(
    records,
    (row) => readRow(row, ask),
    (row) => clueOf(row, ask.kind),
  )
}

function clueOf(row: JsonObject, kind: EventKind): RowClue | undefined {
  const contactId = textIn(asObject(row['recipient']), 'id')
  if (contactId === '') return undefined
  const url = kind === 'click' ? urlIn(row) : null
  return { contactId, occurredAt: timeOf(row, kind), ...(url !== null && { link: { url } }) }
}

function readRow(row: JsonObject, { kind, activity }: FeedbackAsk): FeedbackEvent {
  const recipient = recipientIn(row)
  const address = addressIn(recipient, 'recipient.email')
  const occurredAt = timeOf(row, kind)
  if (occurredAt === null) throw new FieldRefused('ResultDate', 'This is no moment in time.')
  const contactId = textIn(recipient, 'id')
  return {
    ...{ kind, address, occurredAt, activity },
    ...(contactId !== '' && { contactId }),
    ...(kind === 'click' && { link: linkOf(row) }),
    ...(kind === 'bounce' && { bounce: bounceOf(row) }),
  }
}

/** An opening has a field of its own; every other happening stands at its result. */
function timeOf(row: JsonObject, kind: EventKind): number | null {
  const opened = kind === 'open' ? utcTime(row['OpenDate']) : null
  return opened ?? utcTime(row['ResultDate'])
}

function linkOf(row: JsonObject): { url: string } {
  const url = urlIn(row)
  if (url === null) throw new FieldRefused('remarks', 'A click without the address of its link.')
  return { url }
}

/** Where the report has a click's address is not documented (README.md, "What happened"). */
function urlIn(row: JsonObject): string | null {
  const remarks = textIn(row, 'remarks')
  return /^(https?|mailto|tel):\S+$/i.test(remarks) ? remarks : null
}

function bounceOf(row: JsonObject): Bounce {
  const code = textIn(row, 'Status')
  const found = Object.hasOwn(BOUNCES, code) ? BOUNCES[code] : undefined
  if (!found) throw new FieldRefused('Status', 'This is no status of a bounce.')
  return { code, class: found }
}

function reportOf(kind: EventKind): string {
  if (!Object.hasOwn(REPORTS, kind)) throw new Error(`MagnetMail has no report of ${kind}.`)
  return REPORTS[kind as keyof typeof REPORTS]
}
