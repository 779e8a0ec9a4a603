/** A field as the API knows it: one name to read and write it, another in a query's condition. */
export interface Field {
  name: string
  /** Its name in a condition, where that is another. */
  query?: string
  /** Names beside its own under which it can be written. */
  also?: readonly string[]
  /** What a record has that was made without it; blank unless told otherwise. */
  initial?: string
}

const owner: Field = {
  name: 'smownerid',
  query: 'assigned_user_id',
  also: ['assigned_user_id'],
}

/** The data protection part of a record; the switches are "0" or "1". */
const consent: readonly Field[] = [
  ...switches('do_not_email', 'tps', 'fps', 'consent_to_processing'),
  ...switches('data_processing_consent_given', 'righttobeforgotten'),
  ...plain('date_consent_given', 'consent_given_to', 'righttobeforgotten_date'),
]

const bounce: readonly Field[] = [...switches('email_bounced'), ...plain('email_bounce_history')]

export const contactFields: readonly Field[] = [
  owner,
  ...plain('firstname', 'lastname', 'accountid', 'title', 'department', 'contacttype'),
  ...plain('leadsource', 'greeting', 'birthday', 'email', 'email2', 'phone', 'mobile'),
  ...plain('homephone', 'otherphone', 'fax', 'mailingstreet', 'mailingstreet2', 'mailingcity'),
  ...plain('mailingstate', 'mailingzip', 'mailingcountry', 'reportsto', 'subscription'),
  ...consent,
  ...switches('donotlivechat'),
  ...bounce,
  ...plain('description', 'contactdetails_tags'),
  ...custom(101),
]

export const leadFields: readonly Field[] = [
  owner,
  ...plain('firstname', 'lastname', 'company', 'designation', 'email', 'phone', 'mobile'),
  ...plain('homephone', 'fax', 'leadsource', 'leadstatus', 'leadtype', 'industry', 'rating'),
  ...plain('lane', 'lane2', 'city', 'state', 'code', 'country', 'website', 'greeting', 'dob'),
  ...plain('annualrevenue', 'subscription'),
  ...consent,
  ...switches('donotlivechat'),
  ...bounce,
  ...plain('description', 'leaddetails_tags'),
  ...custom(201),
]

export const companyFields: readonly Field[] = [
  owner,
  ...plain('accountname', 'account_type', 'industry', 'ownership', 'rating', 'employees'),
  ...plain('parentid', 'email1', 'email2', 'phone', 'otherphone', 'fax', 'website'),
  ...plain('street', 'bill_street_2', 'city', 'state', 'code', 'country', 'subscription'),
  ...consent,
  ...plain('description', 'account_tags'),
  ...custom(301),
]

export const activityFields: readonly Field[] = [
  owner,
  ...plain('subject', 'taskstatus', 'taskpriority', 'date_start', 'due_date', 'duration_hours'),
  ...plain('parent_id', 'contact_id', 'accountid', 'single_asset_id', 'category', 'tasklist'),
  ...switches('sendnotification', 'sendnotificationcont', 'showonportal'),
  ...plain('description'),
  ...custom(401),
]

export const userFields: readonly Field[] = plain(
  'user_name',
  'first_name',
  'last_name',
  'email1',
  'status',
)

function plain(...names: readonly string[]): readonly Field[] {
  return names.map((name) => ({ name }))
}

function switches(...names: readonly string[]): readonly Field[] {
  return names.map((name) => ({ name, initial: '0' }))
}

/** The fields this firm has added: free texts, numbered as they were made. */
function custom(first: number): readonly Field[] {
  return Array.from({ length: 12 }, (_, at) => ({ name: `cf_${first + at}` }))
}
