import type { RawPage, Vendor } from './connector.ts'
import type { ReadPage } from './feedback.ts'

/**
 * The people a CRM keeps. It stays their master: what it says of a person or an organization is
 * taken over, and none of it is told back. Throws Failure.
 */
export interface PeoplePart {
  /** The CRM's modules that hold them, in the order in which they are read: organizations first. */
  modules: readonly PeopleModule[]
  /**
   * Records of a module that changed at or after a moment by the CRM's own clock, the deleted among
   * them, oldest change first; all that are there where the moment is null. cursor: null for the
   * first page, or a next of an earlier page. What changes while it is read is told again, or by
   * the next walk: none is passed over.
   */
  page(vendor: Vendor, ask: PeopleAsk, cursor: string | null): Promise<RawPage>
  /** Pure: the same bytes give the same rows. Throws Failure('unreadable') for no page at all. */
  read(body: Uint8Array, ask: PeopleAsk): ReadPage<RemoteRecord>
  /** Name and version of read, as FeedbackPart.reader. */
  reader: string
  /**
   * Present where page() may tell no deletions: the ids that are there now, in the order of their
   * bytes in UTF-8. Null: of this module page() tells them. Throws Failure.
   */
  census?(vendor: Vendor, module: string, cursor: string | null): Promise<CensusPage | null>
}

export interface CensusPage {
  ids: readonly string[]
  next: string | null
}

export interface PeopleModule {
  /** The CRM's own name of it, such as "Contacts". */
  id: string
  title: string
  holds: 'persons' | 'organizations'
}

export interface PeopleAsk {
  module: string
  /** Epoch milliseconds by the CRM's clock; null: everything. */
  since: number | null
}

export type RemoteRecord = RemotePerson | RemoteOrganization | RemoteDeletion

interface OfRecord {
  /** The CRM's id, one of a kind within the module. */
  id: string
  /** Epoch milliseconds of the last change by the CRM's clock; where the next walk begins. */
  changedAt: number
}

export interface RemotePerson extends OfRecord {
  type: 'person'
  /** In full, where the CRM has no two parts of it; otherwise both parts, and it may be empty. */
  name: string
  firstName: string
  lastName: string
  jobTitle: string
  phone: string
  city: string
  country: string
  /** E-mail addresses as the CRM spells them, the primary one first. */
  addresses: readonly string[]
  /** Fax numbers, best in E.164. */
  faxes: readonly string[]
  /** What the person belongs to, by name; empty: nothing. */
  organization: { name: string; kind: 'company' | 'household' } | null
  owner: { name: string; email: string } | null
}

export interface RemoteOrganization extends OfRecord {
  type: 'organization'
  kind: 'company' | 'household'
  name: string
  phone: string
  city: string
  country: string
  /** Its own mailboxes, as of a person. */
  addresses: readonly string[]
  owner: { name: string; email: string } | null
}

/** The CRM no longer has the record. Nothing of what is known of the person is deleted for it. */
export interface RemoteDeletion extends OfRecord {
  type: 'deleted'
}
