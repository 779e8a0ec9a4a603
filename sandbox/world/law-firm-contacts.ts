import type { Random } from '../random.ts'
import { day, hour } from './time.ts'
import { firstNames, lastNames, optOutReasons } from './names.ts'
import type { ContactDefinition, ListDefinition, PersonRecord } from './definition.ts'

/**
 * The contacts Constant Contact holds: most of the firm's people with an address, one contact for
 * each address (so two people who share a mailbox are one contact), and a few strangers.
 */
export function contactsOf(
  people: PersonRecord[],
  lists: ListDefinition[],
  random: Random,
): ContactDefinition[] {
  const byAddress = new Map<string, PersonRecord>()
  const scanned = new Map<string, boolean>()
  for (const person of people) {
    const inConstantContact = random.chance(0.9)
    if (!inConstantContact || person.email === '') continue
    if (!byAddress.has(person.email)) byAddress.set(person.email, person)
    for (const other of person.otherEmails) if (random.chance(0.5)) byAddress.set(other, person)
  }
  const contacts = [...byAddress].map(([address, person]) => {
    const own = random.fork(person.externalId + address)
    const contact = contactOf(address, person, own)
    contact.listIds = listIdsOf(person, lists, own)
    contact.gateway = gatewayOf(contact, person, { scanned, random: own })
    return contact
  })
  contacts.push(...strangers(lists, random.fork('strangers')))
  markBounces(contacts, random.fork('bounces'))
  markStates(contacts, random.fork('states'))
  return contacts.sort((a, b) => a.createdAfter - b.createdAfter)
}

function contactOf(address: string, person: PersonRecord, random: Random): ContactDefinition {
  return {
    contactId: random.uuid(),
    address,
    firstName: person.firstName,
    lastName: person.lastName === '' ? person.name.slice(0, 50) : person.lastName,
    jobTitle: person.jobTitle,
    companyName: person.organizationKind === 'company' ? person.organization.slice(0, 50) : '',
    city: person.city,
    country: person.country,
    phone: person.phone,
    listIds: [],
    permission: random.chance(0.12) ? 'explicit' : 'implicit',
    createdAfter: -random.int(100 * day, 1800 * day),
    persona: random.weighted([
      ['avid', 15],
      ['regular', 30],
      ['skimmer', 27],
      ['never', 28],
    ]),
    gateway: 'none',
    device: random.weighted([
      ['computer', 50],
      ['mobile', 38],
      ['tablet', 8],
      ['other', 2],
      ['none', 2],
    ]),
  }
}

function listIdsOf(person: PersonRecord, lists: ListDefinition[], random: Random): string[] {
  const [letter, estate, business, events] = lists.map((list) => list.listId)
  const ids = [letter]
  if (person.organizationKind !== 'company' && random.chance(0.7)) ids.push(estate)
  if (person.organizationKind === 'company' && random.chance(0.7)) ids.push(business)
  if (random.chance(0.15)) ids.push(events)
  return ids.filter((id) => id !== undefined)
}

/** Scanners belong to a company's mail system, so all its mailboxes have one or none has. */
function gatewayOf(
  contact: ContactDefinition,
  person: PersonRecord,
  chance: { scanned: Map<string, boolean>; random: Random },
): ContactDefinition['gateway'] {
  if (person.organizationKind !== 'company' || contact.companyName === '') {
    return chance.random.chance(0.3) ? 'proxy' : 'none'
  }
  const domain = contact.address.slice(contact.address.indexOf('@'))
  const known = chance.scanned.get(domain) ?? chance.random.chance(0.06)
  chance.scanned.set(domain, known)
  if (known) return 'scanner'
  return chance.random.chance(0.05) ? 'proxy' : 'none'
}

/** People the CRM does not know: they signed up on the web site, two of them while we watch. */
function strangers(lists: ListDefinition[], random: Random): ContactDefinition[] {
  return Array.from({ length: 18 }, (_, index) => {
    const firstName = random.pick(firstNames)
    const lastName = random.pick(lastNames)
    const own = random.fork(`stranger ${index}`)
    const blank = { jobTitle: '', organization: '', phone: '', city: 'Milwaukee', country: 'US' }
    const person = { ...blank, firstName, lastName } as PersonRecord
    const contact = contactOf(`reader${101 + index}@postbox.example`, person, own)
    contact.listIds = lists.slice(0, 1).map((list) => list.listId)
    contact.permission = 'explicit'
    if (index < 2) contact.createdAfter = (index + 1) * 2 * day + 5 * hour
    return contact
  })
}

function markBounces(contacts: ContactDefinition[], random: Random): void {
  const blockedDomain = contacts.find((one) => one.companyName !== '')?.address.split('@')[1]
  for (const contact of contacts) {
    const code = random.weighted([
      [undefined, 938],
      ['B', 22],
      ['F', 12],
      ['V', 12],
      ['Z', 6],
      ['D', 6],
      ['X', 4],
    ] as const)
    // A mail system that refuses the sender refuses it for all its mailboxes.
    const bounces = contact.address.endsWith(`@${blockedDomain}`) ? 'Z' : code
    if (bounces !== undefined) contact.bounces = bounces
  }
}

/** Odd states, each on a few contacts, so that every branch of a reader meets one. */
function markStates(contacts: ContactDefinition[], random: Random): void {
  const order = random.shuffle(contacts.filter((one) => one.createdAfter < 0))
  const few = (count: number) => order.splice(0, count)
  for (const contact of few(24)) {
    contact.permission = 'unsubscribed'
    const since = Math.max(contact.createdAfter, -900 * day)
    contact.optOut = {
      after: Math.floor(since * (0.3 + 0.6 * random.next())),
      source: random.chance(0.3) ? 'Account' : 'Contact',
      reason: random.chance(0.5) ? random.pick(optOutReasons) : '',
    }
  }
  for (const contact of few(6)) contact.permission = 'temp_hold'
  for (const contact of few(4)) contact.permission = 'pending_confirmation'
  for (const contact of few(4)) contact.permission = 'not_set'
  for (const contact of few(5)) contact.deletedAfter = -random.int(5 * day, 60 * day)
  for (const contact of few(6)) {
    const earlier = `old.${contact.address}`.slice(-80)
    const changedAfter = -random.int(15 * day, 60 * day)
    contact.earlierAddress = { address: earlier, changedAfter }
  }
  // Opt-outs outside any campaign: some just before the start, most while the clock runs.
  few(9).forEach((contact, index) => {
    contact.optOut = {
      after: index < 2 ? -(index + 1) * day : Math.floor((index - 1.3) * 1.4 * day),
      source: index % 3 === 0 ? 'Account' : 'Contact',
      reason: index % 2 === 0 ? '' : random.pick(optOutReasons),
    }
  })
}
