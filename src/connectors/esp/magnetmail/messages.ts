import {
  type Channel,
  childOf,
  childrenOf,
  elementAt,
  type RemoteCampaign,
  type RemoteCampaignDetail,
  textOf,
  unreadable,
  type Vendor,
  type XmlElement,
} from '../../sdk/index.ts'
import { activityOf } from './channels.ts'
import { ask, farEnd, moment, numericId, TITLE } from './client.ts'
import { readName } from './sending-mark.ts'
import { utcTime } from './values.ts'

const DAY_MS = 86_400_000
/** Of messages asked for at once: an answer has no pages, and is read within bounds. */
const SPAN_MS = 366 * DAY_MS
/** No message of the vendor's is older. */
export const FIRST = Date.UTC(2000, 0)

/**
 * Messages by e-mail or fax that were sent since a moment. How limits are read by the vendor
 * (clocks, ends) is not documented, so a day more is asked for before it.
 */
export async function* messagePages(
  vendor: Vendor,
  since: number | null,
): AsyncIterable<RemoteCampaign[]> {
  const end = farEnd(vendor)
  const seen = new Set<string>()
  for (let from = startOf(since); from < end; from += SPAN_MS) {
    const messages = await sentByEither(vendor, from, Math.min(from + SPAN_MS, end))
    yield messages.filter(({ id }) => !seen.has(id))
    for (const { id } of messages) seen.add(id)
  }
}

function startOf(since: number | null): number {
  return since === null ? FIRST : Math.max(since - DAY_MS, FIRST)
}

/** A message as it is listed, and by which channels it can go. */
interface Listed extends RemoteCampaign {
  record: { row: XmlElement; channels: readonly Channel[] }
}

/** By mail, by fax or both, each message once. */
async function sentByEither(vendor: Vendor, from: number, to: number): Promise<Listed[]> {
  const mails = await messagesSent(vendor, from, to)
  const byId = new Map(mails.map((one) => [one.id, one]))
  for (const fax of await messagesSent(vendor, from, to, 'fax')) {
    const channels = [...(byId.get(fax.id)?.record.channels ?? []), ...fax.record.channels]
    byId.set(fax.id, { ...fax, record: { ...fax.record, channels } })
  }
  return [...byId.values()]
}

/** The messages of a channel whose last sending lies between two moments. Throws Failure. */
export async function messagesSent(
  vendor: Vendor,
  from: number,
  to: number,
  channel: Channel = 'email',
): Promise<Listed[]> {
  const limits = {
    ...created(FIRST, farEnd(vendor)),
    sentStartDate: moment(from),
    sentEndDate: moment(to),
  }
  const kinds = channel === 'fax' ? FAXES : EACH
  const result = await ask(vendor, 'getMessagesUTC', (user_id) => ({
    ...{ user_id, ...limits, ...kinds },
  }))
  return childrenOf(result, 'MessageList').map((row) => readMessage(row, channel))
}

/** Whatever kind of message it is, as long as it goes by e-mail. */
const EACH = { archived: 'all', hidden: 'all', hasFax: 'all', hasEmail: 'yes' }
/** The same by fax. */
const FAXES = { ...EACH, hasFax: 'yes', hasEmail: 'all' }

function created(from: number, to: number) {
  return { createStartDate: moment(from), createEndDate: moment(to) }
}

/** Of messages asked for by the time they were made; a row of names is short. */
const NAMES_SPAN_MS = 5 * SPAN_MS
/** How the vendor's framework writes no moment; a message that was never sent has it. */
const NEVER = '0001-01-01T00:00:00'

/**
 * The newest message of that name, sent or not; null where there is none. What limits by sending
 * leave out is not documented, so those never sent are asked for besides.
 */
export async function messageNamed(vendor: Vendor, name: string): Promise<string | null> {
  for (let to = farEnd(vendor); to > FIRST; to -= NAMES_SPAN_MS) {
    const made = created(Math.max(to - NAMES_SPAN_MS, FIRST), to)
    for (const [sentStartDate, sentEndDate] of [
      [NEVER, NEVER],
      [moment(FIRST), moment(farEnd(vendor))],
    ]) {
      const limits = { ...made, sentStartDate, sentEndDate, ...EACH }
      const list = await ask(vendor, 'getMessageListUtc', (user_id) => ({ user_id, ...limits }))
      const rows = childrenOf(list, 'Message')
      const found = rows.filter((row) => readName(textOf(row, 'message_name')).name === name)
      const ids = found.map((row) => Number(numericId(textOf(row, 'message_id'))))
      if (ids.length > 0) return String(Math.max(...ids))
    }
  }
  return null
}

/** By which clocks a message's own moments are written is not documented. */
const CLOCKS_MS = 2 * DAY_MS

/**
 * When a message first went to a group, and to which it went; null where it went to none. details:
 * the message as it was just read.
 */
export async function sendingOf(
  vendor: Vendor,
  details: XmlElement,
): Promise<{ at: number; lists: string[] } | null> {
  if (utcTime(textOf(details, 'lastSent')) === null) return null
  const madeAt = utcTime(textOf(details, 'createDate')) ?? FIRST
  const id = textOf(details, 'message_id')
  const limits = {
    ...created(madeAt - CLOCKS_MS, madeAt + CLOCKS_MS),
    sentStartDate: moment(FIRST),
    sentEndDate: moment(farEnd(vendor)),
  }
  const result = await ask(vendor, 'getMessagesUTC', (user_id) => ({ user_id, ...limits, ...EACH }))
  const row = childrenOf(result, 'MessageList').find(
    (one) => textOf(childOf(one, 'message'), 'message_id') === id,
  )
  if (row === undefined) throw unreadable(TITLE, 'A message that was sent is in no list.')
  const lists = jobsOf(row).map((job) => textOf(job, 'group_id'))
  const at = firstSending(row)
  return lists.length === 0 || at === null ? null : { at, lists: [...new Set(lists)] }
}

/** A message is its own only mailing. Its list tells everything but subject and sender. */
export async function messageDetail(
  vendor: Vendor,
  id: string,
  listed?: RemoteCampaign,
): Promise<RemoteCampaignDetail> {
  const { record, ...campaign } = listed ?? (await find(vendor, id))
  if (campaign.status === 'removed') return { ...campaign, ...UNKNOWN }
  const { row, channels } = record as Listed['record']
  const MessageId = numericId(id)
  const details = await ask(vendor, 'GetMessageDetails', () => ({ MessageId }))
  return {
    ...campaign,
    subject: textOf(details, 'SubjectLine'),
    ...senderIn(textOf(details, 'FromAddress')),
    sentAt: campaign.status === 'sent' ? firstSending(row) : null,
    activities:
      campaign.status === 'sent'
        ? channels.map((channel) => ({ id: activityOf(id, channel), role: ROLES[channel] }))
        : [],
    html: htmlOf(details),
  }
}

const ROLES: Record<Channel, string> = { email: 'message', fax: 'fax' }

/** Its blocks: where they stand in a template of the account's, that is not told. */
export function htmlOf(details: XmlElement): string | null {
  const blocks = BLOCKS.map((name) => textOf(details, name)).filter((block) => block !== '')
  return blocks.length === 0 ? null : blocks.join('\n')
}

const BLOCKS = ['html_version_block1', 'html_version_block2', 'html_version_block3'] as const

const UNKNOWN = { subject: '', fromName: '', fromAddress: '', sentAt: null, activities: [] }

async function find(vendor: Vendor, id: string): Promise<RemoteCampaign> {
  // The newest first: it is mostly one of these that is asked for.
  for (let to = farEnd(vendor); to > FIRST; to -= SPAN_MS) {
    const messages = await sentByEither(vendor, Math.max(to - SPAN_MS, FIRST), to)
    const found = messages.find((one) => one.id === id)
    if (found) return found
  }
  return { id, name: '', status: 'removed', updatedAt: null, createdAt: null }
}

function readMessage(row: XmlElement, channel: Channel): Listed {
  const message = childOf(row, 'message')
  const id = textOf(message, 'message_id')
  if (!id) throw unreadable(TITLE, 'A message has no id.')
  const sentAt = utcTime(textOf(message, 'lastSent'))
  return {
    id,
    name: readName(textOf(message, 'message_name')).name,
    status: sentAt === null ? 'draft' : 'sent',
    updatedAt: sentAt,
    createdAt: utcTime(textOf(message, 'createDate')),
    record: { row, channels: [channel] },
  }
}

function jobsOf(row: XmlElement): XmlElement[] {
  return childrenOf(elementAt(row, 'GroupsEmailSentTo'), 'JobToGroup')
}

/** A message may go to one group after the other: each time is told, besides the last. */
function firstSending(row: XmlElement): number | null {
  const faxed = childrenOf(elementAt(row, 'GroupsFaxSentTo'), 'JobToGroup')
  const times = [...jobsOf(row), ...faxed].map((job) => utcTime(textOf(job, 'sent_date')))
  const known = [...times, utcTime(textOf(childOf(row, 'message'), 'lastSent'))]
  return Math.min(...known.flatMap((at) => at ?? []))
}

/** A name with its address in pointed brackets, or the address alone. */
export function senderIn(from: string): { fromName: string; fromAddress: string } {
  const [, name = '', inner] = /^(.*)<([^<>]+)>$/.exec(from) ?? []
  return { fromName: name.trim(), fromAddress: (inner ?? from).trim() }
}
