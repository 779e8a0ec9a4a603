import {
  type Bounce,
  type EventKind,
  type FeedbackAsk,
  type FeedbackEvent,
  type FeedbackPart,
  FieldRefused,
  isoTime,
  type JsonObject,
  plainDiagnostic,
  type ReadPage,
  readRows,
  type RowClue,
  type Vendor,
} from '../../sdk/index.ts'
import { numericId } from './client.ts'
import { mailingDetail, mailingPages } from './mailings.ts'
import { addressIn, isSet, neededTimeIn, textIn } from './values.ts'
import { rowsOf, type Walk, walkPage } from './walk.ts'

interface Source extends Walk {
  /** Where the time stands; absent: the vendor tells none. */
  time?: string
  /** Rows only come, and never change: as long as there are as many, nothing happened. */
  isAppendOnly: boolean
}

const WHO = ['email', 'user_id', 'mailing_instance_id']

const BOUNCES: Source = {
  types: ['mailing_activity_bounces'],
  fields: [...WHO, 'is_hard_bounce', 'is_soft_bounce', 'is_aol_complaint', 'email_status_code'],
  sort: 'email',
  isAppendOnly: false,
}

/** Each kind's grid, with fields documented for it. A reader's address (IP) is not asked. */
const SOURCES = {
  sent: {
    // The last 100 days, and what is older; which of them has an instance is found by asking.
    types: ['mailing_activity_subscriber_actions', 'mailing_activity_subscriber_archive'],
    fields: WHO,
    sort: 'email',
    isAppendOnly: true,
  },
  open: {
    types: ['mailing_activity_opens'],
    fields: [...WHO, 'open_date', 'email_client_name', 'email_client_type_name'],
    sort: 'open_date',
    time: 'open_date',
    isAppendOnly: true,
  },
  click: {
    types: ['mailing_activity_clicks'],
    fields: [...WHO, 'id', 'link', 'link_date'],
    sort: 'link_date',
    time: 'link_date',
    isAppendOnly: true,
  },
  bounce: BOUNCES,
  opt_out: {
    types: ['mailing_activity_optout'],
    fields: [...WHO, 'optout_date', 'optout_description'],
    sort: 'optout_date',
    time: 'optout_date',
    isAppendOnly: true,
  },
  forward: {
    types: ['mailing_activity_forward_count'],
    fields: [...WHO, 'forward_count'],
    sort: 'email',
    isAppendOnly: false,
  },
  complaint: BOUNCES,
} as const satisfies Partial<Record<EventKind, Source>>

export const feedback: FeedbackPart = {
  kinds: Object.keys(SOURCES) as EventKind[],
  campaigns: mailingPages,
  campaign: mailingDetail,
  // Pages are counted from the oldest row on, and half of the grids have no time to sort by.
  order: 'unstated',
  async page(vendor: Vendor, ask: FeedbackAsk, cursor: string | null) {
    const { isAppendOnly, ...walk } = sourceOf(ask.kind)
    const where = [['mailing_instance_id', 'EQ', numericId(ask.activity)]] as const
    const { total, ...page } = await walkPage(vendor, { ...walk, where }, cursor)
    return { ...page, ...(isAppendOnly && total !== undefined && { total }) }
  },
  read: (bytes, ask) => readRecords(rowsOf(bytes), ask),
  reader: 'informz/grid@1',
  mend: {
    fields: { email: 'address', open_date: 'time', link_date: 'time', optout_date: 'time' },
    readRecord: (record, ask) => readRecords([record], ask),
  },
  retention: { days: 90, isDocumented: false, source: 'usual among ESPs; not documented' },
}

function readRecords(records: readonly unknown[], ask: FeedbackAsk): ReadPage<FeedbackEvent> {
  const source = sourceOf(ask.kind)
  const own = records.filter((record) => isOfKind(record as JsonObject, ask.kind))
  return readRows(
    own,
    (row) => readRow(row, ask, source),
    (row) => clueOf(row, source),
  )
}

/** Bounces and complaints stand in one grid; who forwarded nothing may stand among others. */
function isOfKind(row: JsonObject, kind: EventKind): boolean {
  if (kind === 'forward') return textIn(row, 'forward_count') !== '0'
  if (kind !== 'bounce' && kind !== 'complaint') return true
  const has = (field: string) => !['', '0', 'false'].includes(textIn(row, field).toLowerCase())
  const isComplaint = has('is_aol_complaint')
  if (kind === 'complaint') return isComplaint
  return !isComplaint || has('is_hard_bounce') || has('is_soft_bounce')
}

/** user_id is shared by the addresses of one person, so it tells rows apart by their time only. */
function clueOf(row: JsonObject, { time }: Source): RowClue | undefined {
  const contactId = textIn(row, 'user_id')
  if (!contactId || time === undefined) return undefined
  const url = textIn(row, 'link')
  const id = textIn(row, 'id')
  return {
    contactId,
    occurredAt: isoTime(row[time]),
    ...(url && { link: { url, ...(id && { id }) } }),
  }
}

function readRow(row: JsonObject, ask: FeedbackAsk, { time }: Source): FeedbackEvent {
  const { kind, activity } = ask
  const address = addressIn(row)
  const occurredAt = time === undefined ? null : neededTimeIn(row, time)
  const agent = ['email_client_name', 'email_client_type_name']
    .flatMap((field) => textIn(row, field) || [])
    .join(', ')
  const contactId = textIn(row, 'user_id')
  const reason = textIn(row, 'optout_description')
  return {
    ...{ kind, address, occurredAt, activity },
    ...(agent !== '' && { agent }),
    ...(contactId !== '' && { contactId }),
    ...(reason !== '' && { reason }),
    ...(kind === 'click' && { link: linkOf(row) }),
    ...(kind === 'bounce' && { bounce: bounceOf(row) }),
  }
}

function linkOf(row: JsonObject): { url: string; id?: string } {
  const url = textIn(row, 'link')
  if (!url) throw new FieldRefused('link', 'A click without its link.')
  const id = textIn(row, 'id')
  return { url, ...(id && { id }) }
}

/** What the codes mean is not documented, so the two bits alone decide. */
function bounceOf(row: JsonObject): Bounce {
  const code = plainDiagnostic(textIn(row, 'email_status_code'))
  const isHard = isSet(row, 'is_hard_bounce')
  const isSoft = isSet(row, 'is_soft_bounce')
  if (isHard === isSoft) return { code, class: 'other' }
  return { code, class: isHard ? 'hard' : 'soft' }
}

function sourceOf(kind: EventKind): Source {
  if (!Object.hasOwn(SOURCES, kind)) throw new Error(`Informz has no grid of ${kind}.`)
  return SOURCES[kind as keyof typeof SOURCES]
}
