/**
 * What a world is made of before anything happens in it. Every time in a definition is relative to
 * the moment the sandbox clock starts (milliseconds, negative = before), so that the same seed
 * gives the same story whenever it is told.
 */
export interface WorldDefinition {
  name: string
  account: AccountDefinition
  /** The firm's own CRM: what people.csv exports. */
  people: PersonRecord[]
  lists: ListDefinition[]
  contacts: ContactDefinition[]
  campaigns: CampaignDefinition[]
}

export interface AccountDefinition {
  encodedAccountId: string
  organizationName: string
  firstName: string
  lastName: string
  website: string
  phone: string
  timeZone: string
  address: { line1: string; city: string; state: string; postalCode: string; country: string }
  emails: { address: string; confirmed: boolean; roles: string[] }[]
}

export interface PersonRecord {
  externalId: string
  kind: 'person' | 'organization'
  name: string
  firstName: string
  lastName: string
  jobTitle: string
  email: string
  otherEmails: string[]
  organization: string
  organizationKind: '' | 'company' | 'household'
  owner: string
  ownerEmail: string
  phone: string
  city: string
  country: string
}

export interface ListDefinition {
  listId: string
  name: string
  description: string
  favorite: boolean
  createdAfter: number
}

export type Permission =
  'explicit' | 'implicit' | 'not_set' | 'pending_confirmation' | 'temp_hold' | 'unsubscribed'
export type Device = 'computer' | 'mobile' | 'tablet' | 'other' | 'none'
export type BounceCode = 'B' | 'D' | 'F' | 'S' | 'V' | 'X' | 'Z'
/** Who did something: the firm's account, or the contact itself. */
export type Party = 'Account' | 'Contact'

export interface OptOutDefinition {
  after: number
  source: Party
  reason: string
}

export interface ContactDefinition {
  contactId: string
  address: string
  firstName: string
  lastName: string
  jobTitle: string
  companyName: string
  city: string
  country: string
  phone: string
  listIds: string[]
  permission: Permission
  /** Who brought the contact in; the contact itself where its permission is explicit. */
  createdBy?: Party
  createdAfter: number
  /** How the person behaves. */
  persona: 'avid' | 'regular' | 'skimmer' | 'never'
  /** What stands between the sender and the person, and opens mail by itself. */
  gateway: 'none' | 'scanner' | 'proxy'
  device: Device
  /** The address answers mail with this bounce. */
  bounces?: BounceCode
  /** An opt-out that no campaign caused. */
  optOut?: OptOutDefinition
  deletedAfter?: number
  /** The address the contact had until `changedAfter`. */
  earlierAddress?: { address: string; changedAfter: number }
}

export interface LinkDefinition {
  urlId: string
  url: string
  text: string
  /** The relative number of people who follow it. */
  pull: number
}

export interface ActivityDefinition {
  activityId: string
  role: 'primary_email' | 'resend' | 'permalink'
  subject: string
  /** When it goes out; absent for an activity that is never sent. */
  sendAfter?: number
  /** Share of the recipients who report it as spam. */
  complaints?: number
}

export interface CampaignDefinition {
  campaignId: string
  name: string
  type: string
  typeCode: number
  /** What an unsent campaign is waiting for; a sent one derives its status from the clock. */
  status: 'Draft' | 'Scheduled' | 'Sent' | 'Removed'
  createdAfter: number
  updatedAfter: number
  fromName: string
  fromEmail: string
  preheader: string
  paragraphs: string[]
  listIds: string[]
  links: LinkDefinition[]
  activities: ActivityDefinition[]
}
