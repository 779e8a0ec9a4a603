/** Messaging activities: one row a target and kind, named by the mark. */
import type {
  ActivityKind,
  JsonObject,
  OpenCampaign,
  ToldActivity,
  ToldTarget,
} from '../../sdk/index.ts'
import type { Values } from './facade.ts'
import type { Query } from './query.ts'
import { isMoment, isYes, textIn, usMomentOf } from './values.ts'

export const ACTIVITY = 'CustomerMessagingActivity'

export const ACTIVITY_QUERY: Query = {
  object: ACTIVITY,
  key: 'cma_key',
  columns: [
    'cma_key',
    'cma_cst_key',
    'cma_activity_id',
    'cma_message_id',
    'cma_activity_code',
    'cma_activity_subcode',
    'cma_activity_date',
    'cma_delete_flag',
  ],
}

/** Columns that hold a mark, which is a UUID. */
export const MARKED = ['cma_activity_id', 'cma_message_id'] as const
export const MARK_CHARS = 36

/** A column of the table; what is longer would have the whole call refused. */
export const ADDRESS_MAX = 100

/** Published are Sent and Opened. The others are ours, in the same tense (README.md). */
export const CODES = {
  sent: 'Sent',
  open: 'Opened',
  click: 'Clicked',
  forward: 'Forwarded',
  bounce: 'Bounced',
  opt_out: 'Unsubscribed',
  complaint: 'Spam Complaint',
} as const satisfies Record<ActivityKind, string>

/** What of a target has not been told yet. */
export function newsOf({ activities }: ToldTarget): ToldActivity[] {
  return activities.filter(({ count, told }) => count > told)
}

/** A row in full. There is no number of times: a kind has the moment of its first one. */
export function valuesOf(
  { mark }: OpenCampaign,
  target: ToldTarget,
  { activity, zone }: { activity: ToldActivity; zone: string },
): Values {
  return {
    cma_cst_key: target.recordId,
    cma_activity_id: activity.mark,
    cma_message_id: mark,
    cma_eml_address: target.address,
    ...changingOf(activity, zone),
  }
}

/** What of a row may be otherwise later: a bounce is what the last one was. */
export function changingOf(activity: ToldActivity, zone: string): Values {
  const { kind, firstAt, lastAt } = activity
  return {
    cma_activity_code: CODES[kind],
    cma_activity_subcode: subcodeOf(activity),
    cma_activity_date: usMomentOf(kind === 'bounce' ? lastAt : firstAt, zone),
  }
}

/** Whether a row that is there says something else than is known by now. */
export function isOutdated(row: JsonObject, activity: ToldActivity): boolean {
  return textIn(row['cma_activity_subcode']) !== subcodeOf(activity)
}

/** Whether a row says of a target what it should, and when. */
export function isRowOf(
  row: JsonObject,
  campaign: OpenCampaign,
  { target, activity }: { target: ToldTarget; activity: ToldActivity },
): boolean {
  return (
    !isYes(row['cma_delete_flag'])
    && textIn(row['cma_message_id']) === campaign.mark
    && sameKey(textIn(row['cma_cst_key']), target.recordId)
    && textIn(row['cma_activity_code']) === CODES[activity.kind]
    && !isOutdated(row, activity)
    && isMoment(row['cma_activity_date'])
  )
}

function sameKey(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase()
}

function subcodeOf({ kind, bounce }: ToldActivity): string {
  if (kind === 'sent') return 'Sent Delivered'
  if (kind !== 'bounce') return CODES[kind]
  return bounce?.class === 'hard' ? 'Hard Bounce' : 'Soft Bounce'
}
