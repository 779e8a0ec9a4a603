import {
  addressProblem,
  cleanText,
  type EventKind,
  type FeedbackAsk,
  type FeedbackEvent,
  type FeedbackPart,
  FieldRefused,
  isoTime,
  type JsonObject,
  type ReadPage,
  readRows,
  type RowClue,
  type Vendor,
} from '../../sdk/index.ts'
import { bounceOf } from './bounce-codes.ts'
import { campaignDetail, campaignPages } from './campaigns.ts'
import { arrayOf, getPage, PAGE_LIMIT, parsed, pathId } from './client.ts'

/** Each kind's report, and the type its rows carry (contract, *TrackingActivity definitions). */
const REPORTS = {
  sent: { report: 'sends', type: 'em_sends' },
  open: { report: 'opens', type: 'em_opens' },
  click: { report: 'clicks', type: 'em_clicks' },
  forward: { report: 'forwards', type: 'em_forwards' },
  bounce: { report: 'bounces', type: 'em_bounces' },
  opt_out: { report: 'optouts', type: 'em_optouts' },
} as const satisfies Partial<Record<EventKind, { report: string; type: string }>>

type ReportedKind = keyof typeof REPORTS

export const feedback: FeedbackPart = {
  kinds: Object.keys(REPORTS) as ReportedKind[],
  campaigns: campaignPages,
  campaign: campaignDetail,
  tellsHtml: true,
  // README.md, "Feedback".
  order: 'newest_first',
  page: feedbackPage,
  read: readFeedback,
  reader: 'constant-contact/tracking@1',
  mend: {
    fields: { email_address: 'address', created_time: 'time' },
    readRecord: (record, ask) => readRecords([record], ask),
  },
  // The contract and the guide name no limit; README.md, "Feedback".
  retention: { days: 90, isDocumented: false, source: 'usual among ESPs; not documented' },
}

async function feedbackPage(vendor: Vendor, ask: FeedbackAsk, cursor: string | null) {
  const { report } = reportOf(ask.kind)
  const path = `/reports/email_reports/${pathId(ask.activity)}/tracking/${report}`
  const page = await getPage(vendor, path, { query: { limit: PAGE_LIMIT }, cursor })
  arrayOf(page.body, 'tracking_activities')
  return { body: page.bytes, next: page.next }
}

/** See FeedbackPart.read. Unknown fields are passed over: the vendor adds some at times. */
export function readFeedback(bytes: Uint8Array, ask: FeedbackAsk): ReadPage<FeedbackEvent> {
  return readRecords(arrayOf(parsed(bytes), 'tracking_activities'), ask)
}

function readRecords(records: readonly unknown[], ask: FeedbackAsk): ReadPage<FeedbackEvent> {
  const { type } = reportOf(ask.kind)
  return readRows(records, (row) => readRow(row, ask, type), clueOf)
}

/** A row of a report names its contact, its moment and, of a click, the link. */
function clueOf(row: JsonObject): RowClue | undefined {
  const contactId = cleanText(row['contact_id'])
  if (!contactId) return undefined
  const url = cleanText(row['link_url'])
  return { contactId, occurredAt: isoTime(row['created_time']), ...(url && { link: linkOf(row) }) }
}

function readRow(row: JsonObject, ask: FeedbackAsk, type: string): FeedbackEvent {
  checkBelonging(row, ask, type)
  const problem = addressProblem(row['email_address'])
  if (problem) throw new FieldRefused('email_address', problem)
  const occurredAt = isoTime(row['created_time'])
  if (occurredAt === null) {
    throw new FieldRefused(
      'created_time',
      'created_time' in row ? 'This is no moment in time.' : 'There is no time.',
    )
  }
  const event: FeedbackEvent = {
    kind: ask.kind,
    address: row['email_address'] as string,
    occurredAt,
    activity: ask.activity,
  }
  const agent = cleanText(row['device_type'])
  if (agent) event.agent = agent
  addName(event, row)
  const contactId = cleanText(row['contact_id'])
  if (contactId) event.contactId = contactId
  if (ask.kind === 'click') event.link = readLink(row)
  if (ask.kind === 'bounce') event.bounce = readBounce(row)
  if (ask.kind === 'opt_out') {
    const reason = cleanText(row['opt_out_reason'])
    if (reason) event.reason = reason
  }
  return event
}

function checkBelonging(row: JsonObject, ask: FeedbackAsk, type: string): void {
  if (row['tracking_activity_type'] !== type) {
    throw new FieldRefused('tracking_activity_type', `This is not ${type}, which was asked for.`)
  }
  const activity = row['campaign_activity_id']
  if (typeof activity !== 'string' || activity.toLowerCase() !== ask.activity.toLowerCase()) {
    throw new FieldRefused('campaign_activity_id', 'This is not the mailing that was asked about.')
  }
}

function addName(event: FeedbackEvent, row: JsonObject): void {
  const first = cleanText(row['first_name'])
  const last = cleanText(row['last_name'])
  if (first || last) event.name = { ...(first && { first }), ...(last && { last }) }
}

function readLink(row: JsonObject): { url: string; id?: string } {
  const link = linkOf(row)
  if (link.url === '') throw new FieldRefused('link_url', 'A click without its link.')
  return link
}

function linkOf(row: JsonObject): { url: string; id?: string } {
  const url = cleanText(row['link_url']) ?? ''
  const raw = row['url_id']
  const id = typeof raw === 'number' ? String(raw) : cleanText(raw)
  return { url, ...(id && { id }) }
}

function readBounce(row: JsonObject) {
  const code = cleanText(row['bounce_code'])
  if (!code) throw new FieldRefused('bounce_code', 'A bounce without its code.')
  return bounceOf(code)
}

function reportOf(kind: EventKind) {
  if (!Object.hasOwn(REPORTS, kind)) throw new Error(`Constant Contact has no report of ${kind}.`)
  return REPORTS[kind as ReportedKind]
}
