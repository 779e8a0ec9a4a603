import type { Failure } from '../connectors/index.ts'

/** How long nothing is told after a fault that names no pause. */
export const FAULT_PAUSE_MS = 60_000
/** A system that does not let us in is asked again after this long. */
const CLOSED_PAUSE_MS = 5 * 60_000
const ASKED_PAUSE_MS_MAX = 26 * 3_600_000

/**
 * How long nothing at all is told, where the failure is not of one record: the vendor asked for a
 * pause, or lets nobody in. It costs nobody a try. Null: the others are told meanwhile. Pure.
 */
export function pauseFor({ kind, waitMs }: Failure): number | null {
  if (kind === 'throttled' || kind === 'quota_exceeded') {
    return Math.min(waitMs ?? FAULT_PAUSE_MS, ASKED_PAUSE_MS_MAX)
  }
  if (kind === 'temporary' && waitMs !== null) return Math.min(waitMs, ASKED_PAUSE_MS_MAX)
  return ['unauthorised', 'forbidden', 'address_forbidden'].includes(kind) ? CLOSED_PAUSE_MS : null
}
