import { leadingIdOf, type Drafts, type OrganizationDraft, type PersonDraft } from './drafts.ts'
import {
  Conflict,
  findMailbox,
  findOrganization,
  findPerson,
  keyOf,
  membershipKey,
  membershipOf,
  type EarlierLine,
} from './identity.ts'
import type { Row } from './row.ts'
import {
  addressesOf,
  endAddress,
  isLeading,
  join,
  newOrganization,
  newPerson,
  replacedBy,
  takeAddresses,
  takeFields,
  takeOrganizationFields,
} from './take.ts'

export type Fate = 'created' | 'updated' | 'unchanged'

export interface Tally {
  people: Record<Fate, number>
  organizations: Record<Fate, number>
}

/** A tally of nothing yet. */
export function emptyTally(): Tally {
  const none = () => ({ created: 0, updated: 0, unchanged: 0 })
  return { people: none(), organizations: none() }
}

/**
 * What one row does, worked into the drafts; pure but for them. Throws Conflict where the row
 * cannot be taken, and has then changed nothing.
 *
 * A cell that says nothing changes nothing. An address that is no longer in the row stays the
 * person's, except the primary one where a row by external_id says a new one in its place: it
 * becomes history. The row's first address becomes the primary one. A person has one company and
 * one household at most: another of the same kind takes the place of the one before. Answers whom
 * the row is about; null for an organization without an address.
 */
export function planRow(
  row: Row,
  drafts: Drafts,
  earlier: EarlierLine,
  tally: Tally,
): PersonDraft | null {
  return row.kind === 'organization'
    ? planOrganization(row, drafts, earlier, tally)
    : planPerson(row, drafts, earlier, tally)
}

function planPerson(row: Row, drafts: Drafts, earlier: EarlierLine, tally: Tally): PersonDraft {
  const before = earlier(keyOf(row), row)
  const found = findPerson(row, drafts, earlier)
  if (before !== null) refuseUnlessAnotherMembership(row, found, before, earlier)
  const person = found ?? newPerson(row)
  const isNew = found === undefined && before === null
  const speaks = isLeading(person, row)
  const old = replacedBy(person, row)
  const changes = [
    takeFields(person, row),
    takeAddresses(person, addressesOf(row), speaks),
    row.organization !== '' && affiliate(person, row, drafts, tally),
    absorb(person, row, drafts),
  ]
  if (old !== null) replaceAddress(person, { old, new: row.email!.canonical }, drafts)
  person.line ||= row.line
  drafts.note(person)
  tally.people[isNew ? 'created' : changes.includes(true) ? 'updated' : 'unchanged'] += 1
  return person
}

/** The same person on a second line may only add a membership: the household beside the company. */
function refuseUnlessAnotherMembership(
  row: Row,
  person: PersonDraft | undefined,
  line: number,
  earlier: EarlierLine,
): void {
  const by = row.externalId !== '' ? 'external_id' : row.email !== null ? 'email' : 'name'
  if (row.organization === '') {
    throw new Conflict(by, `Line ${line} has the same ${by}; this one adds nothing to it.`)
  }
  const kind = membershipOf(row)
  const lineOfKind = earlier(membershipKey(keyOf(row), kind), row)
  if (lineOfKind !== null) {
    throw new Conflict('organization', `Line ${lineOfKind} names a ${kind} of the same person too.`)
  }
  // In a dry run the earlier line's person was not written, and cannot be looked at.
  if (person === undefined) return
  if (takeFields({ ...person }, row) || addsAddress(person, row)) {
    throw new Conflict(by, `Line ${line} has the same ${by} and says something else.`)
  }
}

function addsAddress(person: PersonDraft, row: Row): boolean {
  return addressesOf(row).some((email) => !person.links.has(email.canonical))
}

/**
 * The new address takes the old one's place, which becomes history; unless somebody else who is
 * known by an external_id uses it: then the person has both, and people decide.
 */
function replaceAddress(
  person: PersonDraft,
  address: { old: string; new: string },
  drafts: Drafts,
): void {
  const others = drafts
    .byCanonical(address.new)
    .filter(
      (one) => one !== person && leadingIdOf(one) !== null && !one.links.get(address.new)!.isEnded,
    )
  if (others.length === 0) endAddress(person, address.old)
  drafts.replaced.push({ person, ...address, others })
}

function affiliate(person: PersonDraft, row: Row, drafts: Drafts, tally: Tally): boolean {
  const kind = row.organizationKind ?? 'company'
  const hasOne = [...person.affiliations].some(
    ([one, state]) => one.kind === kind && state !== 'removed',
  )
  if (hasOne && !isLeading(person, row)) return false
  let organization = drafts.organizationByName(row.organization, row.organizationKind)
  if (organization === undefined) {
    organization = newOrganization(row.organization, kind)
    drafts.noteOrganization(organization)
    tally.organizations.created += 1
  }
  return join(person, organization)
}

/**
 * People an ESP's report made of an address this row gives to somebody: they were that somebody
 * all along. What happened hangs on the address, so nothing is lost with them; one of whom
 * consent or an interest was stated is kept.
 */
function absorb(person: PersonDraft, row: Row, drafts: Drafts): boolean {
  const given = new Set(addressesOf(row).map((one) => one.canonical))
  let hasAbsorbed = false
  for (const canonical of given) {
    for (const other of drafts.byCanonical(canonical)) {
      const isShadow =
        other !== person
        && other.origin === 'esp'
        && other.externalId === null
        && other.line === 0
        && !other.mustStay
        && [...other.links.keys()].every((one) => given.has(one))
      if (!isShadow) continue
      drafts.giveUp(other)
      hasAbsorbed = true
    }
  }
  return hasAbsorbed
}

function planOrganization(
  row: Row,
  drafts: Drafts,
  earlier: EarlierLine,
  tally: Tally,
): PersonDraft | null {
  const before = earlier(keyOf(row), row)
  if (before !== null) {
    throw new Conflict('external_id', `Line ${before} names the same organization.`)
  }
  const found = findOrganization(row, drafts)
  const organization = found ?? newOrganization(row.name, row.organizationKind ?? 'company')
  const isChanged = takeOrganizationFields(organization, row)
  drafts.noteOrganization(organization)
  tally.organizations[found === undefined ? 'created' : isChanged ? 'updated' : 'unchanged'] += 1
  return row.email === null ? null : planMailbox(row, organization, drafts, tally)
}

/** An organization's own address is written to like a person's, so it is one, of its name. */
function planMailbox(
  row: Row,
  organization: OrganizationDraft,
  drafts: Drafts,
  tally: Tally,
): PersonDraft {
  const found = findMailbox(row.email!.canonical, organization, drafts)
  const person = found ?? newPerson(row)
  const changes = [
    takeFields(person, { ...row, externalId: '', name: organization.name }),
    takeAddresses(person, addressesOf(row)),
    join(person, organization),
  ]
  person.line ||= row.line
  drafts.note(person)
  const isChanged = changes.includes(true)
  tally.people[found === undefined ? 'created' : isChanged ? 'updated' : 'unchanged'] += 1
  return person
}
