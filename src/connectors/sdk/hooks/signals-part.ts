import type { Vendor } from '../connector.ts'

/** Where something may be to be read. It is a hint of anybody's, and never news itself. */
export interface Signal {
  about: 'contact' | 'campaign'
  /** The vendor's id, of 64 characters at most. */
  id: string
}

/** The vendor posts deliveries about one event to this address. */
export interface Subscription {
  id: string
  event: string
  url: string
}

/**
 * Deliveries that prove nothing: the vendor says by itself where something happened, and it is
 * looked up there. What one says is not believed and not kept. Beside suppressions and feedback;
 * its presence is the capability.
 */
export interface SignalsPart {
  /** Media types the vendor sends; anything else is refused. */
  contentTypes: readonly string[]
  /** Pure: where to look, which may be nowhere. Throws Failure('unreadable') for no delivery. */
  read(body: Uint8Array): Signal[]
  /**
   * A contact as it is now, as a page that suppressions.read reads; null where there is none. It
   * costs few requests, whoever the contact is.
   */
  look(vendor: Vendor, contactId: string): Promise<Uint8Array | null>
  /** The vendor's list of who is told of what; Homing keeps its own lines of it. */
  subscriptions: {
    /** The events that are told to Homing, each with a line of its own. */
    events: readonly string[]
    list(vendor: Vendor): Promise<Subscription[]>
    add(vendor: Vendor, line: { event: string; url: string }): Promise<void>
    /** One that is not there any more is removed, too. */
    remove(vendor: Vendor, id: string): Promise<void>
  }
}
