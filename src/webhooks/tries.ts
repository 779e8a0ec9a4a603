/** When to try again, and when to give up. Pure. */

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** The pause after each failed try of a message: ten tries in a little more than three days. */
export const WEBHOOK_WAITS_MS: readonly number[] = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
]

/** An endpoint that takes nothing rests after each try: twice as long each time, up to this. */
const REST_MS_MIN = 5 * SECOND
const REST_MS_MAX = HOUR
/** Rests are stretched by up to this part. */
const STRETCH = 0.2

/** An endpoint is disabled after so many failed tries in a row … */
export const FAILURES_MAX = 20
/** … if they reach over at least this long: a receiver's bad hour is no reason. */
export const FAILING_MS_MIN = 24 * HOUR

/** How long nothing is sent to an endpoint after so many failures in a row, from 1. */
export function restAfter(failures: number, random: number): number {
  const usual = Math.min(REST_MS_MIN * 2 ** (failures - 1), REST_MS_MAX)
  return Math.round(usual * (1 + STRETCH * random))
}

/** Whether an endpoint has failed for so often and so long that nothing is sent to it any more. */
export function isDead(failures: number, failingSince: number, now: number): boolean {
  return failures >= FAILURES_MAX && now - failingSince >= FAILING_MS_MIN
}
