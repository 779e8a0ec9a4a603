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
  for await (const { rows } of allPages(vendor, '/mailings', EACH)) {
    yield rows
      .map((row) => readMailing(objectOf(row)))
      .filter(({ status }) => OUT.includes(status))
      .filter(({ updatedAt }) => since === null || updatedAt === null || updatedAt >= since)
  }
}

/** Of every type: without a word of it, triggered mailings and split tests are not listed. */
export const EACH = { include_archived: 'true', mailing_types: 'm,t,r,s,c' } as const

const OUT: readonly RemoteCampaign['status'][] = ['sending', 'sent', 'error']

/**
 * One request a mailing, for its HTML: a page of the listing has 500 mailings, which would be too
 * much with that of each.
 */
export async function mailingDetail(vendor: Vendor, id: string): Promise<RemoteCampaignDetail> {
  const row = objectOf(await getJson(vendor, `/mailings/${pathId(id)}`))
  const campaign = readMailing(row)
  if (campaign.id !== id) throw unreadable(TITLE, 'It is another mailing.')
  const sentAt = startOf(row)
  return {
    ...campaign,
    subject: cleanText(row['subject']) ?? '',
    ...senderOf(row),
    sentAt,
    activities: sentAt === null ? [] : [{ id: campaign.id, role: 'mailing' }],
    html: typeof row['html_body'] === 'string' ? row['html_body'] : null,
  }
}

const TIMES = ['created_ts', 'send_started', 'send_finished', 'cancel_ts', 'archived_ts'] as const

/** Whether sender is a name or an address is not documented. */
export function senderOf(row: JsonObject): { fromName: string; fromAddress: string } {
  const sender = cleanText(row['sender']) ?? ''
  const isAddress = sender.includes('@')
  return { fromName: isAddress ? '' : sender, fromAddress: isAddress ? sender : '' }
}

/** A mailing as it is listed, alone or among others. */
export function readMailing(row: JsonObject): RemoteCampaign {
  const id = idOf(row['mailing_id'])
  if (id === null) throw unreadable(TITLE, 'A mailing has no mailing_id.')
  const parent = idOf(row['parent_mailing_id'])
  const times = TIMES.flatMap((name) => emmaTime(row[name]) ?? [])
  return {
    id,
    name: cleanText(row['name']) ?? '',
    status: statusOf(row),
    updatedAt: times.length === 0 ? null : Math.max(...times),
    createdAt: emmaTime(row['created_ts']),
    ...(parent !== null && { copyOf: parent }),
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
export function startOf(row: JsonObject): number | null {
  return emmaTime(row['send_started']) ?? emmaTime(row['send_finished'])
}
