import type { Random } from '../random.ts'
import type { ContactDefinition, PersonRecord, WorldDefinition } from '../world/definition.ts'
import { day } from '../world/time.ts'
import { adminId, type Crm } from './crm.ts'
import { moduleOf, type ModuleName } from './modules.ts'
import { stamp, type Row } from './rows.ts'
import { create, type Given } from './saving.ts'

/** Where the firm's people are written down, and how they behave by address. */
export interface Desk {
  crm: Crm
  definition: WorldDefinition
  start: number
  random: Random
  /** What the ESP holds, by lower-case address. */
  contacts: ReadonlyMap<string, ContactDefinition>
  enter(module: ModuleName, given: Given, id?: string): Row
}

export function createDesk(crm: Crm, definition: WorldDefinition, start: number): Desk {
  const random = crm.random.fork('first people')
  return {
    crm,
    definition,
    start,
    random,
    contacts: new Map(definition.contacts.map((one) => [one.address.toLowerCase(), one])),
    enter: (module, given, id) => {
      const row = create(crm, moduleOf(module), given, id)
      const entered = start - random.int(200, 1900) * day
      const modified = start - random.int(1, 190) * day - random.int(0, 86_399) * 1000
      if ('date_entered' in row) row.date_entered = stamp(entered)
      row.date_modified = stamp(modified)
      return row
    },
  }
}

/** One mailbox is in use by a contact and by a lead, this many times. */
const twice = 5

/** The attorneys as users, their clients in companies and households, and who is not one yet. */
export function enterPeople(desk: Desk): void {
  const { people } = desk.definition
  const users = enterUsers(desk)
  const accounts = enterAccounts(desk, users)
  const persons = people.filter((one) => one.kind === 'person')
  const isLead = (one: PersonRecord, at: number) => one.organization === '' && at % 7 === 0
  for (const [at, one] of persons.entries()) {
    const lead = isLead(one, at)
    const company = lead ? { status: 'New', lead_source: 'Web Site' } : accountOf(accounts, one)
    desk.enter(lead ? 'Leads' : 'Contacts', { ...personal(desk, users, one), ...company })
  }
  const known = persons.filter((one) => one.email !== '' && one.organizationKind === 'company')
  for (const one of known.slice(0, twice)) {
    const doubled = { status: 'Recycled', account_name: one.organization }
    desk.enter('Leads', { ...personal(desk, users, one), ...doubled })
  }
  enterStrangers(desk)
}

function enterUsers({ definition, enter }: Desk): ReadonlyMap<string, string> {
  const active = { status: 'Active', employee_status: 'Active' }
  const admin = { user_name: 'admin', last_name: 'Administrator', is_admin: '1', ...active }
  enter('Users', admin, adminId)
  const owners = new Map(definition.people.map((one) => [one.ownerEmail, one.owner]))
  return new Map(
    [...owners].map(([email1, name]) => {
      const [first_name = '', ...rest] = name.split(' ')
      const user_name = email1.split('@')[0]
      const row = enter('Users', {
        user_name,
        first_name,
        last_name: rest.join(' '),
        title: 'Attorney',
        email1,
        ...active,
      })
      return [email1, row.id]
    }),
  )
}

function enterAccounts(desk: Desk, users: ReadonlyMap<string, string>) {
  const { people } = desk.definition
  const offices = new Map(
    people.flatMap((one) => (one.kind === 'organization' ? [[one.name, one.email]] : [])),
  )
  const firsts = new Map(
    [...people].reverse().flatMap((one) => {
      return one.organization === '' ? [] : [[one.organization, one] as const]
    }),
  )
  return new Map(
    [...firsts].reverse().map(([name, first]) => {
      const email1 = offices.get(name) ?? ''
      const row = desk.enter('Accounts', {
        name,
        account_type: first.organizationKind === 'household' ? 'Household' : 'Customer',
        billing_address_city: first.city,
        billing_address_country: first.country,
        assigned_user_id: users.get(first.ownerEmail),
        email1,
        ...flagsOf(desk, email1),
      })
      return [name, row.id]
    }),
  )
}

function accountOf(accounts: ReadonlyMap<string, string>, one: PersonRecord): Given {
  return { account_id: accounts.get(one.organization), lead_source: 'Existing Customer' }
}

function personal(desk: Desk, users: ReadonlyMap<string, string>, one: PersonRecord): Given {
  return {
    first_name: one.firstName,
    last_name: one.lastName,
    title: one.jobTitle,
    phone_work: one.phone,
    primary_address_city: one.city,
    primary_address_country: one.country,
    assigned_user_id: users.get(one.ownerEmail),
    email1: one.email,
    email2: one.otherEmails[0],
    ...flagsOf(desk, one.email),
  }
}

/** The CRM has heard of some opt-outs and returns, and of others not yet. */
function flagsOf({ contacts }: Desk, address: string): Given {
  const contact = contacts.get(address.toLowerCase())
  const heard = contact !== undefined && contact.createdAfter % 2 === 0
  return {
    email_opt_out: heard && contact.permission === 'unsubscribed',
    invalid_email: heard && contact.bounces === 'B',
  }
}

/** Some readers whom the ESP has and the firm's clients do not know: they are targets here. */
function enterStrangers({ definition, enter }: Desk): void {
  const known = new Set(definition.people.flatMap((one) => [one.email, ...one.otherEmails]))
  const strangers = definition.contacts.filter((one) => !known.has(one.address))
  for (const { firstName, lastName, address } of strangers.slice(0, 6)) {
    enter('Prospects', { first_name: firstName, last_name: lastName, email1: address })
  }
}
