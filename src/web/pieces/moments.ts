import { locale } from '../languages/catalog.ts'
import { t } from '../languages/messages.ts'
const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** The clock of the screen may be this much behind. */
const LAG = 20_000

const clock = new Intl.DateTimeFormat(locale(), { hour: '2-digit', minute: '2-digit' })
const dayMonth = new Intl.DateTimeFormat(locale(), { day: 'numeric', month: 'short' })
const dayMonthYear = new Intl.DateTimeFormat(locale(), {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
})
const exact = new Intl.DateTimeFormat(locale(), {
  weekday: 'short',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZoneName: 'short',
})

/** How long ago, as one would say it: "2 min ago", "yesterday 09:00", "3 May 09:00". */
export function relative(at: Date, now: Date): string {
  const ago = now.getTime() - at.getTime()
  if (Math.abs(ago) < MINUTE) return ago < -LAG ? t`in a moment` : t`just now`
  const size = Math.abs(ago)
  const near =
    size < HOUR
      ? t`${Math.round(size / MINUTE)} min`
      : size < 12 * HOUR
        ? t`${Math.round(size / HOUR)} h`
        : null
  if (near) return ago < 0 ? t`in ${near}` : t`${near} ago`
  const days = daysBetween(at, now)
  if (days === 0) return t`today ${clock.format(at)}`
  if (days === 1) return t`yesterday ${clock.format(at)}`
  if (days === -1) return t`tomorrow ${clock.format(at)}`
  return at.getFullYear() === now.getFullYear()
    ? `${dayMonth.format(at)} ${clock.format(at)}`
    : dayMonthYear.format(at)
}

/** The whole of it, in the viewer's zone. */
export function exactly(at: Date): string {
  return exact.format(at)
}

/** A day without its hour: "3 May", with the year where it is not this one. */
export function dayOf(at: Date, now: Date): string {
  return (at.getFullYear() === now.getFullYear() ? dayMonth : dayMonthYear).format(at)
}

/** "3 – 9 May", or one day alone. */
export function daySpan(first: Date, last: Date, now: Date): string {
  const [from, to] = [dayOf(first, now), dayOf(last, now)]
  if (from === to) return from
  const isOneMonth =
    first.getMonth() === last.getMonth() && first.getFullYear() === last.getFullYear()
  if (!isOneMonth) return `${from} – ${to}`
  const format = last.getFullYear() === now.getFullYear() ? dayMonth : dayMonthYear
  return format.formatRange(first, last).replace(/\s*–\s*/, ' – ')
}

/** Calendar days from at to now, in the viewer's zone. */
function daysBetween(at: Date, now: Date): number {
  const start = (moment: Date) =>
    Date.UTC(moment.getFullYear(), moment.getMonth(), moment.getDate()) / (24 * HOUR)
  return start(now) - start(at)
}
