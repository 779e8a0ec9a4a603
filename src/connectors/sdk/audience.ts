import type { RawPage, Vendor } from './connector.ts'
import type { FieldValue } from './fields.ts'
import type { ReadPage, RemoteContact } from './feedback.ts'

/**
 * How an ESP's lists are filled. Two verbs only: put on, and take off. Neither unsubscribes,
 * suppresses or deletes anybody, and none of them lifts an opt-out: a permission the ESP holds is
 * never told anew. Doing either twice is as good as once. Throws Failure.
 */
export interface AudiencePart {
  limits: AudienceLimits
  /** How the ESP behaves, in sentences for people, shown before somebody acts. */
  rules: { putOn: string; takeOff: string }
  /**
   * Puts people on lists by their addresses: whom the ESP does not know becomes a contact, with the
   * values that are given; of whom it knows, only these change, and its permission never does.
   * Throws Failure('refused') where they are more than one call takes: then they go in two. Absent
   * where records is there: nobody is made by it.
   */
  putOn?(vendor: Vendor, people: readonly NewMember[], lists: readonly string[]): Promise<RemoteJob>
  /** Puts contacts on lists whom the ESP has, and changes nothing else of them. */
  putKnownOn(
    vendor: Vendor,
    contacts: readonly KnownMember[],
    lists: readonly string[],
  ): Promise<RemoteJob>
  /** Takes contacts off lists: they stay contacts, with the permission they have. */
  takeOff(
    vendor: Vendor,
    contacts: readonly KnownMember[],
    lists: readonly string[],
  ): Promise<RemoteJob>
  /** Where a job stands; Failure('not_found') where the ESP no longer remembers it. */
  job(vendor: Vendor, jobId: string): Promise<RemoteJob>
  /** Present where lists hold records that are the system's own: a CRM's. */
  records?: RecordMembers
  /**
   * Who is on a list now, page by page, opted out or not; read as contacts are. Absent where
   * records is there: whom a job was for is asked for by records.
   */
  membersPage?(vendor: Vendor, listId: string, cursor: string | null): Promise<RawPage>
  /**
   * Contacts changed after a moment by the ESP's own clock, with the lists they are on; read as
   * members are. A change it does not show there is looked for otherwise. Absent: lists are read.
   */
  changedPage?(vendor: Vendor, since: number, cursor: string | null): Promise<RawPage>
  /** Pure. Throws Failure('unreadable') for no page at all. Beside membersPage. */
  readMembers?(body: Uint8Array): ReadPage<RemoteContact>
  /** Makes a list. Absent: the ESP's lists are made in its own pages. */
  createList?(vendor: Vendor, name: string): Promise<{ id: string; name: string }>
  /** Gives a list another name. */
  renameList?(vendor: Vendor, listId: string, name: string): Promise<void>
  /**
   * Removes a list, and nobody who is on it: they stay contacts, with the permission they have.
   * Removed twice, it is removed; the ESP may show it for a while yet.
   */
  removeList?(vendor: Vendor, listId: string): Promise<void>
}

/**
 * Lists of a CRM: on them are its own records, of which one is chosen where several have the
 * address. Nobody is made a record, and taken off is only whom Homing put on: its users fill their
 * lists by hand.
 */
export interface RecordMembers {
  /** Those of the modules of people whose records can be on a list. */
  modules: readonly string[]
  /** Which of these are on the list now, by the ids of the contacts: one of their records is. */
  onList(
    vendor: Vendor,
    listId: string,
    contacts: readonly KnownMember[],
  ): Promise<ReadonlySet<string>>
}

/** What one call takes at most, each with where it is written. */
export interface AudienceLimits {
  /** People of one putOn. */
  peopleMax: number
  /** Contacts of one putKnownOn or takeOff. */
  contactsMax: number
  /** Characters of an address putOn can take. */
  addressCharsMax: number
  /** Jobs the ESP lets wait at once. */
  jobsMax: number
  /** Members of one page of a list. */
  pageMax: number
  listNameCharsMax: number
  source: string
}

/** A contact of the ESP's, by its own id and by its address: one of the two names it there. */
export interface KnownMember {
  id: string
  address: string
  /**
   * Where the part has records: the person's own there, of which one is put on; to be taken off,
   * the one that was. Absent elsewhere.
   */
  records?: readonly MemberRecord[]
}

export interface MemberRecord {
  module: string
  id: string
}

export interface NewMember {
  address: string
  /** What is to be told of the person; a field that is not here is left as it is. */
  values: readonly FieldValue[]
}

/** A bulk job as the ESP tells of it. */
export interface RemoteJob {
  id: string
  state: 'waiting' | 'running' | 'done' | 'failed'
  /** The ESP's own word for the state. */
  word: string
  percent: number | null
  total: number | null
  done: number | null
  /** Rows it could not take. */
  errors: number | null
  /** Contacts it did not put on the list because they opted out there. */
  barred: number | null
  /** When the ESP took it, by its own clock, in epoch milliseconds; null where it does not say. */
  takenAt: number | null
  /** Where the part has records: which of them are on the list by this call. */
  records?: readonly PutRecord[]
}

export interface PutRecord extends MemberRecord {
  contactId: string
  /** It was there before: by somebody else, or by the same call before its answer was lost. */
  wasThere: boolean
}
