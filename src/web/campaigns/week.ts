import { locale } from '../languages/catalog.ts'

/** From Monday on, in the reader's language. */
export const WEEKDAYS = weekdays('long')
/** "Mon", for the heads of rows. */
export const WEEKDAYS_SHORT = weekdays('short')
export const HOURS = Array.from({ length: 24 }, (_, hour) => hour)

interface Told {
  /** 1 is Monday. */
  weekday: number
  hour: number
  opens: number
  clicks: number
}

/** Seven days of 24 hours from Monday, the highest number, and where it stands first. Pure. */
export function weekOf(items: readonly Told[], kind: 'opens' | 'clicks') {
  const cells = WEEKDAYS.map(() => HOURS.map(() => 0))
  let peak: Told | null = null
  for (const item of items) {
    cells[item.weekday - 1]![item.hour] = item[kind]
    if (item[kind] > (peak?.[kind] ?? 0)) peak = item
  }
  return { cells, peak, most: peak === null ? 0 : peak[kind] }
}

function weekdays(weekday: 'long' | 'short'): string[] {
  const format = new Intl.DateTimeFormat(locale(), { weekday, timeZone: 'UTC' })
  // The first of January 2024 was a Monday.
  return Array.from({ length: 7 }, (_, day) => format.format(Date.UTC(2024, 0, 1 + day)))
}
