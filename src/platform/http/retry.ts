/** When to ask again, and how long to wait. Pure. */

/** One try and this many more at most, whatever happens. */
export const TRIES_MAX = 4
/** A server that asks for a longer pause gets it from the job, not from a waiting request. */
export const WAIT_MAX_MS = 60_000

const BACK_OFF_FIRST_MS = 500
const BACK_OFF_MAX_MS = 20_000

/**
 * The pause before try number tryNo + 1, in ms: doubles with each try, and is drawn from its upper
 * half by random (0 ≤ random < 1), so that many who failed together do not come back together.
 */
export function backOffMs(tryNo: number, random: number): number {
  const ceiling = Math.min(BACK_OFF_FIRST_MS * 2 ** (tryNo - 1), BACK_OFF_MAX_MS)
  return Math.round(ceiling / 2 + (random * ceiling) / 2)
}

/**
 * What Retry-After says, in ms from now: whole seconds or an HTTP date (a past one is 0). Null when
 * absent or unreadable.
 */
export function retryAfterMs(headers: Headers, now: number): number | null {
  const value = headers.get('retry-after')?.trim()
  if (!value) return null
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000
  if (!/^[A-Za-z]{3,9},? /.test(value)) return null
  const at = Date.parse(value)
  return Number.isNaN(at) ? null : Math.max(0, at - now)
}

const SAFE_METHODS: readonly string[] = ['GET', 'HEAD', 'OPTIONS']

/** Methods that change nothing, so that a lost answer may simply be asked for again. */
export function isSafeMethod(method: string): boolean {
  return SAFE_METHODS.includes(method)
}

const PASSING_STATUSES: readonly number[] = [408, 429, 500, 502, 503, 504]

/** Whether an answer of this status may be another one a little later. */
export function isPassingStatus(status: number): boolean {
  return PASSING_STATUSES.includes(status)
}
