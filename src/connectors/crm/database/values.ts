/** Single values of a page: all text but switches, which engines spell differently. Pure. */
import { cleanText, FieldRefused, isoTime, type JsonObject } from '../../sdk/index.ts'

/** Of one value, so many characters are read; what is longer is refused, and nothing cut. */
export const CHARS_MAX = 2_000

/** A text field; empty where there is none. */
export function textIn(record: JsonObject, field: string): string {
  const value = record[field]
  const text = cleanText(typeof value === 'number' ? String(value) : value) ?? ''
  if (text.length <= CHARS_MAX) return text.trim()
  throw new FieldRefused(field, `It is longer than ${CHARS_MAX} characters.`)
}

/** An id, exactly as the database has it. */
export function idIn(record: JsonObject, field = 'id'): string {
  const value = cleanText(record[field])
  if (value === null) throw new FieldRefused(field, 'There is no id.')
  if (value === record[field] && value.length <= ID_CHARS_MAX) return value
  throw new FieldRefused(field, `This is no id of ${ID_CHARS_MAX} characters at most.`)
}

export const ID_CHARS_MAX = 200

const YES: readonly unknown[] = [true, 1, '1', 't', 'true', 'y', 'yes']
const NO: readonly unknown[] = [false, 0, null, undefined, '', '0', 'f', 'false', 'n', 'no']

/** A switch. What is neither yes nor no is refused: a wish must not get lost in it. */
export function isYes(record: JsonObject, field: string): boolean {
  const value = record[field]
  const word = typeof value === 'string' ? value.trim().toLowerCase() : value
  if (YES.includes(word)) return true
  if (NO.includes(word)) return false
  throw new FieldRefused(field, 'This is neither yes nor no.')
}

const MOMENT = /^(\d{4}-\d{2}-\d{2})(?:[ T](\d{2}:\d{2}:\d{2})(\.\d+)?)?(?:Z|\+00(?::?00)?)?$/

/** "2026-03-02 10:00:31.250123+00" and its like, which are UTC; null for what is no moment. */
export function momentIn(value: unknown): number | null {
  const [, day, time = '00:00:00', fraction = ''] = MOMENT.exec(String(value)) ?? []
  return day === undefined ? null : isoTime(`${day}T${time}${fraction}Z`)
}

/** A moment as it is written to the database. */
export function momentOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, -1)
}

/** Text as every engine can keep it. */
export function storable(text: string): string {
  return cleanText(text) ?? ''
}
