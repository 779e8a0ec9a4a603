/** The objects that hold people, and what is asked of each, as far as the user sees it. */
import type { PeopleModule, Vendor } from '../../sdk/index.ts'
import { findShape, type Shape, shapeOf } from './describe.ts'
import type { Listing } from './query.ts'

export const PEOPLE_MODULES: readonly PeopleModule[] = [
  { id: 'Account', title: 'Accounts', holds: 'organizations' },
  { id: 'Contact', title: 'Contacts', holds: 'persons' },
  { id: 'Lead', title: 'Leads', holds: 'persons' },
]

/** Whom a firm knows best comes first. */
export const PERSON_MODULES = ['Contact', 'Lead'] as const
export type PersonModule = (typeof PERSON_MODULES)[number]

export function isPersonModule(module: string): module is PersonModule {
  return (PERSON_MODULES as readonly string[]).includes(module)
}

const EVERY = ['Id', 'SystemModstamp', 'IsDeleted', 'Owner.Name', 'Owner.Email', 'Phone']

const KIND = ['Type', 'RecordType.DeveloperName', 'IsPersonAccount']

const PERSON = ['FirstName', 'LastName', 'Title', 'Email']

const OWN: Readonly<Record<string, readonly string[]>> = {
  Account: ['Name', 'BillingCity', 'BillingCountry', ...KIND],
  Contact: [...PERSON, 'Fax', 'MailingCity', 'MailingCountry', 'Account.Name'],
  Lead: [...PERSON, 'Fax', 'City', 'Country', 'Company', 'IsConverted'],
}

/** What of an object is read as people. */
export async function peopleOf(vendor: Vendor, module: string): Promise<Listing> {
  const shape = await shapeOf(vendor, module)
  const fields = seenOf(shape, [...EVERY, ...OWN[module]!])
  const account = fields.includes('Account.Name') ? await findShape(vendor, 'Account') : null
  if (account) {
    fields.push(...seenOf(account, KIND).map((field) => `Account.${field}`))
  }
  return { object: module, fields, withDeleted: true }
}

/** What of an object is read as contacts: who may be written to, and on which lists they are. */
export async function contactsOf(vendor: Vendor, module: PersonModule): Promise<Listing> {
  const shape = await shapeOf(vendor, module)
  const company = module === 'Contact' ? 'Account.Name' : 'Company'
  const fields = seenOf(shape, ['Id', ...PERSON, ...flagsOf(shape), company])
  // A list is a campaign that goes on: what is told of past ones makes nobody's row longer.
  const lists = '(SELECT CampaignId FROM CampaignMembers WHERE Campaign.IsActive = true)'
  if (shape.children.has('CampaignMembers')) fields.push(lists)
  return { object: module, fields, where: reachable(module, 'Email != null') }
}

export const OPT_OUT = 'HasOptedOutOfEmail'
export const BOUNCED_AT = 'EmailBouncedDate'
export const BOUNCED_WHY = 'EmailBouncedReason'

/** The opt-out must be seen: without it nobody would be opted out. The bounce need not be there. */
export function flagsOf(shape: Shape): string[] {
  return [OPT_OUT, ...seenOf(shape, [BOUNCED_AT, BOUNCED_WHY])]
}

/** A lead that became a contact is there no more for anybody, and cannot be written to. */
export function reachable(module: PersonModule, where: string): string {
  return module === 'Lead' ? `${where} AND IsConverted = false` : where
}

/** The fields that are there for the user; of a parent's, where the link to it is. */
export function seenOf(shape: Shape, wanted: readonly string[]): string[] {
  return wanted.filter((field) => {
    const [first = '', ...rest] = field.split('.')
    return shape.fields.has(rest.length === 0 ? first : `${first}Id`)
  })
}
