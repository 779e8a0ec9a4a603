import {
  cleanText,
  type JsonObject,
  type RemoteCampaign,
  type RemoteCampaignDetail,
  unreadable,
  type Vendor,
} from '../../sdk/index.ts'
import { allPages, getJson, idOf, objectOf, pathId, TITLE } from './client.ts'
import { emmaTime } from './time.ts'

/**
 * Mailings that went out, or should have and failed; changed after since, where it is told when.
 * The listing cannot be limited by time and is read whole, those put into the archive with it.
 */
export async function* mailingPages(
  vendor: Vendor,
  since: number | null,
): AsyncIterable<RemoteCampaign[]> {
  for await (const { rows } of allPages(vendor, '/mailings', { include_archived: 'true' })) {
    yield rows
      .map((row) => readMailing(objectOf(row)))
      .filter(({ status }) => OUT.includes(status))
      .filter(({ updatedAt }) => since === null || updatedAt === null || updatedAt >= since)
  }
}

const OUT: readonly RemoteCampaign['status'][] = ['sending', 'sent', 'error']

/** The listing tells all that is asked for here; a mailing that was not listed is asked for. */
export async function mailingDetail(
  vendor: Vendor,
  id: string,
  listed?: RemoteCampaign,
): Promise<RemoteCampaignDetail> {
  const row = objectOf(listed?.record ?? (await getJson(vendor, `/mailings/${pathId(id)}`)))
  const { record: _, ...campaign } = readMailing(row)
  const sender = cleanText(row['sender']) ?? ''
  const isAddress = sender.includes('@')
  const sentAt = startOf(row)
  return {
    ...campaign,
    subject: cleanText(row['subject']) ?? '',
    fromName: isAddress ? '' : sender,
    fromAddress: isAddress ? sender : '',
    sentAt,
    activities: sentAt === null ? [] : [{ id: campaign.id, role: 'mailing' }],
  }
}

const TIMES = ['created_ts', 'send_started', 'send_finished', 'cancel_ts', 'archived_ts'] as const

function readMailing(row: JsonObject): RemoteCampaign {
  const id = idOf(row['mailing_id'])
  if (id === null) throw unreadable(TITLE, 'A mailing has no mailing_id.')
  const times = TIMES.flatMap((name) => emmaTime(row[name]) ?? [])
  return {
    id,
    name: cleanText(row['name']) ?? '',
    status: statusOf(row),
    updatedAt: times.length === 0 ? null : Math.max(...times),
    createdAt: emmaTime(row['created_ts']),
    record: row,
  }
}

/**
 * Official client, MailingStatus: p pending, a paused, s sending, x canceled, c complete, f failed,
 * u (not said what). What began to go out and was canceled has gone out to some.
 */
function statusOf(row: JsonObject): RemoteCampaign['status'] {
  const letter = cleanText(row['mailing_status']) ?? ''
  if (startOf(row) === null) return NOT_BEGUN[letter] ?? 'draft'
  return BEGUN[letter] ?? 'sending'
}

const NOT_BEGUN: Record<string, RemoteCampaign['status']> = {
  p: 'scheduled',
  a: 'scheduled',
  s: 'sending',
  x: 'removed',
  f: 'error',
}

const BEGUN: Record<string, RemoteCampaign['status']> = { c: 'sent', x: 'sent', f: 'error' }

/** When the first mail left; null before. */
function startOf(row: JsonObject): number | null {
  return emmaTime(row['send_started']) ?? emmaTime(row['send_finished'])
}
