import { momentOf } from '../../platform/zoned-time.ts'
import { isoTime } from '../sdk/index.ts'

/** How a time may be written, besides a pattern such as "dd/MM/yyyy HH:mm:ss". */
export const TIME_WORDS = ['iso', 'epoch_s', 'epoch_ms'] as const

/** Before mail marketing, and beyond any clock's error: such a year is a mistake, not a time. */
const MIN = Date.UTC(1995, 0)
const MAX = Date.UTC(2101, 0)

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
/** The parts of a pattern, longest first, with what each may look like. */
const PARTS = {
  yyyy: '\\d{4}',
  MMM: '[A-Za-z]{3,9}\\.?',
  MM: '\\d{1,2}',
  M: '\\d{1,2}',
  dd: '\\d{1,2}',
  d: '\\d{1,2}',
  HH: '\\d{1,2}',
  H: '\\d{1,2}',
  hh: '\\d{1,2}',
  h: '\\d{1,2}',
  mm: '\\d{2}',
  ss: '\\d{2}',
  SSS: '\\d{1,3}',
  a: '[AaPp]\\.?[Mm]\\.?',
  ZZZ: 'Z|[+-]\\d{2}:?\\d{2}',
} as const
type Part = keyof typeof PARTS

const TOKEN = /yyyy|MMM|MM|M|dd|d|HH|H|hh|h|mm|ss|SSS|a|ZZZ/g

/** Why a time format is none, as a sentence; null where it is one. */
export function formatProblem(format: string): string | null {
  if ((TIME_WORDS as readonly string[]).includes(format)) return null
  const parts: string[] = format.match(TOKEN) ?? []
  if (new Set(parts).size < parts.length) return 'A part of the time stands twice.'
  const has = (...names: Part[]) => names.some((name) => parts.includes(name))
  if (!has('yyyy') || !has('MMM', 'MM', 'M') || !has('dd', 'd')) {
    return 'A time needs a year (yyyy), a month (MM) and a day (dd).'
  }
  return has('hh', 'h') && !has('a') ? 'A clock of twelve hours (hh) needs am or pm (a).' : null
}

/**
 * A moment written in a format, as epoch milliseconds; one without a zone of its own is on the
 * clocks of the zone. Null for anything else. Of an hour that is repeated in autumn it is the
 * first. Pure.
 */
export function timeOf(text: string, format: string, zone: string): number | null {
  const told = text.trim()
  if (format === 'iso') return isoTime(told.replace(' ', 'T'))
  if (format === 'epoch_s') return /^\d{9,10}$/.test(told) ? within(Number(told) * 1000) : null
  if (format === 'epoch_ms') return /^\d{12,13}$/.test(told) ? within(Number(told)) : null
  const parts = partsOf(told, format)
  return parts === null ? null : momentIn(parts, zone)
}

function within(ms: number): number | null {
  return ms >= MIN && ms < MAX ? ms : null
}

type Parts = Partial<Record<Part, string>>

function partsOf(text: string, format: string): Parts | null {
  const match = patternOf(format).exec(text)
  return match === null ? null : { ...match.groups }
}

const patterns = new Map<string, RegExp>()
/** Formats a process meets are few; a mapping has two. */
const PATTERNS_MAX = 200

function patternOf(format: string): RegExp {
  let pattern = patterns.get(format)
  if (pattern !== undefined) return pattern
  if (patterns.size >= PATTERNS_MAX) patterns.clear()
  let source = ''
  let from = 0
  for (const { 0: token, index } of format.matchAll(TOKEN)) {
    source += quoted(format.slice(from, index)) + `(?<${token}>${PARTS[token as Part]})`
    from = index + token.length
  }
  pattern = new RegExp(`^${source}${quoted(format.slice(from))}$`)
  patterns.set(format, pattern)
  return pattern
}

function quoted(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&').replace(/\s+/g, '\\s+')
}

function momentIn(parts: Parts, zone: string): number | null {
  const year = Number(parts.yyyy)
  const month = parts.MMM === undefined ? Number(parts.MM ?? parts.M) : monthOf(parts.MMM)
  const day = Number(parts.dd ?? parts.d)
  const hour = hourOf(parts)
  const minute = Number(parts.mm ?? 0)
  const second = Number(parts.ss ?? 0)
  const milli = Number((parts.SSS ?? '0').padEnd(3, '0'))
  if (hour === null || hour > 23 || minute > 59 || second > 59) return null
  const local = Date.UTC(year, month - 1, day, hour, minute, second, milli)
  const shown = new Date(local)
  // 30 February is none, though a calendar takes it for 2 March.
  if (shown.getUTCMonth() !== month - 1 || shown.getUTCDate() !== day) return null
  if (parts.ZZZ !== undefined) return within(local - minutesOf(parts.ZZZ) * 60_000)
  return within(momentOf(local - milli, zone) + milli)
}

function monthOf(name: string): number {
  return MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1
}

function hourOf(parts: Parts): number | null {
  if (parts.a === undefined) return Number(parts.HH ?? parts.H ?? parts.hh ?? parts.h ?? 0)
  const hour = Number(parts.hh ?? parts.h ?? parts.HH ?? parts.H ?? 12)
  if (hour < 1 || hour > 12) return null
  return (hour % 12) + (/^p/i.test(parts.a) ? 12 : 0)
}

function minutesOf(zone: string): number {
  if (zone === 'Z') return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))
  return zone[0] === '-' ? -minutes : minutes
}
