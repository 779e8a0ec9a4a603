import type { OwnValues } from '../own-fields/index.ts'
import type { OrganizationKind } from './row.ts'

/** An organization as it is known, and as the batch will leave it. */
export interface OrganizationDraft {
  /** 0 until it has one. */
  id: number
  externalId: string | null
  kind: OrganizationKind
  name: string
  owner: string
  phone: string
  city: string
  country: string
  state: 'known' | 'changed' | 'new'
}

export interface LinkDraft {
  isPrimary: boolean
  /** The address was corrected: history, which an import does not bring back. */
  isEnded: boolean
  state: 'known' | 'changed' | 'new'
  /** The spelling, for an address that may have to be written down. */
  address: string
}

/** By what a person who was merged is still named in files. */
export interface MergedDraft {
  externalId: string | null
  name: string
  /** It had neither an external_id nor an address: its name alone names it. */
  isNameAlone: boolean
}

/** A person as it is known, and as the batch will leave it. */
export interface PersonDraft {
  id: number
  externalId: string | null
  origin: 'import' | 'esp' | 'user' | 'api' | 'crm'
  name: string
  firstName: string
  lastName: string
  jobTitle: string
  phone: string
  city: string
  country: string
  owner: string
  own: OwnValues
  /** By canonical address. */
  links: Map<string, LinkDraft>
  affiliations: Map<OrganizationDraft, 'known' | 'new' | 'removed'>
  /** Those who were merged into the person, in the order of their ids. */
  merged: MergedDraft[]
  /** Has consent facts of its own, or stands for others: is never given up for another. */
  mustStay: boolean
  state: 'known' | 'changed' | 'new' | 'absorbed'
  /** The line of this batch that named the person; 0 for none. */
  line: number
}

/**
 * The external_id that speaks for a person: its own, else that of the first who was merged into it.
 * Rows with another one of the person's only fill what is empty.
 */
export function leadingIdOf(person: PersonDraft): string | null {
  return (
    person.externalId ?? person.merged.find((one) => one.externalId !== null)?.externalId ?? null
  )
}

/** A person whose address another took the place of, or may have: told after the batch. */
export interface AddressReplaced {
  person: PersonDraft
  old: string
  new: string
  /** Who else uses the new one under another external_id; nobody: the old one ended. */
  others: PersonDraft[]
}

/** Folded names decide whether two organizations, or two namesakes, are the same. */
export function foldedName(name: string): string {
  return name.toLowerCase()
}

/** Everything a batch may touch, found by what the rows say. */
export class Drafts {
  readonly people = new Set<PersonDraft>()
  readonly organizations = new Set<OrganizationDraft>()
  readonly replaced: AddressReplaced[] = []
  readonly #byExternalId = new Map<string, PersonDraft>()
  readonly #byCanonical = new Map<string, Set<PersonDraft>>()
  readonly #byNameAlone = new Map<string, PersonDraft>()
  readonly #organizationByExternalId = new Map<string, OrganizationDraft>()
  readonly #organizationsByName = new Map<string, Set<OrganizationDraft>>()

  /** Takes a person in, or takes notice of what was given to one. */
  note(person: PersonDraft): void {
    this.people.add(person)
    if (person.externalId !== null) this.#byExternalId.set(person.externalId, person)
    for (const { externalId, name, isNameAlone } of person.merged) {
      if (externalId !== null) this.#byExternalId.set(externalId, person)
      if (isNameAlone) this.#byNameAlone.set(foldedName(name), person)
    }
    for (const canonical of person.links.keys()) {
      bucket(this.#byCanonical, canonical).add(person)
    }
    if (person.externalId === null && person.links.size === 0) {
      this.#byNameAlone.set(foldedName(person.name), person)
    }
  }

  noteOrganization(organization: OrganizationDraft): void {
    this.organizations.add(organization)
    if (organization.externalId !== null) {
      this.#organizationByExternalId.set(organization.externalId, organization)
    }
    bucket(this.#organizationsByName, foldedName(organization.name)).add(organization)
  }

  /** Absorbed: the person is given up, and found no more. */
  giveUp(person: PersonDraft): void {
    person.state = 'absorbed'
    for (const canonical of person.links.keys()) this.#byCanonical.get(canonical)?.delete(person)
  }

  byExternalId(externalId: string): PersonDraft | undefined {
    return this.#byExternalId.get(externalId)
  }

  /** Those who use an address, or used it before it was corrected. */
  byCanonical(canonical: string): PersonDraft[] {
    return [...(this.#byCanonical.get(canonical) ?? [])]
  }

  byNameAlone(name: string): PersonDraft | undefined {
    return this.#byNameAlone.get(foldedName(name))
  }

  organizationByExternalId(externalId: string): OrganizationDraft | undefined {
    return this.#organizationByExternalId.get(externalId)
  }

  /** Without a kind a company comes before a household of the same name. */
  organizationByName(name: string, kind: OrganizationKind | null): OrganizationDraft | undefined {
    const namesakes = [...(this.#organizationsByName.get(foldedName(name)) ?? [])]
    const company = namesakes.find((one) => one.kind === (kind ?? 'company'))
    return company ?? (kind === null ? namesakes[0] : undefined)
  }
}

function bucket<Value>(buckets: Map<string, Set<Value>>, key: string): Set<Value> {
  let found = buckets.get(key)
  if (found === undefined) {
    found = new Set()
    buckets.set(key, found)
  }
  return found
}
