import type { Vendor } from './connector.ts'

/**
 * How a system is told of a person's wish. Each verb leaves a contact as it was but for what it
 * says, may be done twice without harm, and creates no contact: whom the system does not know needs
 * no opt-out there. Throws Failure.
 */
export interface ConsentPart {
  /** Its words for a permission (RemoteContact.permission) under which nothing is sent. */
  unmailableWords: readonly string[]
  /** How it behaves, in sentences for people, shown before somebody acts. */
  rules: ConsentRules
  /** find() does not tell which lists a contact is on: that it names none says nothing. */
  tellsNoLists?: true
  /**
   * What it holds of an address now; null where it has no contact with it. about: the groups
   * that matter; where telling of each costs a request, the others are left out.
   */
  find(
    vendor: Vendor,
    address: string,
    about?: readonly RemoteGroup[],
  ): Promise<RemoteConsent | null>
  /** Unsubscribes from everything. */
  optOut(vendor: Vendor, contact: RemoteConsent, ask: OptOutAsk): Promise<void>
  /** Present where it is told who gets no faxes, apart from mail. */
  faxes?: FaxConsentPart
  /** Takes a contact off lists, groups or categories, and leaves its permission as it is. */
  leave?(vendor: Vendor, contact: RemoteConsent, groups: readonly RemoteGroup[]): Promise<void>
  /** Brings a contact back that opted out and asked for it. Absent: no program may. */
  resubscribe?: ResubscribePart
  /**
   * Gives a contact another address. Answers 'nobody' where find() cannot tell that there is no
   * contact with the address, and there is none.
   */
  replaceAddress?(
    vendor: Vendor,
    contact: RemoteConsent,
    address: string,
  ): Promise<'nobody' | undefined | void>
  /** Deletes a contact, of somebody who was erased here. Absent: no program may. */
  erase?: ErasePart
}

/** As the verbs of mail, by a fax number. */
export interface FaxConsentPart {
  /** ids: by which it is known to know the number, which may be spelled otherwise there. */
  find(vendor: Vendor, number: string, ids: readonly string[]): Promise<RemoteConsent | null>
  optOut(vendor: Vendor, contact: RemoteConsent): Promise<void>
}

/** By the system's own id of a contact: the address is not known any more. */
export interface ErasePart {
  /** The contact as it stands there; null where there is none, or it was deleted. */
  find(vendor: Vendor, id: string): Promise<{ address: string } | null>
  call(vendor: Vendor, id: string): Promise<void>
}

export interface ConsentRules {
  optOut: string
  leave?: string
  resubscribe: string
  /** What deleting means there, and what is left to do by hand. */
  erase?: string
}

export interface OptOutAsk {
  /** In words; the system may keep less of it. */
  reason: string
  /**
   * Told along with the reason where one is kept: an opt-out that comes home with it
   * (RemoteSuppression.mark) is our own word, and no new wish.
   */
  mark: string
  /** When it was said, in epoch milliseconds, where that is known. */
  saidAt?: number | null
}

/** A wish to come back, for systems that keep a row of each. */
export type ReturnAsk = Pick<OptOutAsk, 'mark' | 'saidAt'>

export interface ResubscribePart {
  /** at_once: it holds with the call. confirmation: once the person has confirmed to the system. */
  takes: 'at_once' | 'confirmation'
  call(
    vendor: Vendor,
    contact: RemoteConsent,
    lists: readonly string[],
    ask?: ReturnAsk,
  ): Promise<void>
}

/** A group of a system as a topic is mapped to it. */
export interface RemoteGroup {
  kind: 'list' | 'group' | 'category' | 'suppression_group'
  id: string
}

/** A contact as a system holds it now. */
export interface RemoteConsent {
  id: string
  address: string
  /** pending: asked to confirm, and not mailed before. */
  state: 'mailable' | 'opted_out' | 'pending'
  /** The system's own word for it, as RemoteContact.permission. */
  permission: string
  /** Epoch milliseconds of an opt-out, where the system tells. */
  optedOutAt: number | null
  /** What was told along with the opt-out, where it was not the contact's own (OptOutAsk.mark). */
  mark?: string
  /** Present where the system takes no wish at all, as it is set up: why, as a sentence. */
  takesNoWish?: string
  /** Present where the system lets no program bring this contact back: why, as a sentence. */
  takesNobodyBack?: string
  /** Ids of the lists, groups and categories the contact is on, for each kind there is. */
  groups: readonly RemoteGroup[]
  /** As it came: the verbs write back what they do not change. Never stored. */
  record: unknown
}
