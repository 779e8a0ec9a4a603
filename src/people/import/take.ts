import { kindOfName } from '../address-name.ts'
import { leadingIdOf, type OrganizationDraft, type PersonDraft } from './drafts.ts'
import type { Email, OrganizationKind, Row } from './row.ts'

const TEXTS = ['name', 'firstName', 'lastName', 'jobTitle', 'phone', 'city', 'country'] as const

/** A person nobody knows yet, named by its first address until a row says better. */
export function newPerson(row: Row): PersonDraft {
  return {
    id: 0,
    externalId: null,
    origin: 'import',
    name: row.email?.address ?? '',
    firstName: '',
    lastName: '',
    jobTitle: '',
    phone: '',
    city: '',
    country: '',
    owner: '',
    own: {},
    links: new Map(),
    affiliations: new Map(),
    merged: [],
    mustStay: false,
    state: 'new',
    line: 0,
  }
}

/** Whether the row speaks for the person, or for one who was merged into it beside others. */
export function isLeading(person: PersonDraft, row: Row): boolean {
  const leading = leadingIdOf(person)
  return row.externalId === '' || leading === null || row.externalId === leading
}

/**
 * Takes over what the row says of the person; answers whether that changed anything. A row of one
 * who was merged into the person, and who does not speak for it, fills what is empty.
 */
export function takeFields(person: PersonDraft, row: Row): boolean {
  let isChanged = false
  const fillsOnly = !isLeading(person, row)
  const isMergedId = person.merged.some((one) => one.externalId === row.externalId)
  const set = <Name extends keyof PersonDraft>(name: Name, value: PersonDraft[Name]) => {
    if (value === '' || person[name] === value) return
    if (fillsOnly && person[name] !== '') return
    person[name] = value
    isChanged = true
  }
  for (const text of TEXTS) set(text, row[text])
  set('owner', ownerOf(row))
  for (const [key, value] of Object.entries(row.own)) {
    const before = person.own[key] ?? ''
    if (value === before || (fillsOnly && before !== '')) continue
    // A new object: a copy of the draft may be asked what the row would change.
    person.own = { ...person.own, [key]: value }
    isChanged = true
  }
  if (row.externalId !== '' && !isMergedId) set('externalId', row.externalId)
  // Found in a firm's own file, a person is no longer one that only the ESP knows.
  if (person.origin === 'esp' && !fillsOnly) set('origin', 'import')
  if (isChanged) markChanged(person)
  return isChanged
}

/**
 * Gives the person the addresses it lacks, the first as primary where the row speaks for the
 * person; answers whether it changed.
 */
export function takeAddresses(person: PersonDraft, emails: Email[], speaks = true): boolean {
  let isChanged = false
  for (const [place, { canonical, address }] of emails.entries()) {
    const link = person.links.get(canonical)
    if (link === undefined) {
      person.links.set(canonical, { isPrimary: false, isEnded: false, state: 'new', address })
      isChanged = true
    }
    const isFirst = place === 0 && kindOfName(canonical) === 'email'
    if (isFirst && speaks && link?.isEnded !== true)
      isChanged = makePrimary(person, canonical) || isChanged
  }
  return isChanged
}

/**
 * The primary address that a row takes another in the place of: it names the person by its
 * external_id, says a first address nobody knew of the person, and no longer says the one before.
 */
export function replacedBy(person: PersonDraft, row: Row): string | null {
  const isNamed =
    row.externalId !== '' && row.externalId === leadingIdOf(person) && isLeading(person, row)
  if (!isNamed || row.email === null || person.links.has(row.email.canonical)) return null
  const said = new Set(emailsOf(row).map((email) => email.canonical))
  for (const [canonical, link] of person.links) {
    const isOld = link.isPrimary && !link.isEnded && link.state !== 'new'
    if (isOld && !said.has(canonical)) return canonical
  }
  return null
}

/** Ends the person's use of an address: it stays as history. */
export function endAddress(person: PersonDraft, canonical: string): void {
  const link = person.links.get(canonical)!
  link.isPrimary = false
  link.isEnded = true
  link.state = 'changed'
}

function makePrimary(person: PersonDraft, canonical: string): boolean {
  let isChanged = false
  for (const [other, link] of person.links) {
    const isPrimary = other === canonical
    if (link.isEnded || link.isPrimary === isPrimary) continue
    link.isPrimary = isPrimary
    if (link.state === 'known') link.state = 'changed'
    isChanged = true
  }
  return isChanged
}

/** Makes the person a member, in the place of another of its kind; answers whether it is new. */
export function join(person: PersonDraft, organization: OrganizationDraft): boolean {
  const state = person.affiliations.get(organization)
  if (state === 'known' || state === 'new') return false
  for (const [other, otherState] of person.affiliations) {
    if (other.kind !== organization.kind) continue
    if (otherState === 'new') person.affiliations.delete(other)
    else person.affiliations.set(other, 'removed')
  }
  person.affiliations.set(organization, state === 'removed' ? 'known' : 'new')
  return true
}

/** An organization nobody knows yet. */
export function newOrganization(name: string, kind: OrganizationKind): OrganizationDraft {
  return {
    id: 0,
    externalId: null,
    kind,
    name,
    owner: '',
    phone: '',
    city: '',
    country: '',
    state: 'new',
  }
}

/** Takes over what the row says of the organization; answers whether that changed anything. */
export function takeOrganizationFields(organization: OrganizationDraft, row: Row): boolean {
  let isChanged = false
  const set = <Name extends keyof OrganizationDraft>(
    name: Name,
    value: OrganizationDraft[Name] | '',
  ) => {
    if (value === '' || organization[name] === value) return
    organization[name] = value as OrganizationDraft[Name]
    isChanged = true
  }
  for (const text of ['externalId', 'name', 'phone', 'city', 'country'] as const)
    set(text, row[text])
  set('kind', row.organizationKind ?? '')
  set('owner', ownerOf(row))
  if (isChanged && organization.state === 'known') organization.state = 'changed'
  return isChanged
}

/** The first is the primary one. */
export function emailsOf(row: Row): Email[] {
  return row.email === null ? [] : [row.email, ...row.otherEmails]
}

/** All that the row is written to at: its e-mail addresses, then its fax numbers. */
export function addressesOf(row: Row): Email[] {
  return [...emailsOf(row), ...row.faxes]
}

/** An owner is known by name; one who has only an address is named by it. */
export function ownerOf(row: Row): string {
  return row.owner || row.ownerEmail
}

/** The addresses of owners by their names: the last that is given of each. */
export function ownerEmails(rows: Iterable<Row>): Map<string, string> {
  const emails = new Map<string, string>()
  for (const row of rows) {
    const owner = ownerOf(row)
    if (owner !== '') emails.set(owner, row.ownerEmail || (emails.get(owner) ?? ''))
  }
  return emails
}

function markChanged(person: PersonDraft): void {
  if (person.state === 'known') person.state = 'changed'
}
