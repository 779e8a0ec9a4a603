const DAY_MS = 24 * 3_600_000

/** The moment at which the zone's clocks show this; local is written as if it were UTC. */
export function momentOf(local: number, timeZone: string): number {
  const before = local - offsetMs(local - DAY_MS, timeZone)
  const after = local - offsetMs(local + DAY_MS, timeZone)
  const shows = (at: number) => at + offsetMs(at, timeZone) === local
  const fitting = [before, after].filter(shows)
  // Nothing fits in the hour that is skipped: then by the clock as it was before.
  return fitting.length === 0 ? before : Math.min(...fitting)
}

/** "3 May 2026 at 09:00 (Europe/Berlin)": a moment by a zone's clocks, for letters. */
export function momentInWords(at: number, timeZone: string): string {
  const words = new Intl.DateTimeFormat('en-GB', {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone,
  })
  return `${words.format(at)} (${timeZone})`
}

/** Whether the zone is one this system knows. */
export function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return false
  }
}

const clocks = new Map<string, Intl.DateTimeFormat>()

/** How far the zone's clocks are ahead of UTC at a moment. */
export function offsetMs(at: number, timeZone: string): number {
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
