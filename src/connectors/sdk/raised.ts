import type { ActivityOutcome } from './activities.ts'
import type { Vendor } from './connector.ts'

/** What clicks raise by the firm's rules, as far as a CRM may keep it; tags are Homing's own. */
export const RAISED_KINDS = ['action', 'interest'] as const

export type RaisedKind = (typeof RAISED_KINDS)[number]

/**
 * How a CRM that keeps actions and interests of people is told what clicks raised. It need not be
 * able to say what it was told: so each is told once, and where nobody knows whether a call
 * arrived, a person decides.
 */
export interface RaisedPart {
  /** What each kind becomes there, in its own words. One that is absent is not told. */
  kinds: Readonly<Partial<Record<RaisedKind, string>>>
  /** How the CRM behaves, in a sentence for people. */
  rule: string
  /** Of one call of hindrances at most. */
  batchMax: number
  /**
   * What speaks against telling each, in their order; null: nothing. Only asks, so that a CRM that
   * is away is found out before anything is begun. Throws Failure.
   */
  hindrances(
    vendor: Vendor,
    all: readonly Raised[],
  ): Promise<(Exclude<ActivityOutcome, { status: 'taken' }> | null)[]>
  /**
   * Tells one, by one call that is never repeated. Throws Failure: of one that is 'temporary' or
   * 'unreadable' nobody knows whether it is there; any other says that it is not.
   */
  tell(vendor: Vendor, one: Raised): Promise<void>
}

/** One thing that a person's clicks in one campaign raised. */
export interface Raised {
  kind: RaisedKind
  /** Of an action; of an interest its code. */
  name: string
  /** A UUID, its own. */
  mark: string
  /** The record, as of a target of a campaign. */
  module: string
  recordId: string
  /** What the campaign is called. */
  campaign: string
  /** Of the first click, in epoch milliseconds. */
  at: number
}
