import {
  asObject,
  childrenOf,
  elementAt,
  isoTime,
  type JsonObject,
  type SuppressionsPart,
  parseXml,
  type RawPage,
  readRows,
  type RemoteSuppression,
  unreadable,
  type Vendor,
} from '../../sdk/index.ts'
import { farEnd, moment, post, resultOf, TITLE } from './client.ts'
import { FIRST } from './messages.ts'
import { addressIn, plain, recipientIn, textIn } from './values.ts'

/** Who left, and who complained: whoever complained left, too. */
const REPORTS = ['getUnsubscribes', 'getSpamComplaints'] as const

type Report = (typeof REPORTS)[number]

const DAY_MS = 86_400_000
/** What is asked for at once: an answer has no pages, and is read within bounds. */
const SPAN_MS = 366 * DAY_MS

export const suppressions: SuppressionsPart = {
  page: suppressionsPage,
  read: (bytes) => readReport(bytes),
  reader: 'magnetmail/unsubscribe@1',
  mend: {
    fields: { 'recipient.email': 'address' },
    readRecord: (record) => readRows([record], readOptOut),
  },
}

/**
 * One report over one span. Its limits are read by clocks that are not documented, so a day more is
 * asked for before it. cursor: the report, and the first moment of the span.
 */
async function suppressionsPage(
  vendor: Vendor,
  since: number | null,
  cursor: string | null,
): Promise<RawPage> {
  const first = since === null ? FIRST : Math.max(since - DAY_MS, FIRST)
  const { report, from } = readCursor(cursor, first)
  const end = farEnd(vendor)
  const to = from + SPAN_MS
  const body = await post(vendor, report, (user_id) => ({
    user_id,
    fromDate: moment(from),
    toDate: moment(Math.min(to, end)),
  }))
  resultOf(report, body)
  if (to < end) return { body, next: `${report} ${to}` }
  const after = REPORTS[REPORTS.indexOf(report) + 1]
  return { body, next: after === undefined ? null : `${after} ${first}` }
}

function readCursor(cursor: string | null, first: number): { report: Report; from: number } {
  if (cursor === null) return { report: REPORTS[0], from: first }
  const [name = '', from = ''] = cursor.split(' ')
  const report = REPORTS.find((one) => one === name)
  if (!report || !/^\d{1,15}$/.test(from)) throw unreadable(TITLE, 'A cursor of its is none.')
  return { report, from: Number(from) }
}

/** Pure. Which of the two it is, the answer says itself. */
function readReport(bytes: Uint8Array) {
  const document = parseXml(TITLE, bytes)
  const report = REPORTS.find((name) => elementAt(document, 'Body', `${name}Response`))
  if (!report) throw unreadable(TITLE, 'It is no list of people who left.')
  const rows = childrenOf(resultOf(report, bytes), 'recp_unsubscribe').map(plain)
  const cause = report === 'getSpamComplaints' ? ({ cause: 'complaint' } as const) : {}
  return readRows(rows.filter(isOut), (row) => ({ ...readOptOut(row), ...cause }))
}

/**
 * What the vendor holds now decides: who left one group alone, or came back, is not unsubscribed.
 * A row that does not say it stays in.
 */
function isOut(row: JsonObject | null): boolean {
  return textIn(asObject(row?.['recipient']), 'unsubscribed').toLowerCase() !== 'false'
}

/** These reports tell no UTC, and by which clocks is not documented: only a full moment is one. */
function readOptOut(row: JsonObject): RemoteSuppression {
  const recipient = recipientIn(row)
  const address = addressIn(recipient, 'recipient.email')
  const contactId = textIn(recipient, 'id')
  const occurredAt = isoTime(row['ResultDate'])
  return { address, occurredAt, reason: '', by: '', ...(contactId !== '' && { contactId }) }
}
