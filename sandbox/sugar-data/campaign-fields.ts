import { bool, computed, date, datetime, dropdown, id, int, ownership, stamps } from './field.ts'
import { text, varchar, type Field } from './field.ts'

/** What can happen to a recipient; the vendor has no word for a forward or a complaint. */
const activities = {
  targeted: 'Message Sent/Attempted',
  'send error': 'Bounced Messages,Other',
  'invalid email': 'Bounced Messages,Invalid Email',
  link: 'Click-thru Link',
  viewed: 'Viewed Message',
  removed: 'Opted Out',
  lead: 'Leads Created',
  contact: 'Contacts Created',
  blocked: 'Suppressed by address or domain',
  Survey: 'Survey answered',
} as const

const listTypes = ['default', 'seed', 'exempt_domain', 'exempt_address', 'exempt', 'test']
const statuses = ['Planning', 'Active', 'Inactive', 'Complete']
const channels = [
  'Telesales',
  'Mail',
  'Email',
  'Print',
  'Web',
  'Radio',
  'Television',
  'NewsLetter',
  'Survey',
]

export const prospectListFields: readonly Field[] = [
  id('id'),
  varchar('name'),
  dropdown('list_type', listTypes),
  ...stamps,
  ...ownership,
  text('description'),
  varchar('domain_name'),
  computed('entry_count', 'int'),
]

export const campaignFields: readonly Field[] = [
  id('id'),
  varchar('name', 50),
  ...stamps,
  ...ownership,
  int('tracker_key'),
  int('tracker_count'),
  varchar('refer_url'),
  date('start_date'),
  date('end_date'),
  dropdown('status', statuses),
  int('impressions'),
  int('budget'),
  int('expected_cost'),
  int('actual_cost'),
  int('expected_revenue'),
  dropdown('campaign_type', channels),
  text('objective'),
  text('content'),
  varchar('frequency', 100),
]

/** What happened to a recipient of a campaign; there is no date of entry, and no owner. */
export const campaignLogFields: readonly Field[] = [
  id('id'),
  id('campaign_id'),
  varchar('target_tracker_key', 36),
  varchar('target_id', 36),
  varchar('target_type', 100),
  dropdown('activity_type', activities),
  datetime('activity_date'),
  varchar('related_id', 36),
  varchar('related_type', 100),
  bool('archived'),
  { ...int('hits'), default: '0' },
  id('list_id'),
  bool('deleted'),
  datetime('date_modified'),
  varchar('more_information', 100),
  id('marketing_id'),
]

export const noteFields: readonly Field[] = [
  id('id'),
  varchar('name'),
  ...stamps,
  ...ownership,
  text('description'),
  varchar('parent_type'),
  id('parent_id'),
  id('contact_id'),
]
