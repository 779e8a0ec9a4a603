import {
  asObject,
  cleanText,
  Failure,
  isoTime,
  type JsonObject,
  type RemoteActivity,
  type RemoteCampaign,
  type RemoteCampaignDetail,
  unreadable,
  type Vendor,
  walkPages,
} from '../../sdk/index.ts'
import { arrayOf, getJson, getPage, PAGE_LIMIT, pathId, TITLE } from './client.ts'

const ACTIVITIES_MAX = 100

/** GET /emails; after_date looks at updated_at, and there is no filter on the date of creation. */
export async function* campaignPages(
  vendor: Vendor,
  since: number | null,
): AsyncIterable<RemoteCampaign[]> {
  const query = {
    limit: PAGE_LIMIT,
    after_date: since === null ? undefined : new Date(since).toISOString(),
  }
  const pages = walkPages(TITLE, (cursor) => getPage(vendor, '/emails', { query, cursor }))
  for await (const page of pages) yield arrayOf(page.body, 'campaigns').map(readCampaign)
}

/**
 * Three requests: the campaign, its mail (subject and sender), and when it was sent. A campaign
 * that was never sent has no send history, so it is not asked for.
 */
export async function campaignDetail(
  vendor: Vendor,
  campaignId: string,
): Promise<RemoteCampaignDetail> {
  const body = asObject(await getJson(vendor, `/emails/${pathId(campaignId)}`))
  const campaign = readCampaign(body)
  if (campaign.id !== campaignId) throw unreadable(TITLE, 'It is another campaign.')
  const activities = readActivities(body!)
  const main = activities.find((activity) => activity.role === 'primary_email') ?? activities[0]
  const mail = main ? await readMail(vendor, main.id, campaign.status) : {}
  const mayBeSent = campaign.status !== 'draft' && campaign.status !== 'scheduled'
  return {
    ...campaign,
    subject: cleanText(mail['subject']) ?? '',
    fromName: cleanText(mail['from_name']) ?? '',
    fromAddress: cleanText(mail['from_email']) ?? '',
    sentAt: main && mayBeSent ? await firstSentAt(vendor, main.id) : null,
    activities,
    // Only custom code has any; what its own editor made is told by a link to a page (contract).
    html: typeof mail['html_content'] === 'string' ? mail['html_content'] : null,
  }
}

/** Of a campaign that was removed the vendor may not tell the mail any more (contract). */
async function readMail(
  vendor: Vendor,
  activityId: string,
  status: RemoteCampaign['status'],
): Promise<JsonObject> {
  try {
    const query = { include: 'html_content' }
    const mail = asObject(await getJson(vendor, `/emails/activities/${pathId(activityId)}`, query))
    if (!mail) throw unreadable(TITLE, 'It is no mail.')
    return mail
  } catch (error) {
    const isGone = error instanceof Failure && error.kind === 'not_found'
    if (isGone && status === 'removed') return {}
    throw error
  }
}

/** current_status in the words of the contract; activities write them in capitals. */
const STATUSES: Readonly<Record<string, RemoteCampaign['status']>> = {
  draft: 'draft',
  scheduled: 'scheduled',
  executing: 'sending',
  done: 'sent',
  error: 'error',
  removed: 'removed',
}

export function readCampaign(value: unknown): RemoteCampaign {
  const row = asObject(value)
  const id = cleanText(row?.['campaign_id'])
  if (!row || !id) throw unreadable(TITLE, 'A campaign has no campaign_id.')
  const word = String(row['current_status']).toLowerCase()
  return {
    id,
    name: cleanText(row['name']) ?? '',
    // A word not known yet is taken for sent: asking for feedback in vain costs a request, not
    // asking would lose it.
    status: Object.hasOwn(STATUSES, word) ? STATUSES[word]! : 'sent',
    updatedAt: isoTime(row['updated_at']),
    createdAt: isoTime(row['created_at']),
  }
}

/** Permalinks are web pages without recipients: only these two are sent to anybody. */
const SENT_ROLES: readonly unknown[] = ['primary_email', 'resend']

export function readActivities(campaign: JsonObject): RemoteActivity[] {
  const list = campaign['campaign_activities'] ?? []
  if (!Array.isArray(list) || list.length > ACTIVITIES_MAX) {
    throw unreadable(TITLE, 'Its campaign_activities are no list.')
  }
  return list.flatMap((entry) => {
    const activity = asObject(entry)
    const id = cleanText(activity?.['campaign_activity_id'])
    if (!activity || !id) throw unreadable(TITLE, 'An activity has no campaign_activity_id.')
    return SENT_ROLES.includes(activity['role']) ? [{ id, role: activity['role'] as string }] : []
  })
}

/** The earliest completed run, whatever order they come in. Deleted mails have no history (404). */
async function firstSentAt(vendor: Vendor, activityId: string): Promise<number | null> {
  let history: unknown
  try {
    history = await getJson(vendor, `/emails/activities/${pathId(activityId)}/send_history`)
  } catch (error) {
    if (error instanceof Failure && error.kind === 'not_found') return null
    throw error
  }
  if (!Array.isArray(history)) throw unreadable(TITLE, 'The send history is no list.')
  const times = history.flatMap((entry) => {
    const send = asObject(entry)
    const at = isoTime(send?.['run_date'])
    return at === null || send?.['send_status'] === 'ERRORED' ? [] : [at]
  })
  return times.length === 0 ? null : times.reduce((first, at) => Math.min(first, at))
}
