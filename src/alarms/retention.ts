import type { CampaignFacts } from './facts.ts'
import { DAY } from './time.ts'

/** From this part of the vendor's retention on, what is not here is at risk (day 72 of 90). */
export const WARN_SHARE = 0.8
/** A campaign counts as downloaded while its last full reading is younger than this … */
const READ_MS_MAX = 2 * DAY
/** … or than so many intervals of its connection's schedule. */
const READ_INTERVALS_MAX = 4

/** Where a campaign stands before the vendor drops its feedback. Times in epoch ms. */
export interface RetentionClock {
  days: number
  isDocumented: boolean
  /** From here on it is at risk, if it is not downloaded. */
  warnsAt: number
  /** From here on the vendor may have dropped it. */
  endsAt: number
  /**
   * downloaded: all there is so far is here. running: not all is here, there is time. at_risk: the
   * time is nearly up. over: it is up, and not all was here in time.
   */
  state: 'downloaded' | 'running' | 'at_risk' | 'over'
}

/** The retention clock of a campaign; null where the vendor is not known to drop anything. */
export function retentionClock(campaign: CampaignFacts, now: number): RetentionClock | null {
  const { retention, sentAt } = campaign
  if (retention === null) return null
  const { days, isDocumented } = retention
  const endsAt = sentAt + days * DAY
  const warnsAt = sentAt + days * DAY * WARN_SHARE
  return { days, isDocumented, warnsAt, endsAt, state: stateAt(campaign, { warnsAt, endsAt }, now) }
}

function stateAt(
  { asOf, connection }: CampaignFacts,
  { warnsAt, endsAt }: { warnsAt: number; endsAt: number },
  now: number,
): RetentionClock['state'] {
  const freshMs = Math.max(READ_MS_MAX, READ_INTERVALS_MAX * connection.intervalMs)
  // What was read once the time was up is all that there will ever be.
  const neededAt = Math.min(now - freshMs, endsAt)
  if (asOf !== null && asOf >= neededAt) return 'downloaded'
  if (now >= endsAt) return 'over'
  return now >= warnsAt ? 'at_risk' : 'running'
}
