import type { ContactDefinition, PersonRecord, WorldDefinition } from '../world/definition.ts'
import { day } from '../world/time.ts'
import type { World } from '../world/world.ts'
import { insertCustomer } from './customers.ts'
import type { Row } from './database.ts'
import { stampOf } from './dates.ts'
import { enterQueries } from './first-queries.ts'
import type { Random } from '../random.ts'
import type { Vendor } from './vendor.ts'

/** Where the firm's people are written down, and how they behave by address. */
export interface Desk {
  vendor: Vendor
  definition: WorldDefinition
  start: number
  random: Random
  /** What the ESP holds, by lower-case address. */
  contacts: ReadonlyMap<string, ContactDefinition>
}

/** The CRM of the sample law firm as it stands when the clock starts. */
export function furnish(vendor: Vendor, { definition, start }: World): void {
  const contacts = new Map(definition.contacts.map((one) => [one.address.toLowerCase(), one]))
  const random = vendor.db.random.fork('first records')
  const desk: Desk = { vendor, definition, start, random, contacts }
  enterPeople(desk)
  enterQueries(desk)
}

/** One mailbox is in use by two individuals, this many times. */
const twice = 5
/** So many readers are known to the ESP only; they are individuals here, and no members. */
const strangers = 6

function enterPeople(desk: Desk): void {
  const { people, contacts } = desk.definition
  const organizations = enterOrganizations(desk)
  const persons = people.filter((one) => one.kind === 'person')
  for (const one of persons) enterPerson(desk, one, organizations.get(one.organization))
  const known = persons.filter((one) => one.email !== '' && one.organizationKind === 'company')
  for (const one of known.slice(0, twice)) {
    const assistant = { ...one, firstName: `${one.firstName.charAt(0)}.`, otherEmails: [] }
    enterPerson(desk, assistant, organizations.get(one.organization))
  }
  const addresses = new Set(people.flatMap((one) => [one.email, ...one.otherEmails]))
  const readers = contacts.filter((one) => !addresses.has(one.address)).slice(0, strangers)
  for (const { firstName, lastName, address } of readers) {
    const names = { ind_first_name: firstName || null, ind_last_name: lastName || address }
    enter(desk, 'co_individual', { ...names, eml_address: address, eml_type: 'personal' }, 'admin')
  }
}

function enterOrganizations(desk: Desk): ReadonlyMap<string, string> {
  const { people } = desk.definition
  const offices = new Map(
    people.flatMap((one) => (one.kind === 'organization' ? [[one.name, one.email]] : [])),
  )
  const firsts = new Map<string, PersonRecord>()
  for (const one of people) {
    if (one.organization !== '' && !firsts.has(one.organization)) firsts.set(one.organization, one)
  }
  return new Map(
    [...firsts].map(([name, first]) => {
      const row = enter(
        desk,
        'co_organization',
        companyIn(desk, name, first, offices),
        owner(first),
      )
      return [name, row.org_cst_key as string]
    }),
  )
}

function companyIn(
  desk: Desk,
  name: string,
  first: PersonRecord,
  offices: ReadonlyMap<string, string>,
): Row {
  return {
    org_name: name,
    org_ogt_code: first.organizationKind === 'household' ? 'Household' : 'Company',
    adr_city: first.city,
    adr_country: first.country,
    ...addressed(desk, offices.get(name) ?? '', 'business'),
  }
}

function enterPerson(desk: Desk, one: PersonRecord, organization: string | undefined): void {
  const employer = organization && {
    ixo_org_cst_key: organization,
    ixo_title: one.jobTitle || null,
    ixo_rlt_code: one.organizationKind === 'household' ? 'Member' : 'Employee',
  }
  const given = {
    ind_first_name: one.firstName || null,
    ind_last_name: one.lastName,
    cst_member_flag: organization === undefined ? '0' : '1',
    phn_number: one.phone || null,
    adr_city: one.city || null,
    adr_country: one.country || null,
    ...addressed(desk, one.email, 'business'),
    ...employer,
  }
  const row = enter(desk, 'co_individual', given, owner(one))
  for (const address of one.otherEmails) {
    const more = { ...addressed(desk, address, 'personal'), eml_cst_key: row.ind_cst_key ?? null }
    desk.vendor.db.add('co_email', { ...more, eml_primary: '0' }, owner(one))
  }
}

/** An address with its flags: the CRM has heard of some opt-outs and returns only. */
function addressed({ contacts }: Desk, address: string, type: string): Row {
  if (address === '') return {}
  const contact = contacts.get(address.toLowerCase())
  const heard = contact !== undefined && contact.createdAfter % 2 === 0
  const invalid = heard && contact.bounces === 'B'
  return {
    eml_address: address,
    eml_type: type,
    eml_invalid_flag: invalid ? '1' : '0',
    eml_invalid_reason: invalid ? 'Bounced' : null,
    cst_no_email_flag: heard && contact.permission === 'unsubscribed' ? '1' : '0',
  }
}

/** Adds somebody, with the dates of years ago. */
function enter(
  { vendor, random, start }: Desk,
  table: 'co_individual' | 'co_organization',
  given: Row,
  user: string,
): Row {
  const { db } = vendor
  const row = insertCustomer(db, table, given, user)
  const added = stampOf(start - random.int(200, 1900) * day)
  const at = start - random.int(1, 190) * day - random.int(0, 86_399) * 1000
  const changed = stampOf(Math.floor(at / 1000) * 1000)
  const key = (row.ind_cst_key ?? row.org_cst_key) as string
  for (const one of [row, db.rows('co_customer').find(key), ...db.emailsOf(key)]) {
    for (const name of Object.keys(one ?? {})) {
      if (name.endsWith('_add_date')) (one as Row)[name] = added
      if (name.endsWith('_change_date')) (one as Row)[name] = changed
    }
  }
  return row
}

/** The attorneys are users of the CRM: they have entered their clients. */
function owner({ ownerEmail }: PersonRecord): string {
  return ownerEmail.split('@')[0] as string
}
