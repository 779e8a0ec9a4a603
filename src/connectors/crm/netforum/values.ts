/** Single values as netFORUM spells them, in answers and in what it is asked. Pure. */
import { momentOf as momentShown, offsetMs } from '../../../platform/zoned-time.ts'
import {
  cleanText,
  FieldRefused,
  isoTime,
  type JsonObject,
  unreadable,
  wholeSecond,
} from '../../sdk/index.ts'
import { TITLE } from './client.ts'

/** A text field; empty where nothing is told. */
export function textIn(value: unknown): string {
  return (cleanText(value) ?? '').trim()
}

/** A flag, 1 or 0; some sites write it out. */
export function isYes(value: unknown): boolean {
  return value === '1' || value === 'true' || value === 'True'
}

const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,7})?$/

/** A moment as GetQuery tells it, for the next question: as it came. */
export function isMoment(value: unknown): value is string {
  return typeof value === 'string' && MOMENT.test(value) && isoTime(`${value}Z`) !== null
}

/** "2026-03-02T10:00:00.25" by the clock of the server, in epoch milliseconds; or null. */
export function momentIn(value: unknown, zone: string): number | null {
  const shown = isMoment(value) ? isoTime(`${value}Z`) : null
  if (shown === null) return null
  // Zones are whole seconds off: what is finer is kept aside.
  const second = wholeSecond(shown)
  return momentShown(second, zone) + (shown - second)
}

/** A moment as a condition takes it, whatever language the database speaks. */
export function momentOf(ms: number, zone: string): string {
  return shownAt(ms, zone).slice(0, 23)
}

/** A moment in the notation of the United States, as an object takes it. */
export function usMomentOf(ms: number, zone: string): string {
  const shown = shownAt(ms, zone)
  return `${shown.slice(5, 7)}/${shown.slice(8, 10)}/${shown.slice(0, 4)} ${shown.slice(11, 23)}`
}

function shownAt(ms: number, zone: string): string {
  return new Date(ms + offsetMs(ms, zone)).toISOString()
}

/** A text as a literal of SQL, which is how xWeb is told conditions: a backslash is a letter. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`
}

/** A text for a column that takes so many characters, on one line. */
export function cutText(text: string, max: number): string {
  return [...text.replace(/\s+/g, ' ').trim()].slice(0, max).join('')
}

const KEY = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

export function isKey(key: unknown): key is string {
  return typeof key === 'string' && KEY.test(key)
}

/** The key of a row that is read. Throws FieldRefused where it has none. */
export function keyIn(row: JsonObject, column: string): string {
  const key = row[column]
  if (isKey(key)) return key.toLowerCase()
  throw new FieldRefused(column, 'This is no key.')
}

/** A key that becomes part of what is asked: none can reshape a condition. */
export function safeKey(key: unknown): string {
  if (isKey(key)) return key
  throw unreadable(TITLE, 'A key it gave cannot be a key.')
}
