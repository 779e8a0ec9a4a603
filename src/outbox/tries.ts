/** When to try again, and when to give up. Pure. */

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** The pause after each failed try of a mail: news that is two days old is on the screen. */
export const MAIL_WAITS_MS: readonly number[] = [
  MINUTE,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  6 * HOUR,
  12 * HOUR,
  24 * HOUR,
]

/**
 * The same for a write-back, which is looked at every minute: thirteen tries in five days. Then it
 * is a person's, until the next comparison with what the system holds asks for it again.
 */
export const WRITE_BACK_WAITS_MS: readonly number[] = [
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  24 * HOUR,
  24 * HOUR,
  48 * HOUR,
]

/** The same for a job of a push: seven tries in somewhat more than an hour. */
export const PUSH_WAITS_MS: readonly number[] = [
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  20 * MINUTE,
  30 * MINUTE,
]

/** A receiver may ask for a longer pause than ours, but not for longer than this. */
const ASKED_MS_MAX = 24 * HOUR
/** Pauses are stretched by up to this part, so that many who failed together come back apart. */
const STRETCH = 0.2

export interface Tried {
  waits: readonly number[]
  /** Tries made so far, the one that just failed among them; from 1. */
  tries: number
  /** What the receiver asked for; null where it asked for nothing. */
  askedMs: number | null
  /** 0 ≤ random < 1 */
  random: number
}

/** How long to wait before the next try; null where there is none. */
export function waitAfter({ waits, tries, askedMs, random }: Tried): number | null {
  const usual = waits[tries - 1]
  if (usual === undefined) return null
  const wait = Math.round(usual * (1 + STRETCH * random))
  return Math.max(wait, Math.min(askedMs ?? 0, ASKED_MS_MAX))
}
