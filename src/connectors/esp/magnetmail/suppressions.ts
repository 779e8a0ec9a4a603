import {
  type AddressesOf,
  asObject,
  childrenOf,
  type Dialling,
  elementAt,
  type JsonObject,
  type SuppressionsPart,
  type RawPage,
  readRows,
  type RemoteSuppression,
  unreadable,
  type Vendor,
} from '../../sdk/index.ts'
import { farEnd, moment, parsed, post, resultOf, TITLE } from './client.ts'
import {
  firstLeft,
  isLeft,
  isLeftPage,
  LEFT,
  leftIn,
  leftPage,
  readLeft,
} from './left-categories.ts'
import { FIRST } from './messages.ts'
import { foundIn, getsNoFaxes, search, SEARCH } from './recipients.ts'
import { addressIn, faxIn, leftAt, plain, recipientIn, textIn, whoIn } from './values.ts'

/** Who left, and who complained: whoever complained left, too. */
const COMPLAINTS = 'getSpamComplaints'
const REPORTS = ['getUnsubscribes', COMPLAINTS] as const

type Report = (typeof REPORTS)[number] | typeof SEARCH | typeof LEFT

const PAGE_ROWS = 1000

const DAY_MS = 86_400_000
/** What is asked for at once: an answer has no pages, and is read within bounds. */
const SPAN_MS = 366 * DAY_MS

/** Who left all or a category, complained, or gets no faxes; numbers read as they are dialled. */
export function suppressionsOf(dialling?: Dialling): SuppressionsPart {
  return {
    page: suppressionsPage,
    read: (bytes) => readReport(bytes, dialling),
    reader: 'magnetmail/unsubscribe@3',
    mend: {
      fields: { 'recipient.email': 'address' },
      readRecord: (record) =>
        readRows([record], (row) => (isLeft(row) ? readLeft(row) : readOptOut(row))),
    },
  }
}

/**
 * One report over one span, then whoever gets no faxes: of that no moment is told; at last who left
 * a category. Limits are read by clocks that are not documented, so a day more is asked for before.
 * cursor: the report, the first moment of the span or the number of the page, and the categories.
 */
async function suppressionsPage(
  vendor: Vendor,
  since: number | null,
  cursor: string | null,
  addressesOf?: AddressesOf,
): Promise<RawPage> {
  const first = since === null ? FIRST : Math.max(since - DAY_MS, FIRST)
  const { report, from, categories } = readCursor(cursor, first)
  if (report === SEARCH) return faxPage(vendor, from)
  if (report === LEFT) {
    return leftPage(vendor, { from: first, page: from, categories, addressesOf })
  }
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
  return { body, next: after === undefined ? `${SEARCH} 1` : `${after} ${first}` }
}

/** The end is a page without any, as the vendor may cut one. */
async function faxPage(vendor: Vendor, page: number): Promise<RawPage> {
  const body = await search(vendor, { page, rows: PAGE_ROWS, isFaxSuppressed: true })
  const isEnd = foundIn(body).length === 0
  return { body, next: isEnd ? await firstLeft(vendor) : `${SEARCH} ${page + 1}` }
}

interface Place {
  report: Report
  from: number
  categories: string[]
}

function readCursor(cursor: string | null, first: number): Place {
  if (cursor === null) return { report: REPORTS[0], from: first, categories: [] }
  const [name = '', from = '', categories = ''] = cursor.split(' ')
  const report = ([...REPORTS, SEARCH, LEFT] as Report[]).find((one) => one === name)
  if (!report || !/^\d{1,15}$/.test(from)) throw unreadable(TITLE, 'A cursor of its is none.')
  return { report, from: Number(from), categories: categories.split(',') }
}

/** Pure. Which of the four it is, the answer says itself. */
function readReport(bytes: Uint8Array, dialling: Dialling | undefined) {
  const document = parsed(bytes)
  if (isLeftPage(document)) return readRows(leftIn(document), readLeft)
  if (elementAt(document, 'Body', `${SEARCH}Response`)) {
    // Whoever has no number cannot be faxed.
    const noFaxes = foundIn(bytes).filter(
      (row) => row === null || (getsNoFaxes(row) && textIn(row, 'fax') !== ''),
    )
    return readRows(noFaxes, (row) => readFaxless(row, dialling))
  }
  const report = REPORTS.find((name) => elementAt(document, 'Body', `${name}Response`))
  if (!report) throw unreadable(TITLE, 'It is no list of people who left.')
  const rows = childrenOf(resultOf(report, bytes), 'recp_unsubscribe').map(plain).filter(isOut)
  const told = report === COMPLAINTS ? rows.map((row) => row && { ...row, report }) : rows
  return readRows(told, readOptOut)
}

/**
 * What the vendor holds now decides: who left one group alone, or came back, is not unsubscribed.
 * A row that does not say it stays in.
 */
function isOut(row: JsonObject | null): boolean {
  return textIn(asObject(row?.['recipient']), 'unsubscribed').toLowerCase() !== 'false'
}

/** A row of complaints has its report written in it: mended by itself it is still one. */
function readOptOut(row: JsonObject): RemoteSuppression {
  const recipient = recipientIn(row)
  const address = addressIn(recipient, 'recipient.email')
  const contactId = textIn(recipient, 'id')
  return {
    ...(row['report'] === COMPLAINTS && { cause: 'complaint' }),
    ...{ address, ...leftAt(row['ResultDate']), reason: '', by: '' },
    ...(contactId !== '' && { contactId }),
  }
}

function readFaxless(row: JsonObject, dialling: Dialling | undefined): RemoteSuppression {
  const contactId = textIn(row, 'id')
  return {
    channel: 'fax',
    address: faxIn(row, 'fax', dialling),
    ...{ occurredAt: null, reason: '', by: '', ...whoIn(row) },
    ...(contactId !== '' && { contactId }),
  }
}
