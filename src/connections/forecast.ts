/** How far a day's requests will go. Pure. */

const DAY_MS = 24 * 3_600_000
/** The first minutes of a day count as so long: a first run would look like the whole day's. */
const EARLY_MS = 15 * 60_000

export interface Spent {
  usedToday: number
  perDay: number
  /** When the vendor begins a new day, epoch ms. */
  resetsAt: number
}

/**
 * When the day's requests are used up at the pace they went so far (epoch ms); null where they
 * suffice until the vendor begins a new day. now itself where they are used up already.
 */
export function lastsUntil({ usedToday, perDay, resetsAt }: Spent, now: number): number | null {
  if (usedToday >= perDay) return now
  const elapsed = Math.max(now - (resetsAt - DAY_MS), EARLY_MS)
  if (usedToday === 0) return null
  const until = now + ((perDay - usedToday) * elapsed) / usedToday
  return until >= resetsAt ? null : Math.round(until)
}
