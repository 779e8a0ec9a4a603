import type { Sandbox } from '../../sandbox/index.ts'
import { write, type Line } from './client.ts'

/** The account's confirmed address in the law firm. */
export const sender = 'letters@harrowgate-lindqvist.example'

export const html =
  '<html><body>[[trackingImage]]<h1>News</h1>'
  + '<p><a href="https://www.harrowgate-lindqvist.example/a?x=1&amp;y=2">First <b>page</b></a></p>'
  + '<a class="b" href=\'https://www.harrowgate-lindqvist.example/b\'>Second</a>'
  + '<a href="mailto:letters@harrowgate-lindqvist.example">Write</a></body></html>'

export const links = [
  'https://www.harrowgate-lindqvist.example/a?x=1&y=2',
  'https://www.harrowgate-lindqvist.example/b',
]

export const header = {
  from_name: 'Harrowgate Lindqvist LLP',
  from_email: sender,
  reply_to_email: sender,
  subject: 'What is new',
  preheader: 'In two minutes',
}

export const footer = {
  address_line1: '1 Main Street',
  city: 'Milwaukee',
  state_code: 'WI',
  postal_code: '53202',
  country_code: 'US',
  organization_name: 'Harrowgate Lindqvist LLP',
}

/** The body of a POST; `more` changes its only activity. */
export function letter(name: string, more: object = {}) {
  const activity = { format_type: 5, ...header, html_content: html, ...more }
  return { name, email_campaign_activities: [activity] }
}

export interface Made {
  campaignId: string
  /** The primary e-mail. */
  id: string
  permalink: string
  body: Line
}

export async function made(sandbox: Sandbox, name: string, more: object = {}): Promise<Made> {
  const { status, body } = await write(sandbox, 'POST /v3/emails', letter(name, more))
  if (status !== 200) throw new Error(`${status}: ${JSON.stringify(body)}`)
  return { campaignId: String(body.campaign_id), ...activitiesOf(body), body }
}

function activitiesOf(body: Line) {
  const all = body.campaign_activities as Line[]
  const id = (role: string) =>
    String(all.find((one) => one.role === role)?.campaign_activity_id ?? '')
  return { id: id('primary_email'), permalink: id('permalink') }
}

/** Gives a letter its lists, and orders it. */
export async function ordered(sandbox: Sandbox, id: string, lists: string[], date: string) {
  const path = `/v3/emails/activities/${id}`
  await write(sandbox, `PUT ${path}`, { ...header, contact_list_ids: lists })
  return write(sandbox, `POST ${path}/schedules`, { scheduled_date: date })
}

type Go = (request: string, expected: number, body?: unknown) => Promise<Line>

/** Every write about campaigns, with all its properties. */
export async function writeCampaigns(sandbox: Sandbox, listId: string, go: Go): Promise<void> {
  const whole = letter('Autumn news', { physical_address_in_footer: footer })
  const body = await go('POST /v3/emails', 200, whole)
  const campaign = `/v3/emails/${String(body.campaign_id)}`
  const activity = `/v3/emails/activities/${activitiesOf(body).id}`
  await go(`PATCH ${campaign}`, 200, { name: 'Autumn letter' })
  await go(`PUT ${activity}`, 200, {
    ...header,
    html_content: html,
    physical_address_in_footer: footer,
    contact_list_ids: [listId],
    segment_ids: [],
  })
  await go(`POST ${activity}/tests`, 204, {
    email_addresses: ['a@postbox.example'],
    personal_message: 'Please look at it.',
  })
  const later = new Date(sandbox.clock.now() + 3_600_000).toISOString()
  await go(`POST ${activity}/schedules`, 201, { scheduled_date: later })
  await go(`DELETE ${activity}/schedules`, 204)
  await go(`POST ${activity}/schedules`, 201, { scheduled_date: '0' })
  const { campaign_id } = await go('POST /v3/emails', 200, letter('Short-lived'))
  await go(`DELETE /v3/emails/${String(campaign_id)}`, 204)
}
