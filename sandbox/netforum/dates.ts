const usShape = new RegExp(
  String.raw`^(\d{1,2})/(\d{1,2})/(\d{4})`
    + String.raw`(?: (\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?(?: ?([AP]M))?)?$`,
  'i',
)
const isoShape = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?Z?)?$/i

/**
 * Dates are kept as texts that sort, in the one clock the sandbox has: `2026-03-14T09:30:00.000`.
 * Undefined for what is no date in the notation of the United States.
 */
export function readUsDate(text: string): string | undefined {
  const parts = usShape.exec(text.trim())
  if (parts === null) return undefined
  const [, month, day, year, hours = '0', minutes, seconds, fraction, half] = parts
  const hour = half === undefined ? Number(hours) : hourOf(Number(hours), half.toUpperCase())
  return dated([year, month, day], [String(hour), minutes, seconds, fraction])
}

/** As the database reads a date: either notation. */
export function readDate(text: string): string | undefined {
  const parts = isoShape.exec(text.trim())
  if (parts === null) return readUsDate(text)
  const [, year, month, day, hours, minutes, seconds, fraction] = parts
  return dated([year, month, day], [hours, minutes, seconds, fraction])
}

type Part = string | undefined

function dated(days: readonly Part[], times: readonly Part[]): string | undefined {
  const [year = '', month = '', day = ''] = days
  const [hours = '0', minutes = '0', seconds = '0', fraction = ''] = times
  const two = (part: string) => part.padStart(2, '0')
  const clock = `${two(hours)}:${two(minutes)}:${two(seconds)}.${fraction.padEnd(3, '0')}`
  const text = `${year}-${two(month)}-${two(day)}T${clock}`
  const at = Date.parse(`${text}Z`)
  // A day that does not exist would be another one.
  return Number.isFinite(at) && stampOf(at) === text ? text : undefined
}

function hourOf(hours: number, half: string): number {
  return half === 'AM' ? hours % 12 : (hours % 12) + 12
}

/** A moment in the notation in which dates are kept. */
export function stampOf(at: number): string {
  return new Date(at).toISOString().slice(0, 23)
}

/** As a query answers it: without a fraction that is nothing. */
export function inQuery(kept: string): string {
  return kept.replace(/\.000$/, '')
}

/** As an object answers it: the day, in the notation of the United States. */
export function inObject(kept: string): string {
  return `${kept.slice(5, 7)}/${kept.slice(8, 10)}/${kept.slice(0, 4)}`
}
