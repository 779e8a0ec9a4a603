import { Failure } from '../connectors/index.ts'

/** No vendor closes for longer than a day, give or take a zone; what says so is not believed. */
const WAIT_MS_MAX = 26 * 3_600_000
const WAIT_MS_MIN = 1_000
/** Tries that faults may use up; the schedule begins anew after them. */
export const ATTEMPTS_MAX = 5
const RETRY_MS_FIRST = 60_000
const RETRY_MS_MAX = 30 * 60_000

export type Next =
  /** The vendor asked for a pause: it costs no attempt. */
  | { kind: 'snooze'; waitMs: number; attempts: number }
  /** A fault that may pass. */
  | { kind: 'retry'; waitMs: number; attempts: number }
  /** Somebody must act, or it was tried often enough: the schedule begins anew. */
  | { kind: 'give_up' }

/**
 * What becomes of a run that was stopped by an error, with so many attempts used up before. Pure.
 * A vendor's pause is kept to, within a day; other faults are tried again after waits that double;
 * nothing of it ends the schedule.
 */
export function whatNext(error: unknown, attempts: number): Next {
  if (error instanceof Failure) {
    const isAsked = error.kind === 'throttled' || error.kind === 'quota_exceeded'
    if (isAsked || (error.kind === 'temporary' && error.waitMs !== null)) {
      const waitMs = Math.max(WAIT_MS_MIN, Math.min(error.waitMs ?? RETRY_MS_FIRST, WAIT_MS_MAX))
      return { kind: 'snooze', waitMs, attempts }
    }
    if (['unauthorised', 'forbidden', 'address_forbidden'].includes(error.kind)) {
      return { kind: 'give_up' }
    }
  }
  if (attempts + 1 >= ATTEMPTS_MAX) return { kind: 'give_up' }
  const waitMs = Math.min(RETRY_MS_FIRST * 2 ** attempts, RETRY_MS_MAX)
  return { kind: 'retry', waitMs, attempts: attempts + 1 }
}
