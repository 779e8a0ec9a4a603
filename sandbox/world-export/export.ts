import { stringify } from 'csv-stringify/sync'
import type { Row, RowKind } from '../world/rows.ts'
import type { Truth } from '../world/truth.ts'

/** Layouts without a vendor's document: those Homing's presets of the same names read. */
export const LAYOUTS = [
  'generic',
  'highroad',
  'campaign-master',
  'sugar-market',
  'intellipad',
] as const
export type Layout = (typeof LAYOUTS)[number]

export function isLayout(text: string): text is Layout {
  return (LAYOUTS as readonly string[]).includes(text)
}

interface Happening {
  word: string
  email: string
  first: string
  last: string
  contactId: string
  campaignId: string
  campaign: string
  at: Date
  link: string
  reason: string
  bounce: string
}

/** What happened up to now, as a service would export it: a line each, whatever its kind. */
export function exportCsv(truth: Truth, layout: Layout): string {
  const columns = COLUMNS[layout]
  const lines = happeningsOf(truth).map((one) => columns.map(([, cell]) => cell(one)))
  return stringify([columns.map(([name]) => name), ...lines])
}

const WORDS: Record<RowKind, string> = {
  sends: 'Sent',
  opens: 'Open',
  clicks: 'Click',
  forwards: 'Forward',
  optouts: 'Unsubscribe',
  bounces: 'Bounce',
  abuse: 'Complaint',
}

const BOUNCES: Readonly<Record<string, string>> = {
  B: 'Hard',
  S: 'Hard',
  D: 'Soft',
  F: 'Full',
  Z: 'Block',
  V: 'Auto reply',
  X: 'Other',
}

function happeningsOf(truth: Truth): Happening[] {
  const contacts = new Map(truth.contacts.map((one) => [one.contactId, one]))
  return truth.campaigns.flatMap(({ campaignId, name, activities }) =>
    activities.flatMap(({ rows }) =>
      (Object.keys(WORDS) as RowKind[]).flatMap((kind) =>
        rows[kind].map((row: Row): Happening => {
          const { firstName = '', lastName = '' } = contacts.get(row.contactId) ?? {}
          return {
            word: WORDS[kind],
            email: row.address,
            first: firstName,
            last: lastName,
            contactId: row.contactId,
            campaignId,
            campaign: name,
            at: new Date(row.at),
            link: row.url ?? '',
            reason: row.reason ?? '',
            bounce: row.bounceCode === undefined ? '' : (BOUNCES[row.bounceCode] ?? 'Other'),
          }
        }),
      ),
    ),
  )
}

type Column = readonly [string, (one: Happening) => string]
const nothing = () => ''

const COLUMNS: Record<Layout, readonly Column[]> = {
  generic: [
    ['event', (one) => one.word],
    ['email', (one) => one.email],
    ['first_name', (one) => one.first],
    ['last_name', (one) => one.last],
    ['campaign_id', (one) => one.campaignId],
    ['campaign', (one) => one.campaign],
    ['time', (one) => one.at.toISOString()],
    ['link', (one) => one.link],
    ['reason', (one) => one.reason],
    ['bounce_code', (one) => one.bounce],
    ['bounce_text', nothing],
    ['user_agent', nothing],
  ],
  highroad: [
    ['contact_id', (one) => one.contactId],
    ['email', (one) => one.email],
    ['first_name', (one) => one.first],
    ['last_name', (one) => one.last],
    ['campaign_id', (one) => one.campaignId],
    ['campaign_name', (one) => one.campaign],
    ['event_name', (one) => one.word],
    ['event_date', (one) => one.at.toISOString().slice(0, 19).replace('T', ' ')],
    ['link_url', (one) => one.link],
    ['bounce_type', (one) => one.bounce],
    ['bounce_reason', nothing],
    ['unsub_reason', (one) => one.reason],
    ['user_agent', nothing],
  ],
  'campaign-master': [
    ['EmailAddress', (one) => one.email],
    ['FirstName', (one) => one.first],
    ['LastName', (one) => one.last],
    ['CampaignID', (one) => one.campaignId],
    ['CampaignName', (one) => one.campaign],
    ['Activity', (one) => one.word],
    ['ActivityDate', (one) => clock(one.at, 'en-GB', 'Europe/London').replace(',', '')],
    ['URL', (one) => one.link],
    ['BounceType', (one) => one.bounce],
    ['BounceMessage', nothing],
    ['Comment', (one) => one.reason],
  ],
  'sugar-market': [
    ['contact_id', (one) => one.contactId],
    ['email', (one) => one.email],
    ['first_name', (one) => one.first],
    ['last_name', (one) => one.last],
    ['email_id', (one) => one.campaignId],
    ['email_name', (one) => one.campaign],
    ['event_type', (one) => one.word],
    ['event_date', (one) => one.at.toISOString()],
    ['url', (one) => one.link],
    ['bounce_type', (one) => one.bounce],
    ['bounce_message', nothing],
    ['reason', (one) => one.reason],
  ],
  intellipad: [
    ['First Name', (one) => one.first],
    ['Last Name', (one) => one.last],
    ['Address Used', (one) => one.email],
    ['Campaign', (one) => one.campaign],
    ['Event', (one) => one.word],
    ['Time', (one) => clock(one.at, 'en-US', 'America/New_York').replace(',', '')],
    ['Link', (one) => one.link],
    ['Bounce', (one) => one.bounce],
    ['Bounce Reason', nothing],
    ['Reason', (one) => one.reason],
  ],
}

function clock(at: Date, locale: string, timeZone: string): string {
  const two = '2-digit'
  return new Intl.DateTimeFormat(locale, {
    ...{ timeZone, year: 'numeric', month: two, day: two, hour: two, minute: two, second: two },
  })
    .format(at)
    .replaceAll('\u202f', ' ')
}
