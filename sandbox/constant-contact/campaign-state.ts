import { reasons, type Activity, type Campaign, type Run } from '../world/campaigns.ts'
import { minute } from '../world/time.ts'

/** Handing a letter over to everybody takes a few minutes, during which it is "executing". */
const sendingTime = 6 * minute

export type ActivityStatus = 'DRAFT' | 'SCHEDULED' | 'EXECUTING' | 'DONE' | 'ERROR' | 'REMOVED'

/** The world must be settled up to that moment. */
export function activityStatus(
  campaign: Campaign,
  activity: Activity,
  now: number,
): ActivityStatus {
  if (campaign.removedAt !== undefined) return 'REMOVED'
  // A permalink becomes readable when the letter itself has left.
  const timed = activity.role === 'permalink' ? campaign.activities[0] : activity
  const run = timed?.runs.at(-1)
  if (run === undefined) return 'DRAFT'
  if (now < run.at) return 'SCHEDULED'
  if (isFailed(run)) return 'ERROR'
  return now < run.at + sendingTime ? 'EXECUTING' : 'DONE'
}

export function campaignStatus(campaign: Campaign, now: number): string {
  const [primary] = campaign.activities
  const status = primary === undefined ? 'DRAFT' : activityStatus(campaign, primary, now)
  return status.charAt(0) + status.slice(1).toLowerCase()
}

/** The last moment at which the campaign itself changed; reactions do not change it. */
export function touchedAt({ activities, updatedAt }: Campaign, now: number): number {
  const runs = activities.flatMap((one) => one.runs)
  const moments = runs.flatMap(({ at }) => [at, at + sendingTime])
  return Math.max(updatedAt, ...moments.filter((moment) => moment <= now))
}

/** Activities that went out, of the campaign they belong to. */
export function sentActivities(campaign: Campaign, now: number): Activity[] {
  return campaign.activities.filter((one) => sentRuns(one, now).length > 0)
}

/** The times it went out, if only to nobody. */
export function sentRuns({ runs }: Activity, now: number): Run[] {
  return runs.filter((run) => run.at <= now && !isFailed(run))
}

export function isFailed({ outcome }: Run): boolean {
  return outcome?.reasonCode === reasons.linkTooLong
}

/** A resend is an activity only from the moment somebody decided to send it. */
export function exists({ role, runs }: Activity, now: number): boolean {
  return role !== 'resend' || (runs[0]?.at ?? -Infinity) <= now
}
