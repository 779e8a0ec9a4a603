/**
 * Entries of a campaign's log: one a target and kind, as the CRM writes them that SugarCRM and
 * SuiteCRM grew from.
 */
import type {
  ActivityKind,
  JsonObject,
  OpenCampaign,
  ToldActivity,
  ToldTarget,
} from '../../sdk/index.ts'
import { cutText } from './cut-text.ts'

export const LOG = 'CampaignLog'

/** Whose values a kind of entry is (sic). */
export const DROPDOWN = 'campainglog_activity_type_dom'

/** Words of ours, for what has none there: told as a click or an opt-out it would count as one. */
const FORWARDED = 'forwarded'
const COMPLAINT = 'complaint'
export const OWN_WORDS = [FORWARDED, COMPLAINT]

/** What each kind becomes. */
export const WORDS = {
  sent: 'targeted',
  open: 'viewed',
  click: 'link',
  forward: FORWARDED,
  bounce: 'send error, or invalid email',
  opt_out: 'removed',
  complaint: COMPLAINT,
} as const satisfies Record<ActivityKind, string>

/** A column of the table; what is longer would be cut without a word. */
const MORE_MAX = 100

/** Beyond what a column of whole numbers takes. */
const HITS_MAX = 2_147_483_647

/** The entries, as a listing of records asks for them. */
export const log = {
  module: LOG,
  fields: ['id', 'campaign_id', 'target_id', 'activity_type', 'activity_date', 'hits', 'deleted'],
}

/** What of a target has not been told yet. */
export function newsOf({ activities }: ToldTarget): ToldActivity[] {
  return activities.filter(({ count, told }) => count > told)
}

/** How one of the two spells single values. */
export interface Spelling<Value> {
  textIn(value: unknown): string
  momentIn(value: unknown): number | null
  momentOf(ms: number): string
  /** A number, or a flag, as it is written. */
  written(value: number | boolean): Value
}

/** The entries as one of the two spells them. */
export function entriesAs<Value>({ textIn, momentIn, momentOf, written }: Spelling<Value>) {
  return {
    /**
     * An entry in full. The CRM keeps the moment of the first time and counts on; a bounce is what
     * the last one was. archived: its screens count those alone that say that they are not.
     */
    valuesOf({ id }: OpenCampaign, target: ToldTarget, activity: ToldActivity) {
      const { kind, firstAt, lastAt } = activity
      return {
        campaign_id: id,
        target_id: target.recordId,
        target_type: target.module,
        activity_type: wordOf(activity),
        activity_date: momentOf(kind === 'bounce' ? lastAt : firstAt),
        hits: written(hitsOf(activity)),
        archived: written(false),
        more_information: cutText(moreOf(target, activity), MORE_MAX),
      }
    },

    /** Whether a record says of a target what it should: at least as often, and when. */
    isEntryOf(
      record: JsonObject,
      campaign: OpenCampaign,
      target: ToldTarget,
      activity: ToldActivity,
    ): boolean {
      return (
        record['campaign_id'] === campaign.id
        && record['target_id'] === target.recordId
        && textIn(record['activity_type']) === wordOf(activity)
        && momentIn(record['activity_date']) !== null
        && Number(record['hits']) >= hitsOf(activity)
      )
    },
  }
}

function wordOf({ kind, bounce }: ToldActivity): string {
  if (kind !== 'bounce') return WORDS[kind]
  return bounce?.class === 'hard' ? 'invalid email' : 'send error'
}

function hitsOf({ count }: ToldActivity): number {
  return Math.min(count, HITS_MAX)
}

/** The CRM keeps the address there, and so do we where there is nothing more to say. */
function moreOf({ address }: ToldTarget, { link, reason, bounce }: ToldActivity): string {
  return link || reason || bounce?.code || address
}
