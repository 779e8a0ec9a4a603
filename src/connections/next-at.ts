/** When a schedule comes next. Pure: the clock is the caller's, the zone the firm's. */
import { momentOf, offsetMs } from '../platform/zoned-time.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

/** Every so many minutes, or at a minute of the firm's day (0 is midnight); one is given. */
export interface Rhythm {
  everyMinutes: number | null
  atMinute: number | null
}

/**
 * The first moment after now (epoch ms) at which the rhythm is due. A time of day that the clocks
 * skip in spring comes an hour later; one that they repeat in autumn comes once, the first time.
 */
export function nextAt(rhythm: Rhythm, now: number, timeZone: string): number {
  if (rhythm.everyMinutes !== null) return now + rhythm.everyMinutes * MINUTE_MS
  const minute = rhythm.atMinute ?? 0
  const today = Math.floor((now + offsetMs(now, timeZone)) / DAY_MS) * DAY_MS
  for (const day of [today - DAY_MS, today, today + DAY_MS]) {
    const at = momentOf(day + minute * MINUTE_MS, timeZone)
    if (at > now) return at
  }
  return momentOf(today + 2 * DAY_MS + minute * MINUTE_MS, timeZone)
}
