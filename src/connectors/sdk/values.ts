/** Readers for single values as vendors spell them. Pure; null means: this is no such value. */

const ISO = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:?\d{2})$/
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Before mail marketing, and beyond any clock's error: such a year is a mistake, not a time. */
const YEAR_MIN = 1995
const YEAR_MAX = 2100

/**
 * An ISO-8601 moment with its zone, as epoch milliseconds (finer parts are cut). Null for anything
 * else: a date alone, a time without zone, and days that no calendar has, which Date would quietly
 * roll over.
 */
export function isoTime(value: unknown): number | null {
  if (typeof value !== 'string') return null
  const match = ISO.exec(value)
  if (!match) return null
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as Six
  if (year < YEAR_MIN || year > YEAR_MAX || month < 1 || month > 12) return null
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  const days = month === 2 && isLeap ? 29 : DAYS[month - 1]!
  if (day < 1 || day > days || hour > 23 || minute > 59 || second > 59) return null
  const offset = zoneMinutes(match[8]!)
  if (offset === null) return null
  const millis = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3))
  return Date.UTC(year, month - 1, day, hour, minute, second, millis) - offset * 60_000
}

/** The zone that is furthest ahead. */
const AHEAD_MS = 14 * 3_600_000

/**
 * The earliest moment that an ISO-8601 date and time without its zone can mean, as epoch
 * milliseconds; null for anything else.
 */
export function earliestTime(value: unknown): number | null {
  const shown = isoTime(`${String(value)}Z`)
  return shown === null ? null : shown - AHEAD_MS
}

/**
 * The second a moment lies in. Where one door of a vendor tells milliseconds and the other seconds,
 * the finer one's reader cuts them off: one happening has one time, whichever door told it.
 */
export function wholeSecond(ms: number): number {
  return Math.floor(ms / 1000) * 1000
}

type Six = [number, number, number, number, number, number]

function zoneMinutes(zone: string): number | null {
  if (zone === 'Z') return 0
  const hours = Number(zone.slice(1, 3))
  const minutes = Number(zone.slice(-2))
  if (hours > 14 || minutes > 59) return null
  return (zone[0] === '-' ? -1 : 1) * (hours * 60 + minutes)
}

/**
 * Text as a database can keep it: NUL and halves of characters become the replacement character.
 * Null for what is no text, and for empty text.
 */
export function cleanText(value: unknown): string | null {
  if (typeof value !== 'string' || value === '') return null
  return MISFIT.test(value) ? value.replace(MISFITS, '\ufffd') : value
}

const MISFIT = /[\0\p{Surrogate}]/u
const MISFITS = /[\0\p{Surrogate}]/gu

export const ADDRESS_LENGTH_MAX = 320

/**
 * What makes text no e-mail address at all, as a sentence; null when it may be one. Only what no
 * mail system could ever deliver to is caught here; identity is decided elsewhere.
 */
export function addressProblem(value: unknown): string | null {
  if (typeof value !== 'string' || value === '') return 'There is no address.'
  if (value.length > ADDRESS_LENGTH_MAX) return 'It is too long for an address.'
  if (/[\p{Cc}\p{Surrogate}]/u.test(value)) return 'It holds characters no address can have.'
  const at = value.lastIndexOf('@')
  if (at < 0) return 'It has no @.'
  const local = value.slice(0, at)
  const domain = value.slice(at + 1)
  if (local === '' || domain === '') return 'One side of the @ is empty.'
  if (/[\s@,;<>()"\\]/.test(domain) || /^\.|\.\.|\.$/.test(domain))
    return 'Its domain is no domain.'
  if (local.startsWith('"') && local.endsWith('"') && local.length > 2) return null
  return /[\s@,;<>()"\\]/.test(local) ? 'The part before the @ is not possible.' : null
}

/** A whole number of at least 0; undefined otherwise. */
export function count(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : undefined
}

export type JsonObject = Record<string, unknown>

export function asObject(value: unknown): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : null
}
