import type { BulkActivities } from './bulk-activities.ts'
import type { Vendor } from './connector.ts'
import type { BounceClass, EventKind } from './feedback.ts'
import type { FiguresPart } from './figures.ts'
import type { RaisedPart } from './raised.ts'

/** What a target of a campaign does, as far as a CRM is told of it; in the order of EVENT_KINDS. */
export const ACTIVITY_KINDS = [
  'sent',
  'open',
  'click',
  'forward',
  'bounce',
  'opt_out',
  'complaint',
] as const satisfies readonly EventKind[]

export type ActivityKind = (typeof ACTIVITY_KINDS)[number]

/**
 * How a CRM is told what became of a campaign: the campaign itself, and what each of its targets
 * did. Everything is named by a mark, so that telling it twice leaves what telling it once does;
 * nothing of it touches a record's permission, and no record is made of anybody. Throws Failure.
 */
export interface ActivitiesPart {
  /** What each kind becomes there, in its own words ("viewed"). One that is absent is not told. */
  kinds: Readonly<Partial<Record<ActivityKind, string>>>
  /** How the CRM behaves, in sentences for people. */
  rules: { campaign: string; targets: string }
  limits: ActivityLimits
  /**
   * Finds the campaign by its id or its mark, or makes it, and has it say what it is called and
   * when it was sent. One that is linked is only looked at: nothing of it is changed. Absent: the
   * CRM has no campaigns, and its targets' entries name them.
   */
  openCampaign?(vendor: Vendor, campaign: ToldCampaign): Promise<{ id: string }>
  /**
   * Has the campaign name these lists of the CRM's as its own, read back; those that are no longer
   * there are passed over. Done twice it is done once, and no list that is there is taken off.
   * Absent: campaigns there have no lists.
   */
  linkLists?(
    vendor: Vendor,
    campaign: Pick<OpenCampaign, 'id'>,
    listIds: readonly string[],
  ): Promise<void>
  /**
   * Campaigns of the CRM that are not deleted: the one of an id, or the first
   * CAMPAIGNS_FOUND_MAX + 1 with these words in their name, in whatever case; no words are in
   * every name. Absent: none can be chosen there.
   */
  findCampaigns?(vendor: Vendor, ask: { id: string } | { words: string }): Promise<FoundCampaign[]>
  /** Writes the campaign's totals where the CRM does not count them from what it is told. */
  tellTotals?(vendor: Vendor, campaign: OpenCampaign, totals: ActivityTotals): Promise<void>
  /**
   * Tells what targets of one campaign did: in full, as far as it is known, so that it may be told
   * again when there is more. One outcome each, in their order. Throws Failure('refused') only
   * where the call as a whole was refused: then they go in smaller parts.
   */
  tell(
    vendor: Vendor,
    campaign: OpenCampaign,
    targets: readonly ToldTarget[],
  ): Promise<ActivityOutcome[]>
  /** Whether the CRM shows, read back, what was told of each; in their order. */
  shows(vendor: Vendor, campaign: OpenCampaign, targets: readonly ToldTarget[]): Promise<boolean[]>
  /** Very many targets at once. Absent: they go by tell, however many they are. */
  bulk?: BulkActivities
  /** Tells what clicks raised by the firm's rules. Absent: the CRM keeps no such records. */
  raised?: RaisedPart
  /** Tells the figures of people in fields of the firm's own. Absent: there are none to write. */
  figures?: FiguresPart
}

export interface ActivityLimits {
  /** Targets of one call of tell and shows at most. */
  targetsMax: number
  source: string
}

/** Campaigns that one search answers at most: whoever looks for more says more of the name. */
export const CAMPAIGNS_FOUND_MAX = 25

/** A campaign of the CRM's own, to be chosen from. */
export interface FoundCampaign {
  id: string
  name: string
  /** The day it begins, "2026-03-31"; null where it does not say. */
  day: string | null
  /** In the CRM's own word; empty where it has none. */
  status: string
}

export interface ToldCampaign {
  /** A UUID, the same whenever this campaign is told to this CRM, and to no other. */
  mark: string
  /** What the CRM answered before; null: nothing yet, though an answer may have been lost. */
  id: string | null
  name: string
  subject: string
  /** Epoch milliseconds. */
  sentAt: number
  /** id is one of the CRM's own campaigns, which a person chose. */
  isLinked?: boolean
}

/** id: the CRM's own; empty where it has no campaigns. */
export type OpenCampaign = Omit<ToldCampaign, 'id'> & { id: string }

/** How many targets did each at least once; opens and clicks as far as people's. */
export type ActivityTotals = Readonly<Record<ActivityKind, number>>

/** One target of a campaign. */
export interface ToldTarget {
  /** A UUID, as of a campaign. */
  mark: string
  /** The record, by the module's and its own id as people() told them. */
  module: string
  recordId: string
  /** Where it was sent to. */
  address: string
  /** Something of it may be there already. */
  wasTold: boolean
  /** All that has happened, in the order of ACTIVITY_KINDS; at least one has news. */
  activities: readonly ToldActivity[]
}

export interface ToldActivity {
  kind: ActivityKind
  /** A UUID, of this kind of this target. */
  mark: string
  /** How often; of opens and clicks, people's. At least one. */
  count: number
  /** How often, as far as the CRM has been told. */
  told: number
  /** Epoch milliseconds. */
  firstAt: number
  lastAt: number
  /** Of a bounce: the last one's. */
  bounce?: { class: BounceClass; code: string }
  /** Of an opt-out, in the person's words, where they gave any. */
  reason?: string
  /** Of a click: the address of the link that was clicked last. */
  link?: string
}

export type ActivityOutcome =
  | { status: 'taken' }
  /** The CRM has no such record any more. */
  | { status: 'gone' }
  /** In words, without an address. */
  | { status: 'refused'; sentence: string }

/** Weakest first. */
const STRENGTH = [
  'sent',
  'open',
  'click',
  'forward',
  'bounce',
  'opt_out',
  'complaint',
] as const satisfies readonly ActivityKind[]

/** What a target is called by where only one word fits: the strongest of what it did. Pure. */
export function strongestOf(activities: readonly { kind: ActivityKind }[]): ActivityKind {
  const kinds = new Set(activities.map(({ kind }) => kind))
  return STRENGTH.findLast((kind) => kinds.has(kind)) ?? 'sent'
}
