import { createRandom, type Random } from '../random.ts'
import type { ContactDefinition, PersonRecord, WorldDefinition } from '../world/definition.ts'
import type { World } from '../world/world.ts'
import { create, type Crm, type Given } from './crm.ts'
import { moduleOf, type ModuleName } from './modules.ts'

/** Where the firm's people are written down, and how they behave by address. */
interface Desk {
  definition: WorldDefinition
  random: Random
  /** What the ESP holds, by lower-case address. */
  contacts: ReadonlyMap<string, ContactDefinition>
  /** The numbers of the users, by address. */
  users: ReadonlyMap<string, string>
  enter(module: ModuleName, given: Given): string
}

/** One mailbox is in use by a contact and by a lead, this many times. */
const twice = 5

/** The tag of those to whom nobody writes, as this firm has it. */
export const quietTag = 'Do not write to'

/** Attorneys as users, their clients in companies and households, and who is not one yet. */
export function furnish(crm: Crm, { definition }: World, seed: number): void {
  const enter = (module: ModuleName, given: Given) => create(crm, moduleOf(module), given).id
  const random = createRandom(`opencrm/${seed}`).fork('first people')
  const contacts = new Map(definition.contacts.map((one) => [one.address.toLowerCase(), one]))
  const desk: Desk = { definition, random, contacts, users: usersOf(definition, enter), enter }
  const companies = enterCompanies(desk)
  const persons = definition.people.filter((one) => one.kind === 'person')
  for (const [at, one] of persons.entries()) {
    if (one.organization === '' && at % 7 === 0) desk.enter('lead', leadOf(desk, one))
    else desk.enter('contact', contactOf(desk, one, companies.get(one.organization)))
  }
  const known = persons.filter((one) => one.email !== '' && one.organizationKind === 'company')
  for (const one of known.slice(0, twice)) {
    desk.enter('lead', { ...leadOf(desk, one), leadstatus: 'Recycled' })
  }
  enterStrangers(desk)
}

function usersOf({ people }: WorldDefinition, enter: Desk['enter']): ReadonlyMap<string, string> {
  enter('user', { user_name: 'admin', last_name: 'Administrator', status: 'Active' })
  const owners = new Map(people.map((one) => [one.ownerEmail, one.owner]))
  return new Map(
    [...owners].map(([email1, name]) => {
      const [first_name = '', ...rest] = name.split(' ')
      const user_name = email1.split('@')[0]
      const given = { user_name, first_name, last_name: rest.join(' '), email1, status: 'Active' }
      return [email1, enter('user', given)]
    }),
  )
}

function enterCompanies({ definition, users, enter }: Desk): ReadonlyMap<string, string> {
  const offices = new Map(
    definition.people.flatMap((one) =>
      one.kind === 'organization' ? [[one.name, one.email]] : [],
    ),
  )
  const ids = new Map<string, string>()
  for (const one of definition.people) {
    if (one.organization === '' || ids.has(one.organization)) continue
    const id = enter('company', {
      accountname: one.organization,
      account_type: one.organizationKind === 'household' ? 'Household' : 'Customer',
      city: one.city,
      country: one.country,
      smownerid: users.get(one.ownerEmail),
      email1: offices.get(one.organization),
    })
    ids.set(one.organization, id)
  }
  return ids
}

function contactOf(desk: Desk, one: PersonRecord, company: string | undefined): Given {
  return {
    ...personal(desk, one),
    accountid: company,
    title: one.jobTitle,
    email2: one.otherEmails[0],
    mailingcity: one.city,
    mailingcountry: one.country,
    leadsource: 'Existing Customer',
    contactdetails_tags: tagsOf(desk, one),
  }
}

function leadOf(desk: Desk, one: PersonRecord): Given {
  return {
    ...personal(desk, one),
    company: one.organization,
    designation: one.jobTitle,
    city: one.city,
    country: one.country,
    leadsource: 'Web Site',
    leadstatus: 'New',
    leaddetails_tags: tagsOf(desk, one),
  }
}

function personal(desk: Desk, one: PersonRecord): Given {
  return {
    firstname: one.firstName,
    lastname: one.lastName,
    phone: one.phone,
    email: one.email,
    smownerid: desk.users.get(one.ownerEmail),
    ...flagsOf(desk, one.email),
  }
}

/** The CRM has heard of some opt-outs and returns, of others not yet, and of a few alone. */
function flagsOf({ contacts, random }: Desk, address: string): Given {
  const contact = contacts.get(address.toLowerCase())
  const heard = contact !== undefined && contact.createdAfter % 2 === 0
  const alone = (share: number) => address !== '' && random.chance(share)
  const optedOut = heard && contact.permission === 'unsubscribed'
  const bounced = heard && contact.bounces === 'B'
  return {
    do_not_email: alone(0.01) || optedOut ? '1' : '0',
    email_bounced: alone(0.005) || bounced ? '1' : '0',
  }
}

/** Each list of the ESP is a tag here; some have the tag of those who want no letters. */
function tagsOf({ definition, contacts, random }: Desk, { email }: PersonRecord): string {
  const listIds = contacts.get(email.toLowerCase())?.listIds ?? []
  const lists = definition.lists.filter((one) => listIds.includes(one.listId))
  const quiet = random.chance(1 / 150) ? [quietTag] : []
  return [...lists.map((one) => one.name), ...quiet].join(',')
}

/** Some readers whom the ESP has and the firm's clients do not know: they are leads here. */
function enterStrangers({ definition, enter }: Desk): void {
  const known = new Set(definition.people.flatMap((one) => [one.email, ...one.otherEmails]))
  const strangers = definition.contacts.filter((one) => !known.has(one.address))
  for (const { firstName, lastName, address } of strangers.slice(0, 6)) {
    const name = { firstname: firstName, lastname: lastName }
    enter('lead', { ...name, email: address, leadstatus: 'New' })
  }
}
