import type { OrganizationDraft, PersonDraft } from './drafts.ts'
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
    links: new Map(),
    affiliations: new Map(),
    hasFacts: false,
    state: 'new',
    line: 0,
  }
}

/** Takes over what the row says of the person; answers whether that changed anything. */
export function takeFields(person: PersonDraft, row: Row): boolean {
  let isChanged = false
  const set = <Name extends keyof PersonDraft>(name: Name, value: PersonDraft[Name]) => {
    if (value === '' || person[name] === value) return
    person[name] = value
    isChanged = true
  }
  for (const text of TEXTS) set(text, row[text])
  set('owner', ownerOf(row))
  if (row.externalId !== '') set('externalId', row.externalId)
  // Found in a firm's own file, a person is no longer one that only the ESP knows.
  if (person.origin === 'esp') set('origin', 'import')
  if (isChanged) markChanged(person)
  return isChanged
}

/** Gives the person the addresses it lacks, the first as primary; answers whether it changed. */
export function takeAddresses(person: PersonDraft, emails: Email[]): boolean {
  let isChanged = false
  for (const [place, { canonical, address }] of emails.entries()) {
    const link = person.links.get(canonical)
    if (link === undefined) {
      person.links.set(canonical, { isPrimary: false, isEnded: false, state: 'new', address })
      isChanged = true
    }
    if (place === 0 && link?.isEnded !== true)
      isChanged = makePrimary(person, canonical) || isChanged
  }
  return isChanged
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

/** An owner is known by name; one who has only an address is named by it. */
export function ownerOf(row: Row): string {
  return row.owner || row.ownerEmail
}

function markChanged(person: PersonDraft): void {
  if (person.state === 'known') person.state = 'changed'
}
