/** When a schedule comes next. Pure: the clock is the caller's, the zone the firm's. */

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

/** The moment at which the zone's clocks show this; local is written as if it were UTC. */
function momentOf(local: number, timeZone: string): number {
  const before = local - offsetMs(local - DAY_MS, timeZone)
  const after = local - offsetMs(local + DAY_MS, timeZone)
  const shows = (at: number) => at + offsetMs(at, timeZone) === local
  const fitting = [before, after].filter(shows)
  // Nothing fits in the hour that is skipped: then by the clock as it was before.
  return fitting.length === 0 ? before : Math.min(...fitting)
}

const clocks = new Map<string, Intl.DateTimeFormat>()

/** How far the zone's clocks are ahead of UTC at a moment. */
function offsetMs(at: number, timeZone: string): number {
  let clock = clocks.get(timeZone)
  if (clock === undefined) {
    clock = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hourCycle: 'h23',
      dateStyle: 'short',
      timeStyle: 'medium',
    })
    clocks.set(timeZone, clock)
  }
  const part = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, value]))
  const { year, month, day, hour, minute, second } = part as Record<string, string>
  const shown = Date.UTC(+year!, +month! - 1, +day!, +hour!, +minute!, +second!)
  return shown - Math.floor(at / 1000) * 1000
}
