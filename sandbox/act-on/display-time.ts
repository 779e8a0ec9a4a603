/** The moment as the vendor shows it to its user: `Oct 7 2019 11:59 AM CDT`. For people only. */
export function whenText(at: number, zone: string): string {
  const { month, day, year, hour, minute, dayPeriod, timeZoneName } = parts(at, zone)
  return `${month} ${day} ${year} ${hour}:${minute} ${dayPeriod} ${timeZoneName}`
}

/** The same in the list of messages, which has a day of the week and no year. */
export function listedText(at: number, zone: string): string {
  const { weekday, month, day, hour, minute, dayPeriod, timeZoneName } = parts(at, zone)
  return `${weekday} ${month} ${day} ${hour}:${minute} ${dayPeriod} ${timeZoneName}`
}

/** `September 2024`, for the month of that moment. */
export function monthText(year: number, month: number): string {
  const at = Date.UTC(year, month - 1, 15)
  const name = new Intl.DateTimeFormat('en-US', { month: 'long', timeZone: 'UTC' }).format(at)
  return `${name} ${year}`
}

const days = new Map<string, Intl.DateTimeFormat>()

/** The calendar day of a moment where the account is. */
export function dayOf(at: number, zone: string): { year: number; month: number; day: number } {
  const iso = { year: 'numeric', month: '2-digit', day: '2-digit' } as const
  const format = days.get(zone) ?? new Intl.DateTimeFormat('en-CA', { timeZone: zone, ...iso })
  days.set(zone, format)
  const [year = 0, month = 0, day = 0] = format.format(at).split('-').map(Number)
  return { year, month, day }
}

/** The four digits in a message's id: year and month. */
export function yymm(at: number, zone: string): string {
  const { year, month } = dayOf(at, zone)
  return `${String(year % 100).padStart(2, '0')}${String(month).padStart(2, '0')}`
}

/** How long ago, as the summary of a report says it. */
export function agoText(at: number, now: number): string {
  const minutes = Math.floor((now - at) / 60_000)
  if (minutes < 1) return 'now'
  if (minutes < 60) return `${minutes} minutes ago`
  if (minutes < 1440) return `${Math.floor(minutes / 60)} hours ago`
  return `${Math.floor(minutes / 1440)} days ago`
}

const formats = new Map<string, Intl.DateTimeFormat>()

function parts(at: number, zone: string): Partial<Record<Intl.DateTimeFormatPartTypes, string>> {
  const format =
    formats.get(zone)
    ?? new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      weekday: 'short',
      year: 'numeric',
      month: 'short',
      day: 'numeric',
      hour: 'numeric',
      minute: '2-digit',
      timeZoneName: 'short',
    })
  formats.set(zone, format)
  return Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
}
