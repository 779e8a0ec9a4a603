import type { Column } from './columns.ts'
import {
  foldedName,
  leadingIdOf,
  type Drafts,
  type OrganizationDraft,
  type PersonDraft,
} from './drafts.ts'
import type { Row } from './row.ts'

/** Why a row cannot be taken, found by holding it against the others. */
export class Conflict extends Error {
  readonly field: Column

  constructor(field: Column, sentence: string) {
    super(sentence)
    this.field = field
  }
}

/** The first line of the file that gave a key (keyOf), where it is another than the row's. */
export type EarlierLine = (key: string, row: Row) => number | null

/** By what a row names its person or organization; the same key twice is the same one twice. */
export function keyOf(row: Row): string {
  if (row.kind === 'organization') {
    if (row.externalId !== '') return `organization ${row.externalId}`
    return `organization ${row.organizationKind ?? 'company'} named ${foldedName(row.name)}`
  }
  if (row.externalId !== '') return externalKey(row.externalId)
  if (row.email !== null) return addressKey(row.email.canonical)
  return `person named ${foldedName(row.name)}`
}

/** What a row says its person belongs to: a company or a household, or '' for nothing. */
export function membershipOf(row: Row): string {
  if (row.kind === 'organization' || row.organization === '') return ''
  return row.organizationKind ?? 'company'
}

/** A file may name one company, and one household, of the same person. */
export function membershipKey(key: string, membership: string): string {
  return `${key} in a ${membership}`
}

/** The key of a row by its id in the file’s own system. */
export function externalKey(externalId: string): string {
  return `person ${externalId}`
}

/** The key of a row by its address. */
export function addressKey(canonical: string): string {
  return `person at ${canonical}`
}

/**
 * Whom a row means: by external_id; then by the first address; then, where the row has neither, by
 * the name among those who have neither. Undefined for somebody new. Throws Conflict where the row
 * could mean several.
 */
export function findPerson(
  row: Row,
  drafts: Drafts,
  earlier: EarlierLine,
): PersonDraft | undefined {
  if (row.externalId !== '') {
    return drafts.byExternalId(row.externalId) ?? findToAdopt(row, drafts, earlier)
  }
  if (row.email === null) return drafts.byNameAlone(row.name)

  const { canonical } = row.email
  const everybody = drafts.byCanonical(canonical)
  const current = everybody.filter((one) => !one.links.get(canonical)!.isEnded)
  // An address that was corrected still tells who is meant.
  const candidates = current.length > 0 ? current : everybody
  const namesakes = candidates.filter((one) => isNamesake(one, row))
  const found = candidates.length === 1 ? candidates[0] : namesakes[0]
  if (candidates.length > 1 && namesakes.length !== 1) {
    throw new Conflict(
      'external_id',
      `${candidates.length} people use this address. Give the external_id of the one you mean.`,
    )
  }
  const line = found === undefined ? null : lineOf(found, row, earlier)
  if (line !== null && line !== earlier(keyOf(row), row)) {
    throw new Conflict('external_id', `Line ${line} names the same person by an external_id.`)
  }
  return found
}

/**
 * Somebody known without an external_id whom a row with a new one means: a person an ESP's report
 * made of the address, or one of the same name who uses it.
 */
function findToAdopt(row: Row, drafts: Drafts, earlier: EarlierLine): PersonDraft | undefined {
  const emails = row.email === null ? [] : [row.email, ...row.otherEmails]
  for (const { canonical } of emails) {
    const users = drafts
      .byCanonical(canonical)
      .filter((one) => leadingIdOf(one) === null && !one.links.get(canonical)!.isEnded)
    const found =
      users.find((one) => one.origin === 'esp' && one.line === 0)
      ?? users.find((one) => isNamesake(one, row))
    if (found === undefined) continue
    const line = found.line || earlier(addressKey(canonical), row)
    if (line !== null && line !== 0) {
      throw new Conflict(
        'external_id',
        `Line ${line} names the same person without an external_id.`,
      )
    }
    return found
  }
  return undefined
}

/** The mailbox of an organization is kept as a person of its name, without an external_id. */
export function findMailbox(
  canonical: string,
  organization: OrganizationDraft,
  drafts: Drafts,
): PersonDraft | undefined {
  const users = drafts
    .byCanonical(canonical)
    .filter((one) => leadingIdOf(one) === null && !one.links.get(canonical)!.isEnded)
  return (
    users.find((one) => one.affiliations.has(organization))
    ?? users.find((one) => foldedName(one.name) === foldedName(organization.name))
    ?? users.find((one) => one.origin === 'esp' && one.line === 0)
  )
}

/** An organization by external_id, else by name among those the row does not contradict. */
export function findOrganization(row: Row, drafts: Drafts): OrganizationDraft | undefined {
  const byId = row.externalId === '' ? undefined : drafts.organizationByExternalId(row.externalId)
  if (byId !== undefined) return byId
  const namesake = drafts.organizationByName(row.name, row.organizationKind)
  const contradicts =
    row.externalId !== '' && namesake !== undefined && namesake.externalId !== null
  return contradicts ? undefined : namesake
}

function lineOf(person: PersonDraft, row: Row, earlier: EarlierLine): number | null {
  if (person.line !== 0 && person.line !== row.line) return person.line
  const leading = leadingIdOf(person)
  return leading === null ? null : earlier(externalKey(leading), row)
}

function isNamesake(person: PersonDraft, row: Row): boolean {
  return foldedName(person.name) === foldedName(row.name)
}
