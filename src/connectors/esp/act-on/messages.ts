import {
  asObject,
  cleanText,
  type JsonObject,
  PAGES_MAX,
  type RemoteCampaign,
  type RemoteCampaignDetail,
  unreadable,
  type Vendor,
} from '../../sdk/index.ts'
import { getJson, getPage, pathId, TITLE } from './client.ts'
import { wholeMs } from './time.ts'

/** Messages that were sent, with what becomes of them here. A draft gets another id when sent. */
const TYPES = { SENT: 'sent', TRIGGERED: 'sent', FAILED: 'error' } as const

/**
 * Messages that were sent after since, or that say no time. The vendor's list cannot be limited by
 * time, so all of it is read.
 */
export async function* messagePages(
  vendor: Vendor,
  since: number | null,
): AsyncIterable<RemoteCampaign[]> {
  for (const [type, status] of Object.entries(TYPES)) {
    for await (const rows of rowsOf(vendor, type)) {
      const messages = rows.map((row) => readMessage(row, status))
      yield messages.filter(({ updatedAt }) => isSince(updatedAt, since))
    }
  }
}

function isSince(at: number | null, since: number | null): boolean {
  return at === null || since === null || at >= since
}

/** The rows of all messages of a type of Act-On's, page by page. */
export async function* rowsOf(vendor: Vendor, type: string): AsyncIterable<unknown[]> {
  let offset: number | null = 0
  for (let count = 0; offset !== null; count++) {
    if (count === PAGES_MAX) throw unreadable(TITLE, 'Its messages have no end.')
    const page = await getPage(vendor, '/message', { query: { type }, offset, rows: 'msgresult' })
    yield page.rows
    offset = page.nextOffset
  }
}

/** The list tells everything but the subject, which stands in the report. */
export async function messageDetail(
  vendor: Vendor,
  id: string,
  listed?: RemoteCampaign,
): Promise<RemoteCampaignDetail> {
  const report = await getJson(vendor, `/message/${pathId(id)}/report`)
  const message = listed ?? (await find(vendor, id)) ?? bare(id, report)
  const { record, ...campaign } = message
  const row = asObject(record) ?? {}
  return {
    ...campaign,
    subject: cleanText(report['subject']) ?? '',
    fromName: told(row, 'senderName', 'sender_name'),
    fromAddress: told(row, 'senderEmail', 'sender_email'),
    sentAt: campaign.status === 'sent' ? campaign.createdAt : null,
    activities: campaign.status === 'sent' ? [{ id, role: 'message' }] : [],
  }
}

async function find(vendor: Vendor, id: string): Promise<RemoteCampaign | null> {
  for await (const page of messagePages(vendor, null)) {
    const found = page.find((one) => one.id === id)
    if (found) return found
  }
  return null
}

/** A message with a report that no list tells of any more. */
function bare(id: string, report: JsonObject): RemoteCampaign {
  const name = cleanText(report['title']) ?? ''
  return { id, name, status: 'removed', updatedAt: null, createdAt: null }
}

/** A row of the list; the reference and the help pages spell its fields in two ways. */
export function readMessage(value: unknown, status: RemoteCampaign['status']): RemoteCampaign {
  const row = asObject(value)
  const id = row && told(row, 'msgId', 'msg_id')
  if (!row || !id) throw unreadable(TITLE, 'A message has no id.')
  const at = wholeMs(row['timeStamp'] ?? row['timestamp'])
  const name = told(row, 'name', 'title')
  return { id, name, status, updatedAt: at, createdAt: at, record: row }
}

/** A field of a message by its name in the reference, or by that of the help; empty: by neither. */
export function told(row: JsonObject, name: string, other: string): string {
  return cleanText(row[name]) ?? cleanText(row[other]) ?? ''
}
