import { fileMapping, type FileMapping } from '../mapping.ts'

/** A mapping to begin with. */
export interface Preset {
  id: string
  title: string
  /** Where the layout comes from. */
  note: string
  mapping: FileMapping
}

/** None of these vendors documents an export of feedback: its columns are to be checked. */
const NOTE = 'Community layout, not from a vendor document: check it against a file of yours.'

const KIND_WORDS = {
  ...{ Sent: 'sent', Send: 'sent', Delivered: 'delivered', Open: 'open', Opened: 'open' },
  ...{ Opens: 'open', Click: 'click', Clicked: 'click', Clicks: 'click', Forward: 'forward' },
  ...{ Forwarded: 'forward', Forwards: 'forward', Bounce: 'bounce', Bounced: 'bounce' },
  ...{ Bounces: 'bounce', Unsubscribe: 'opt_out', Unsubscribed: 'opt_out', 'Opt-out': 'opt_out' },
  ...{ 'Opt out': 'opt_out', 'Opt Outs': 'opt_out', Optout: 'opt_out', Complaint: 'complaint' },
  ...{ Complained: 'complaint', 'Spam complaint': 'complaint' },
} as const

const CLASS_WORDS = {
  ...{ Hard: 'hard', 'Hard bounce': 'hard', Soft: 'soft', 'Soft bounce': 'soft' },
  ...{ Full: 'full', 'Mailbox full': 'full', Block: 'block', Blocked: 'block' },
  ...{ 'Auto reply': 'auto-reply', Other: 'other' },
} as const

const CSV = { name: 'csv', delimiter: null, rows: '' } as const
const kindIn = (field: string) => ({ field, words: KIND_WORDS, otherwise: 'refuse' as const })
const bounceIn = (code: string, text: string) => ({
  code: { field: code },
  classes: CLASS_WORDS,
  text: { field: text },
})

export const PRESETS: readonly Preset[] = [
  preset('highroad', 'HighRoad (Adestra)', {
    format: CSV,
    kind: kindIn('event_name'),
    address: { field: 'email' },
    campaign: {
      id: { field: 'campaign_id' },
      name: { field: 'campaign_name' },
    },
    time: { field: 'event_date', format: 'yyyy-MM-dd HH:mm:ss', zone: 'UTC' },
    link: { field: 'link_url' },
    reason: { field: 'unsub_reason' },
    bounce: bounceIn('bounce_type', 'bounce_reason'),
    firstName: { field: 'first_name' },
    lastName: { field: 'last_name' },
    agent: { field: 'user_agent' },
    contactId: { field: 'contact_id' },
  }),
  preset('campaign-master', 'Campaign Master', {
    format: CSV,
    kind: kindIn('Activity'),
    address: { field: 'EmailAddress' },
    campaign: { id: { field: 'CampaignID' }, name: { field: 'CampaignName' } },
    time: { field: 'ActivityDate', format: 'dd/MM/yyyy HH:mm:ss', zone: 'Europe/London' },
    link: { field: 'URL' },
    reason: { field: 'Comment' },
    bounce: bounceIn('BounceType', 'BounceMessage'),
    firstName: { field: 'FirstName' },
    lastName: { field: 'LastName' },
  }),
  preset('sugar-market', 'Sugar Market (SalesFUSION)', {
    format: CSV,
    kind: kindIn('event_type'),
    address: { field: 'email' },
    campaign: { id: { field: 'email_id' }, name: { field: 'email_name' } },
    time: { field: 'event_date', format: 'iso', zone: 'UTC' },
    link: { field: 'url' },
    reason: { field: 'reason' },
    bounce: bounceIn('bounce_type', 'bounce_message'),
    firstName: { field: 'first_name' },
    lastName: { field: 'last_name' },
    contactId: { field: 'contact_id' },
  }),
  preset('intellipad', 'IntelliPad export', {
    format: CSV,
    kind: kindIn('Event'),
    address: { field: 'Address Used' },
    campaign: { name: { field: 'Campaign' } },
    time: { field: 'Time', format: 'MM/dd/yyyy hh:mm:ss a', zone: 'America/New_York' },
    link: { field: 'Link' },
    reason: { field: 'Reason' },
    bounce: bounceIn('Bounce', 'Bounce Reason'),
    firstName: { field: 'First Name' },
    lastName: { field: 'Last Name' },
  }),
  preset('generic', 'Any other service', {
    format: CSV,
    kind: kindIn('event'),
    address: { field: 'email' },
    campaign: { id: { field: 'campaign_id' }, name: { field: 'campaign' } },
    time: { field: 'time', format: 'iso', zone: 'UTC' },
    link: { field: 'link' },
    reason: { field: 'reason' },
    bounce: bounceIn('bounce_code', 'bounce_text'),
    firstName: { field: 'first_name' },
    lastName: { field: 'last_name' },
    agent: { field: 'user_agent' },
  }),
]

function preset(id: string, title: string, mapping: unknown): Preset {
  return { id, title, note: NOTE, mapping: fileMapping.parse(mapping) }
}
