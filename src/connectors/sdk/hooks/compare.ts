import { createHash, timingSafeEqual } from 'node:crypto'
import { isoTime } from '../values.ts'

/** Compares two texts in a time that tells nothing of where they differ, nor of their lengths. */
export function isSameText(given: string, wanted: string): boolean {
  return timingSafeEqual(digest(given), digest(wanted))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

/**
 * Whether the test holds for any of the candidates. All are tried, so that the time taken does not
 * tell which one fitted.
 */
export function anyOf<T>(candidates: readonly T[], test: (candidate: T) => boolean): boolean {
  let found = false
  for (const candidate of candidates) found = test(candidate) || found
  return found
}

/**
 * A signed time as vendors write it, in epoch milliseconds: seconds, milliseconds or ISO 8601. Null
 * for anything else. The digits tell seconds from milliseconds until the year 5138.
 */
export function signedTime(text: string): number | null {
  if (/^\d{9,11}$/.test(text)) return Number(text) * 1000
  if (/^\d{12,14}$/.test(text)) return Number(text)
  return isoTime(text)
}
