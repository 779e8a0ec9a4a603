import { momentOf } from '../../platform/zoned-time.ts'
import { localOf } from '../files/clock.ts'

/** When a schedule is due, by the firm's calendar and clocks. */
export interface Rhythm {
  every: 'day' | 'week' | 'month'
  /** Of a week 1 (Monday) to 7; of a month 1 to 31, its last day where it is shorter. */
  onDay: number | null
  /** 0 to 23 */
  atHour: number
}

const DAY_MS = 24 * 3_600_000
/** A month's day is at most so far away. */
const DAYS_MAX = 63

/**
 * The first moment after another (epoch ms) at which it is due: once a day that fits, whatever the
 * clocks do. An hour that is skipped in spring is the one after it, one that is there twice in
 * autumn is the first of the two. Pure.
 */
export function nextDue(after: number, { every, onDay, atHour }: Rhythm, timeZone: string): number {
  const today = Math.floor(localOf(after, timeZone) / DAY_MS) * DAY_MS
  // From yesterday on: a skipped hour at the end of a day is in the next.
  for (let day = today - DAY_MS; day <= today + DAYS_MAX * DAY_MS; day += DAY_MS) {
    if (!fits(new Date(day), every, onDay)) continue
    const due = momentOf(day + atHour * 3_600_000, timeZone)
    if (due > after) return due
  }
  throw new Error('No day fits.')
}

function fits(day: Date, every: Rhythm['every'], onDay: number | null): boolean {
  if (every === 'day' || onDay === null) return true
  if (every === 'week') return (day.getUTCDay() || 7) === onDay
  const last = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 0)).getUTCDate()
  return day.getUTCDate() === Math.min(onDay, last)
}
