import type { FeedbackFacts } from './facts.ts'
import { DAY, HOUR } from './time.ts'

/** Before this age a campaign is not judged: reports lag, and people sleep. */
export const JUDGED_FROM_MS = 6 * HOUR
/** Reactions are compared up to this age; what comes later is a trickle. */
export const COMPARED_MS_MAX = 7 * DAY
/** A campaign older than this is no longer judged: nobody could do anything. */
export const JUDGED_UNTIL_MS = 14 * DAY
/** Fewer campaigns than this are no experience. */
const EARLIER_MIN = 3
export const EARLIER_MAX = 7
/** Where fewer reactions than this are expected, their absence may be chance. */
const EXPECTED_MIN = 20
/** Less than this part of what was expected is not plausible. */
const PLAUSIBLE_SHARE = 0.1
/** Without experience: an ESP that says it sent more than this, while no send came home. */
const SENT_MIN = 50

export interface Shortfall {
  expected: number
  actual: number
  what: 'reactions' | 'sends'
}

/**
 * Whether implausibly little has come home of a campaign. Expected is the median rate of reactions
 * of the firm's own earlier campaigns at the same age, times this one's size; where that is less
 * than EXPECTED_MIN nothing is said, so a small mailing never raises it. Without three earlier
 * campaigns only a contradiction counts: the ESP says it sent, and no send is here.
 */
export function shortfall(facts: FeedbackFacts): Shortfall | null {
  const { sent, espSent, reactions } = facts
  if ((espSent ?? 0) >= SENT_MIN && sent === 0 && reactions === 0) {
    return { expected: espSent!, actual: 0, what: 'sends' }
  }
  const earlier = facts.earlier.filter((one) => one.sent > 0)
  if (earlier.length < EARLIER_MIN) return null
  const size = sent || espSent || Math.min(...earlier.map((one) => one.sent))
  const expected = Math.round(median(earlier.map((one) => one.reactions / one.sent)) * size)
  if (expected < EXPECTED_MIN || reactions >= expected * PLAUSIBLE_SHARE) return null
  return { expected, actual: reactions, what: 'reactions' }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const high = sorted[middle]!
  return sorted.length % 2 === 1 ? high : (sorted[middle - 1]! + high) / 2
}
