import type { Random } from '../random.ts'
import type { ContactDefinition, PersonRecord, WorldDefinition } from '../world/definition.ts'
import { day } from '../world/time.ts'
import { moment } from './moments.ts'
import type { SObject } from './objects.ts'
import type { Org } from './org.ts'
import type { Row } from './rows.ts'
import { create, type Given } from './saving.ts'

/** Where the firm's people are written down, and how they behave by address. */
export interface Desk {
  org: Org
  definition: WorldDefinition
  start: number
  random: Random
  /** What the ESP holds, by lower-case address. */
  contacts: ReadonlyMap<string, ContactDefinition>
  enter(object: string, given: Given): Row
}

export function createDesk(org: Org, definition: WorldDefinition, start: number): Desk {
  const random = org.random.fork('first people')
  return {
    org,
    definition,
    start,
    random,
    contacts: new Map(definition.contacts.map((one) => [one.address.toLowerCase(), one])),
    enter: (object, given) => {
      const row = create(org, org.object(object) as SObject, given, org.users.admin)
      const created = start - random.int(200, 1900) * day
      const modified = start - random.int(1, 190) * day - random.int(0, 86_399) * 1000
      const [CreatedDate, SystemModstamp] = [moment(created), moment(modified)]
      const stamps = { CreatedDate, SystemModstamp, LastModifiedDate: SystemModstamp }
      org.table(object).set(row, stamps)
      return row
    },
  }
}

/** One mailbox is in use by a contact and by a lead, this many times. */
const twice = 5

/** The attorneys as users, their clients in accounts, and who is not a client yet. */
export function enterPeople(desk: Desk): void {
  const { people } = desk.definition
  const users = enterUsers(desk)
  const accounts = enterAccounts(desk, users)
  const persons = people.filter((one) => one.kind === 'person')
  for (const [at, one] of persons.entries()) {
    const alone = one.organization === ''
    if (alone && at % 7 === 0) enterLead(desk, users, one)
    else {
      const account = alone && at % 2 === 0 ? enterIndividual(desk, users, one) : undefined
      const AccountId = account ?? accounts.get(one.organization)
      desk.enter('Contact', { ...personal(desk, users, one), ...placeOf(one), AccountId })
    }
  }
  const known = persons.filter((one) => one.email !== '' && one.organizationKind === 'company')
  for (const one of known.slice(0, twice)) enterLead(desk, users, one)
  enterStrangers(desk)
}

type Users = ReadonlyMap<string, string>

function enterUsers({ org, definition }: Desk): Users {
  const table = org.table('User')
  const owners = new Map(definition.people.map((one) => [one.ownerEmail, one.owner]))
  const at = moment(0)
  const add = (Id: string, name: string, Email: string, Title: string) => {
    const [FirstName = '', ...rest] = name.split(' ')
    const stamps = { CreatedDate: at, LastModifiedDate: at, SystemModstamp: at }
    const by = { CreatedById: org.users.admin, LastModifiedById: org.users.admin }
    const named = { FirstName, LastName: rest.join(' '), Title, Email, Username: Email }
    const user = { UserType: 'Standard', IsActive: true, ...stamps, ...by }
    table.add({ Id, IsDeleted: false, ...named, ...user })
    return Id
  }
  add(org.users.api, 'Homing Integration', 'homing@harrowgate-lindqvist.example', 'Integration')
  add(org.users.admin, 'Office Administrator', 'admin@harrowgate-lindqvist.example', 'Admin')
  return new Map(
    [...owners].map(([email, name]) => [email, add(org.newId('005'), name, email, 'Attorney')]),
  )
}

function enterAccounts(desk: Desk, users: Users): ReadonlyMap<string, string> {
  const firsts = new Map<string, PersonRecord>()
  for (const one of desk.definition.people) {
    if (one.organization !== '' && !firsts.has(one.organization)) firsts.set(one.organization, one)
  }
  return new Map(
    [...firsts].map(([Name, first]) => {
      const row = desk.enter('Account', {
        Name,
        Type: first.organizationKind === 'household' ? 'Household' : 'Customer',
        BillingCity: first.city,
        BillingCountry: first.country,
        OwnerId: users.get(first.ownerEmail),
      })
      return [Name, row.Id]
    }),
  )
}

/** A person who is a client by himself is an account as well as a contact. */
function enterIndividual(desk: Desk, users: Users, one: PersonRecord): string {
  const owner = { OwnerId: users.get(one.ownerEmail) }
  return desk.enter('Account', { Name: one.name, Type: 'Individual', ...owner }).Id
}

const unknownCompany = '[not provided]'

function enterLead(desk: Desk, users: Users, one: PersonRecord): void {
  const Company = one.organization === '' ? unknownCompany : one.organization
  const place = { City: one.city, Country: one.country }
  desk.enter('Lead', { ...personal(desk, users, one), ...place, Company, LeadSource: 'Web' })
}

function placeOf({ city, country }: PersonRecord): Given {
  return { MailingCity: city, MailingCountry: country }
}

function personal(desk: Desk, users: Users, one: PersonRecord): Given {
  return {
    FirstName: one.firstName,
    // There is nobody without a last name.
    LastName: one.lastName === '' ? one.name : one.lastName,
    Title: one.jobTitle,
    Phone: one.phone,
    Email: one.email,
    OwnerId: users.get(one.ownerEmail),
    ...flagsOf(desk, one.email),
  }
}

/** The CRM has heard of some opt-outs and returns, and of others not yet. */
function flagsOf({ contacts, start }: Desk, address: string): Given {
  const contact = contacts.get(address.toLowerCase())
  if (contact === undefined || contact.createdAfter % 2 !== 0) return {}
  const bounce = {
    EmailBouncedReason: '550 5.1.1 The address does not exist',
    EmailBouncedDate: moment(start - 30 * day),
  }
  return {
    HasOptedOutOfEmail: contact.permission === 'unsubscribed',
    ...(contact.bounces === 'B' && bounce),
  }
}

/** Some readers whom the ESP has and the firm's clients do not know. */
function enterStrangers({ definition, enter }: Desk): void {
  const known = new Set(definition.people.flatMap((one) => [one.email, ...one.otherEmails]))
  const strangers = definition.contacts.filter((one) => !known.has(one.address))
  for (const { firstName, lastName, address } of strangers.slice(0, 6)) {
    const LastName = lastName === '' ? address : lastName
    const given = { FirstName: firstName, LastName, Email: address, Company: unknownCompany }
    enter('Lead', given)
  }
}
