import type { Random } from '../random.ts'
import { asciiFold, cities, companyFirst, companySecond, companyTrade } from './names.ts'
import { firstNames, jobTitles, lastNames } from './names.ts'
import type { PersonRecord } from './definition.ts'

interface Organization {
  name: string
  kind: 'company' | 'household'
  domain: string
  owner: Attorney
  city: string
  country: string
  members: number
  surname?: string
}

interface Attorney {
  name: string
  email: string
}

export interface FirmSize {
  companies: number
  households: number
  unattached: number
}

const webmail = ['mailhaven.example', 'postbox.example', 'fastletter.example', 'homepost.example']

/** The firm's CRM: people in companies and households, each with the attorney who owns the tie. */
export function peopleOf(random: Random, size: FirmSize): PersonRecord[] {
  const owners = attorneys(random.fork('attorneys'))
  const taken = new Set<string>()
  const companies = companiesOf(random.fork('companies'), size.companies, owners)
  const households = householdsOf(random.fork('households'), size.households, owners)
  const people: PersonRecord[] = []
  for (const organization of [...companies, ...households]) {
    for (let member = 0; member < organization.members; member += 1) {
      people.push(person(random, people.length, taken, organization))
    }
  }
  for (let index = 0; index < size.unattached; index += 1) {
    people.push(person(random, people.length, taken, unattached(random, owners)))
  }
  giveSecondAddresses(people, random.fork('second addresses'))
  shareAddresses(people, random.fork('shared addresses'))
  dropAddresses(people, random.fork('no address'))
  return [...people, ...officesOf(companies.slice(0, 10))]
}

function attorneys(random: Random): Attorney[] {
  return random
    .shuffle(lastNames)
    .slice(0, 12)
    .map((last) => {
      const name = `${random.pick(firstNames)} ${last}`
      return { name, email: `${mailbox(name, '.')}@harrowgate-lindqvist.example` }
    })
}

function companiesOf(random: Random, count: number, owners: Attorney[]): Organization[] {
  const names = new Set<string>()
  while (names.size < count) {
    const stem = `${random.pick(companyFirst)}${random.pick(companySecond)}`
    names.add(`${stem} ${random.pick(companyTrade)}`)
  }
  return [...names].map((name) => {
    const [city, country] = random.pick(cities)
    const domain = `${mailbox(name, '-')}.example`
    const members = Math.min(14, 1 + Math.floor(random.delay(2.9, 0.8)))
    return { name, kind: 'company', domain, owner: random.pick(owners), city, country, members }
  })
}

function householdsOf(random: Random, count: number, owners: Attorney[]): Organization[] {
  const names = new Map<string, string>()
  while (names.size < count) {
    const surname = random.pick(lastNames)
    const base = `${surname} household`
    const name = names.has(base) ? `${random.pick(firstNames)} ${base}` : base
    names.set(name, surname)
  }
  return [...names].map(([name, surname]) => {
    const [city, country] = random.pick(cities)
    const members = random.weighted([
      [1, 4],
      [2, 5],
      [3, 1],
    ])
    const owner = random.pick(owners)
    const domain = random.pick(webmail)
    return { name, kind: 'household', domain, owner, city, country, members, surname }
  })
}

function unattached(random: Random, owners: Attorney[]): Organization {
  const [city, country] = random.pick(cities)
  const owner = random.pick(owners)
  return {
    name: '',
    kind: 'household',
    domain: random.pick(webmail),
    owner,
    city,
    country,
    members: 1,
  }
}

function person(
  random: Random,
  index: number,
  taken: Set<string>,
  home: Organization,
): PersonRecord {
  const firstName = random.pick(firstNames)
  const lastName = home.surname ?? random.pick(lastNames)
  const atWork = home.kind === 'company'
  return {
    externalId: `P-${String(10001 + index)}`,
    kind: 'person',
    name: `${firstName} ${lastName}`,
    firstName,
    lastName,
    jobTitle: atWork ? random.pick(jobTitles) : '',
    email: freeAddress(`${asciiFold(firstName)}.${asciiFold(lastName)}`, home.domain, taken),
    otherEmails: [],
    organization: home.name,
    organizationKind: home.name === '' ? '' : home.kind,
    owner: home.owner.name,
    ownerEmail: home.owner.email,
    phone: random.chance(0.7) ? `+1 414 555 ${String(random.int(0, 9999)).padStart(4, '0')}` : '',
    city: home.city,
    country: home.country,
  }
}

function freeAddress(local: string, domain: string, taken: Set<string>): string {
  for (let number = 1; ; number += 1) {
    const address = `${local}${number === 1 ? '' : number}@${domain}`
    if (taken.has(address)) continue
    taken.add(address)
    return address
  }
}

function giveSecondAddresses(people: PersonRecord[], random: Random): void {
  for (const one of random.shuffle(people).slice(0, Math.ceil(people.length * 0.02))) {
    const local = `${mailbox(one.name, '')}${random.int(100, 999)}${one.externalId.slice(-3)}`
    one.otherEmails.push(`${local}@${random.pick(webmail)}`)
  }
}

/** Couples often give the firm one mailbox for both. */
function shareAddresses(people: PersonRecord[], random: Random): void {
  const pairs = people.flatMap((one, index) => {
    const next = people[index + 1]
    const couple = one.organizationKind === 'household' && next?.organization === one.organization
    return couple && one.organization !== '' ? [[one, next] as const] : []
  })
  const couples = random.shuffle(pairs).slice(0, 14)
  for (const [one, other] of couples) other.email = one.email
}

function dropAddresses(people: PersonRecord[], random: Random): void {
  for (const one of people) {
    if (one.otherEmails.length === 0 && random.chance(0.055)) one.email = ''
  }
}

/** A few companies are written to as such, at their general mailbox. */
function officesOf(companies: Organization[]): PersonRecord[] {
  return companies.map((company, index) => ({
    externalId: `O-${String(501 + index)}`,
    kind: 'organization',
    name: company.name,
    firstName: '',
    lastName: '',
    jobTitle: '',
    email: `office@${company.domain}`,
    otherEmails: [],
    organization: '',
    organizationKind: 'company',
    owner: company.owner.name,
    ownerEmail: company.owner.email,
    phone: '',
    city: company.city,
    country: company.country,
  }))
}

function mailbox(name: string, joint: string): string {
  return name.split(/\s+/).map(asciiFold).filter(Boolean).join(joint)
}
