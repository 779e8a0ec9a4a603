import {
  addressProblem,
  asObject,
  type Bounce,
  cleanText,
  type EventKind,
  type FeedbackAsk,
  type FeedbackEvent,
  type FeedbackPart,
  FieldRefused,
  type JsonObject,
  type ReadPage,
  readRows,
  type RowClue,
  type Vendor,
} from '../../sdk/index.ts'
import { arrayOf, getPage, parsed, pathId, placeOf } from './client.ts'
import { messageDetail, messagePages } from './messages.ts'
import { wholeMs } from './time.ts'

/** Each kind's drill-down of a message's report (API reference, "Get message report drilldown"). */
const DRILLDOWNS = {
  sent: 'SENT',
  open: 'OPENED',
  click: 'CLICKED',
  bounce: 'BOUNCED',
  opt_out: 'OPT_OUT',
  complaint: 'SPAM',
} as const satisfies Partial<Record<EventKind, string>>

type ReportedKind = keyof typeof DRILLDOWNS

export const feedback: FeedbackPart = {
  kinds: Object.keys(DRILLDOWNS) as ReportedKind[],
  campaigns: messagePages,
  campaign: messageDetail,
  // The reference names no order, and rows are found by their number alone.
  order: 'unstated',
  async page(vendor: Vendor, ask: FeedbackAsk, cursor: string | null) {
    const path = `/message/${pathId(ask.activity)}/report/${drilldownOf(ask.kind)}`
    const { body, next, total } = await getPage(vendor, path, {
      ...placeOf(cursor),
      rows: 'result',
    })
    return { body, next, ...(total !== undefined && { total }) }
  },
  async leftOut(vendor: Vendor, activity: string, cursor: string | null) {
    const path = `/message/${pathId(activity)}/report/SUPPRESSED`
    const { rows, next } = await getPage(vendor, path, { ...placeOf(cursor), rows: 'result' })
    return { addresses: rows.flatMap((row) => cleanText(asObject(row)?.['email']) ?? []), next }
  },
  read: (bytes, ask) => readRecords(arrayOf(parsed(bytes), 'result'), ask),
  reader: 'act-on/drilldown@1',
  mend: {
    fields: { email: 'address' },
    readRecord: (record, ask) => readRecords([record], ask),
  },
  retention: { days: 90, isDocumented: false, source: 'usual among ESPs; not documented' },
}

function readRecords(records: readonly unknown[], ask: FeedbackAsk): ReadPage<FeedbackEvent> {
  drilldownOf(ask.kind)
  return readRows(records, (row) => readRow(row, ask), clueOf)
}

function clueOf(row: JsonObject): RowClue | undefined {
  const contactId = cleanText(row['recid'])
  if (!contactId) return undefined
  const url = cleanText(row['linkURI'])
  return { contactId, occurredAt: wholeMs(row['ts']), ...(url && { link: { url } }) }
}

/** Act-On tells time twice; "when" is words without a certain zone, so it is not read. */
function readRow(row: JsonObject, ask: FeedbackAsk): FeedbackEvent {
  const problem = addressProblem(row['email'])
  if (problem) throw new FieldRefused('email', problem)
  const occurredAt = wholeMs(row['ts'])
  if (occurredAt === null) {
    throw new FieldRefused('ts', 'ts' in row ? 'This is no moment in time.' : 'There is no time.')
  }
  const agent = [row['browser'], row['os']].flatMap((part) => cleanText(part) ?? []).join(', ')
  const contactId = cleanText(row['recid'])
  return {
    kind: ask.kind,
    address: row['email'] as string,
    occurredAt,
    activity: ask.activity,
    ...(agent !== '' && { agent }),
    ...(contactId && { contactId }),
    ...(ask.kind === 'click' && { link: linkOf(row) }),
    ...(ask.kind === 'bounce' && { bounce: bounceOf(row) }),
  }
}

function linkOf(row: JsonObject): { url: string } {
  const url = cleanText(row['linkURI'])
  if (!url) throw new FieldRefused('linkURI', 'A click without its link.')
  return { url }
}

/**
 * Act-On tells hard bounces from soft ones and documents no word for either in a row, so the words
 * of both fields are looked at; where neither says it, nothing is concluded.
 */
function bounceOf(row: JsonObject): Bounce {
  const words = [row['action'], row['data']].flatMap((part) => cleanText(part) ?? [])
  const told = words.find((word) => /\b(hard|soft)\b/i.test(word.replaceAll('_', ' ')))
  const code = told ?? words.at(-1) ?? ''
  if (told === undefined) return { code, class: 'other' }
  return { code, class: /hard/i.test(told) ? 'hard' : 'soft' }
}

function drilldownOf(kind: EventKind): string {
  if (!Object.hasOwn(DRILLDOWNS, kind)) throw new Error(`Act-On has no report of ${kind}.`)
  return DRILLDOWNS[kind as ReportedKind]
}
