import {
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
import { ask, farEnd, moment, numericId, TITLE } from './client.ts'
import { utcTime } from './values.ts'

const DAY_MS = 86_400_000
/** Of messages asked for at once: an answer has no pages, and is read within bounds. */
const SPAN_MS = 366 * DAY_MS
/** No message of the vendor's is older. */
export const FIRST = Date.UTC(2000, 0)

/**
 * Messages by e-mail that were sent since a moment. How limits are read by the vendor (clocks,
 * ends) is not documented, so a day more is asked for before it.
 */
export async function* messagePages(
  vendor: Vendor,
  since: number | null,
): AsyncIterable<RemoteCampaign[]> {
  const end = farEnd(vendor)
  const seen = new Set<string>()
  for (let from = startOf(since); from < end; from += SPAN_MS) {
    const messages = await messagesSent(vendor, from, Math.min(from + SPAN_MS, end))
    yield messages.filter(({ id }) => !seen.has(id))
    for (const { id } of messages) seen.add(id)
  }
}

function startOf(since: number | null): number {
  return since === null ? FIRST : Math.max(since - DAY_MS, FIRST)
}

/** The messages whose last sending lies between two moments. Throws Failure. */
export async function messagesSent(
  vendor: Vendor,
  from: number,
  to: number,
): Promise<RemoteCampaign[]> {
  const result = await ask(vendor, 'getMessagesUTC', (user_id) => ({
    user_id,
    createStartDate: moment(FIRST),
    createEndDate: moment(farEnd(vendor)),
    sentStartDate: moment(from),
    sentEndDate: moment(to),
    archived: 'all',
    hidden: 'all',
    hasFax: 'all',
    hasEmail: 'yes',
  }))
  return childrenOf(result, 'MessageList').map(readMessage)
}

/** A message is its own only mailing. Its list tells everything but subject and sender. */
export async function messageDetail(
  vendor: Vendor,
  id: string,
  listed?: RemoteCampaign,
): Promise<RemoteCampaignDetail> {
  const { record, ...campaign } = listed ?? (await find(vendor, id))
  if (campaign.status === 'removed') return { ...campaign, ...UNKNOWN }
  const MessageId = numericId(id)
  const details = await ask(vendor, 'GetMessageDetails', () => ({ MessageId }))
  return {
    ...campaign,
    subject: textOf(details, 'SubjectLine'),
    fromName: '',
    fromAddress: textOf(details, 'FromAddress'),
    sentAt: campaign.status === 'sent' ? firstSending(record as XmlElement) : null,
    activities: campaign.status === 'sent' ? [{ id, role: 'message' }] : [],
    html: htmlOf(details),
  }
}

/** Its blocks: where they stand in a template of the account's, that is not told. */
function htmlOf(details: XmlElement): string | null {
  const blocks = BLOCKS.map((name) => textOf(details, name)).filter((block) => block !== '')
  return blocks.length === 0 ? null : blocks.join('\n')
}

const BLOCKS = ['html_version_block1', 'html_version_block2', 'html_version_block3'] as const

const UNKNOWN = { subject: '', fromName: '', fromAddress: '', sentAt: null, activities: [] }

async function find(vendor: Vendor, id: string): Promise<RemoteCampaign> {
  for await (const page of messagePages(vendor, null)) {
    const found = page.find((one) => one.id === id)
    if (found) return found
  }
  return { id, name: '', status: 'removed', updatedAt: null, createdAt: null }
}

function readMessage(row: XmlElement): RemoteCampaign {
  const message = childOf(row, 'message')
  const id = textOf(message, 'message_id')
  if (!id) throw unreadable(TITLE, 'A message has no id.')
  const sentAt = utcTime(textOf(message, 'lastSent'))
  return {
    id,
    name: textOf(message, 'message_name'),
    status: sentAt === null ? 'draft' : 'sent',
    updatedAt: sentAt,
    createdAt: utcTime(textOf(message, 'createDate')),
    record: row,
  }
}

/** A message may go to one group after the other: each time is told, besides the last. */
function firstSending(row: XmlElement): number | null {
  const jobs = childrenOf(elementAt(row, 'GroupsEmailSentTo'), 'JobToGroup')
  const times = jobs.map((job) => utcTime(textOf(job, 'sent_date')))
  const known = [...times, utcTime(textOf(childOf(row, 'message'), 'lastSent'))]
  return Math.min(...known.flatMap((at) => at ?? []))
}
