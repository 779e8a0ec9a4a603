import {
  asObject,
  type Bounce,
  type BounceClass,
  type Channel,
  childrenOf,
  type Dialling,
  elementAt,
  type EventKind,
  type FeedbackAsk,
  type FeedbackEvent,
  type FeedbackPart,
  FieldRefused,
  type JsonObject,
  plainDiagnostic,
  type RawPage,
  readRows,
  type RowClue,
  textOf,
  unreadable,
  type Vendor,
} from '../../sdk/index.ts'
import { channelOf } from './channels.ts'
import { farEnd, moment, numericId, pageNumber, post, resultOf, TITLE } from './client.ts'
import { FIRST, messageDetail, messagePages } from './messages.ts'
import { addressIn, faxIn, plain, recipientIn, textIn, utcTime, whoIn } from './values.ts'

const REPORT = 'getDetailedTrackingUTC'
/** No limit is documented of this report; 2,000 is that of another one. */
const PAGE_ROWS = 1000

/** The report of each kind (WSDL: tracking_report_type), of mails and of faxes. */
const REPORTS: Readonly<Record<Channel, Partial<Record<EventKind, string>>>> = {
  email: {
    sent: 'email_sent',
    delivered: 'email_delivered',
    open: 'email_opened',
    click: 'links',
    bounce: 'email_bounced',
    opt_out: 'unsubscribed',
  },
  fax: { sent: 'fax_sent', delivered: 'fax_delivered', bounce: 'fax_failed' },
}

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

/** Feedback, with fax numbers read as they are dialled where that was told. */
export function feedbackOf(dialling?: Dialling): FeedbackPart {
  const readRecords = (records: readonly unknown[], ask: FeedbackAsk) =>
    readRows(
      records,
      (row) => readRow(row, ask, dialling),
      (row) => clueOf(row, ask.kind),
    )
  return {
    kinds: kindsOf('email'),
    kindsOf: (activity) => kindsOf(channelOf(activity).channel),
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
}

function kindsOf(channel: Channel): EventKind[] {
  return Object.keys(REPORTS[channel]) as EventKind[]
}

/** cursor: the number of the page. */
async function reportPage(
  vendor: Vendor,
  { activity, kind }: FeedbackAsk,
  cursor: string | null,
): Promise<RawPage> {
  const page = pageNumber(cursor)
  const { messageId, channel } = channelOf(activity)
  const body = await post(vendor, REPORT, (user_id) => ({
    user_id,
    report_type: reportOf(kind, channel),
    message_id: numericId(messageId),
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

function clueOf(row: JsonObject, kind: EventKind): RowClue | undefined {
  const contactId = textIn(asObject(row['recipient']), 'id')
  if (contactId === '') return undefined
  const url = kind === 'click' ? urlIn(row) : null
  return { contactId, occurredAt: timeOf(row, kind), ...(url !== null && { link: { url } }) }
}

function readRow(row: JsonObject, ask: FeedbackAsk, dialling?: Dialling): FeedbackEvent {
  const { kind, activity } = ask
  const recipient = recipientIn(row)
  const isFax = channelOf(activity).channel === 'fax'
  const whose = isFax
    ? { channel: 'fax' as const, address: faxIn(recipient, 'recipient.fax', dialling) }
    : { address: addressIn(recipient, 'recipient.email') }
  const occurredAt = timeOf(row, kind)
  if (occurredAt === null) throw new FieldRefused('ResultDate', 'This is no moment in time.')
  const contactId = textIn(recipient, 'id')
  return {
    ...{ kind, ...whose, occurredAt, activity },
    ...(isFax && whoIn(recipient)),
    ...(contactId !== '' && { contactId }),
    ...(kind === 'click' && { link: linkOf(row) }),
    ...(kind === 'bounce' && { bounce: isFax ? failureOf(row) : bounceOf(row) }),
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

/**
 * A fax that failed (WSDL: FaxStatus). Which reasons there are is not documented, so none says that
 * a number is wrong; what is remarked is kept as the reason.
 */
function failureOf(row: JsonObject): Bounce {
  const status = textIn(row, 'faxStatus')
  if (status !== 'Failed') throw new FieldRefused('faxStatus', 'This fax did not fail.')
  return { code: plainDiagnostic(textIn(row, 'remarks') || status), class: 'other' }
}

function reportOf(kind: EventKind, channel: Channel): string {
  const report = REPORTS[channel][kind]
  if (report === undefined) throw new Error(`MagnetMail has no report of ${kind} by ${channel}.`)
  return report
}
