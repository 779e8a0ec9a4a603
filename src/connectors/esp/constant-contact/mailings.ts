import {
  asObject,
  cleanText,
  Failure,
  isoTime,
  type JsonObject,
  type Mailing,
  type MailingSender,
  type MailingsPart,
  type NameTaken,
  type RemoteMailing,
  type Sending,
  type TestAsk,
  unreadable,
  type Vendor,
} from '../../sdk/index.ts'
import { campaignPages, readActivities, readCampaign } from './campaigns.ts'
import { getJson, pathId, TITLE, write } from './client.ts'
import { fields, footerFields, footerOf, lacks, limits, TRACKING_IMAGE } from './mailing-content.ts'
import { tagsOf } from './mailing-tags.ts'

/** Made through the API or in the HTML editor; other formats hold no HTML here (contract). */
const CUSTOM_CODE = 5
const SENDERS_MAX = 200
const LISTS_MAX = 1_000
/** Contract, EmailTestSendInput and POST …/tests. */
const TEST_ADDRESSES_MAX = 5
const TESTS_PER_DAY = 50

export const mailings: MailingsPart = {
  fields,
  limits,
  rules: [
    'Constant Contact sends from confirmed addresses of the account only.',
    'Its API has no templates for mails of custom code: content is kept here.',
    'A scheduled campaign cannot be changed: take back the schedule first.',
    `It sends ${TESTS_PER_DAY} test mails a day, to ${TEST_ADDRESSES_MAX} addresses at a time, and `
      + 'fills in no personal tags in them.',
  ],
  blankHtml: `<!doctype html>\n<html>\n<body>\n\n${TRACKING_IMAGE}\n</body>\n</html>\n`,
  lacks,
  tags: tagsOf,
  senders,
  create,
  read,
  find,
  update,
  setLists,
  sendTest: { addressesMax: TEST_ADDRESSES_MAX, perDay: TESTS_PER_DAY, call: sendTest },
  schedule,
  unschedule,
  remove,
}

async function senders(vendor: Vendor): Promise<MailingSender[]> {
  const body = await getJson(vendor, '/account/emails')
  if (!Array.isArray(body)) throw unreadable(TITLE, 'Its addresses are no list.')
  return body.slice(0, SENDERS_MAX).flatMap((entry) => {
    const email = asObject(entry)
    const address = cleanText(email?.['email_address'])
    return address === null
      ? []
      : [{ address, isConfirmed: email!['confirm_status'] === 'CONFIRMED' }]
  })
}

async function create(vendor: Vendor, mailing: Mailing): Promise<{ id: string } | NameTaken> {
  const json = {
    name: mailing.name,
    email_campaign_activities: [{ format_type: CUSTOM_CODE, ...activityOf(mailing) }],
  }
  return unlessTaken(async () => {
    const answer = await write(vendor, 'POST', '/emails', { json, isSafe: false })
    return { id: readCampaign(answer.json()).id }
  })
}

async function read(vendor: Vendor, id: string): Promise<RemoteMailing | null> {
  const body = asObject(await orNull(getJson(vendor, `/emails/${pathId(id)}`)))
  if (body === null) return null
  const campaign = readCampaign(body)
  if (campaign.id !== id) throw unreadable(TITLE, 'It is another campaign.')
  const activities = readActivities(body)
  const main = activities.find(({ role }) => role === 'primary_email')
  const mail =
    main === undefined || campaign.status === 'removed' ? null : await readMail(vendor, main.id)
  return {
    ...campaign,
    activities,
    content: mail === null ? null : contentOf(mail),
    lists: listsOf(mail),
    otherAudience: segmentOf(mail),
    scheduledFor: campaign.status === 'scheduled' ? await scheduledFor(vendor, main!.id) : null,
    record: mail,
  }
}

/** There is no filter for names: all campaigns are walked through, 500 a page. */
async function find(vendor: Vendor, name: string): Promise<RemoteMailing | null> {
  for await (const page of campaignPages(vendor, null)) {
    const found = page.find((one) => one.name === name && one.status !== 'removed')
    if (found !== undefined) return read(vendor, found.id)
  }
  return null
}

/** What is left out of a PUT is overwritten, but for the HTML and the footer (contract). */
async function update(
  vendor: Vendor,
  held: RemoteMailing,
  mailing: Mailing,
): Promise<NameTaken | undefined> {
  if (held.name !== mailing.name) {
    const json = { name: mailing.name }
    const path = `/emails/${pathId(held.id)}`
    const renamed = await unlessTaken(() => write(vendor, 'PATCH', path, { json, isSafe: true }))
    if (renamed === 'name_taken') return renamed
  }
  const json = { ...activityOf(mailing), ...audienceOf(held) }
  await write(vendor, 'PUT', activityPath(held), { json, isSafe: true })
  return undefined
}

async function setLists(
  vendor: Vendor,
  held: RemoteMailing,
  lists: readonly string[],
): Promise<void> {
  const mail = asObject(held.record) ?? {}
  const kept = ['from_name', 'from_email', 'reply_to_email', 'subject', 'preheader']
    .filter((name) => (mail[name] ?? null) !== null)
    .map((name) => [name, mail[name]])
  const json = { ...Object.fromEntries(kept), contact_list_ids: lists }
  await write(vendor, 'PUT', activityPath(held), { json, isSafe: true })
}

async function sendTest(vendor: Vendor, held: RemoteMailing, ask: TestAsk): Promise<void> {
  const json = {
    email_addresses: ask.addresses,
    ...(ask.message === '' ? {} : { personal_message: ask.message }),
  }
  await write(vendor, 'POST', `${activityPath(held)}/tests`, { json, isSafe: false })
}

async function schedule(vendor: Vendor, held: RemoteMailing, { at }: Sending): Promise<void> {
  const json = { scheduled_date: at === 'now' ? '0' : new Date(at).toISOString() }
  await write(vendor, 'POST', `${activityPath(held)}/schedules`, { json, isSafe: false })
}

async function unschedule(vendor: Vendor, held: RemoteMailing): Promise<void> {
  await write(vendor, 'DELETE', `${activityPath(held)}/schedules`, { isSafe: true })
}

/** Deleted twice, it is deleted. */
async function remove(vendor: Vendor, held: RemoteMailing): Promise<void> {
  await orNull(write(vendor, 'DELETE', `/emails/${pathId(held.id)}`, { isSafe: true }))
}

function activityPath(held: RemoteMailing): string {
  const main = held.activities.find(({ role }) => role === 'primary_email')
  if (main === undefined) throw unreadable(TITLE, 'The campaign has no mail.')
  return `/emails/activities/${pathId(main.id)}`
}

function activityOf(mailing: Mailing): JsonObject {
  const footer = footerOf(mailing.fields)
  return {
    from_name: mailing.fromName,
    from_email: mailing.fromAddress,
    reply_to_email: mailing.replyTo,
    subject: mailing.subject,
    ...(mailing.preheader === '' ? {} : { preheader: mailing.preheader }),
    html_content: mailing.html,
    ...(footer && { physical_address_in_footer: footer }),
  }
}

/** Lists and a segment exclude each other (contract). */
function audienceOf(held: RemoteMailing): JsonObject {
  const segments = asObject(held.record)?.['segment_ids']
  if (Array.isArray(segments) && segments.length > 0) return { segment_ids: segments }
  return held.lists.length === 0 ? {} : { contact_list_ids: held.lists }
}

async function readMail(vendor: Vendor, activityId: string): Promise<JsonObject | null> {
  const query = { include: 'html_content,physical_address_in_footer' }
  const body = await getJson(vendor, `/emails/activities/${pathId(activityId)}`, query)
  const mail = asObject(body)
  if (mail === null) throw unreadable(TITLE, 'It is no mail.')
  return mail
}

function contentOf(mail: JsonObject): RemoteMailing['content'] {
  if (mail['format_type'] !== CUSTOM_CODE) return null
  const text = (name: string) => cleanText(mail[name]) ?? ''
  return {
    subject: text('subject'),
    preheader: text('preheader'),
    fromName: text('from_name'),
    fromAddress: text('from_email'),
    replyTo: text('reply_to_email'),
    html: text('html_content'),
    fields: footerFields(mail['physical_address_in_footer']),
  }
}

function listsOf(mail: JsonObject | null): string[] {
  const lists = mail?.['contact_list_ids']
  if (!Array.isArray(lists)) return []
  return lists.slice(0, LISTS_MAX).filter((list) => typeof list === 'string')
}

function segmentOf(mail: JsonObject | null): string | null {
  const segments = mail?.['segment_ids']
  if (!Array.isArray(segments) || segments.length === 0) return null
  return `segment ${segments.slice(0, 3).map(String).join(', ')}`
}

async function scheduledFor(vendor: Vendor, activityId: string): Promise<number | null> {
  const body = await getJson(vendor, `/emails/activities/${pathId(activityId)}/schedules`)
  if (!Array.isArray(body)) throw unreadable(TITLE, 'Its schedule is no list.')
  return isoTime(asObject(body[0])?.['scheduled_date'])
}

/** Names are unique in an account; the vendor says so with a 409. */
async function unlessTaken<T>(call: () => Promise<T>): Promise<T | NameTaken> {
  try {
    return await call()
  } catch (error) {
    if (error instanceof Failure && error.status === 409) return 'name_taken'
    throw error
  }
}

async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof Failure && error.kind === 'not_found') return null
    throw error
  }
}
