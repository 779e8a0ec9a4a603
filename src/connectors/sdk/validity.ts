import type { Vendor } from './connector.ts'

/**
 * How a system is told that nothing arrives at an address, and that it is good again. The mark is
 * no wish of anybody's: each verb leaves opt-outs, lists and everything else as they are, may be
 * done twice without harm, and makes no record. Throws Failure.
 */
export interface ValidityPart {
  /** The system's words for a contact (RemoteContact.permission) nothing arrives at. */
  invalidWords: readonly string[]
  /** Whose mark it is there: everybody's who has the address, or a person's of their own. */
  markOf: 'address' | 'person'
  /** It keeps our mark along with its own (RemoteMark.mark): one without it is not ours. */
  keepsMark?: true
  /** How it behaves, in sentences for people. */
  rules: { invalid: string; valid: string }
  /** What it holds of an address now; null where it knows nobody who has it. */
  find(vendor: Vendor, address: string): Promise<RemoteValidity | null>
  /** Marks whoever has the address and is not marked yet. */
  invalidate(vendor: Vendor, held: RemoteValidity, ask: InvalidAsk): Promise<void>
  /** Takes these marks off, and no others. */
  validate(vendor: Vendor, held: RemoteValidity, marks: readonly RemoteMark[]): Promise<void>
}

export interface InvalidAsk {
  /** In words; the system may keep less of it. */
  reason: string
  /** Since when nothing arrives, epoch milliseconds. */
  since: number
  /** Told along with the reason where one is kept: what comes home with it is our own word. */
  mark: string
}

/** An address as a system holds it now. */
export interface RemoteValidity {
  address: string
  /** partly: of several who have the address some are marked. */
  state: 'mailable' | 'partly' | 'invalid'
  /** The system's own word, as RemoteContact.permission: whoever opted out may be that first. */
  permission: string
  marks: readonly RemoteMark[]
  /** Why no mark of it can be set or taken off here, in a sentence; absent: it can. */
  cannot?: string
}

/** One mark that nothing arrives. */
export interface RemoteMark {
  /** Of what is marked: an address, or a person. */
  id: string
  /** Epoch milliseconds, where the system tells; never before it was made. */
  at: number | null
  /** What was told along with it, where it was not the system's own (InvalidAsk.mark). */
  mark?: string
}
