export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR
const A_MOMENT = 'a moment'

/** 5,400,000 as "1 hour", rounded down to the largest unit that fits; under a minute "a moment". */
export function spell(ms: number): string {
  if (ms >= 2 * DAY) return counted(Math.floor(ms / DAY), 'day')
  if (ms >= HOUR) return counted(Math.floor(ms / HOUR), 'hour')
  if (ms >= MINUTE) return counted(Math.floor(ms / MINUTE), 'minute')
  return A_MOMENT
}

/** "1 day", "3 days". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${whole.format(count)} ${count === 1 ? one : many}`
}

/** "3 May 2026": a day in UTC, for sentences that are kept. */
export function dayOf(at: number): string {
  return day.format(at)
}

/** "May 2026": a month in UTC. */
export function monthOf(at: number): string {
  return month.format(at)
}

const whole = new Intl.NumberFormat('en-GB')
const month = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' })
const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' })
