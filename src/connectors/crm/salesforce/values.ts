/** Single values as Salesforce spells them, in answers and in what it is asked. Pure. */
import { cleanText, FieldRefused, isoTime, type JsonObject, unreadable } from '../../sdk/index.ts'

export const TITLE = 'Salesforce'

/** A text field; empty where nothing is told. */
export function textIn(value: unknown): string {
  return cleanText(value)?.trim() ?? ''
}

/** "2026-03-02T10:00:31.000+0000" in epoch milliseconds; null for anything else. */
export function momentIn(value: unknown): number | null {
  return isoTime(value)
}

/** A moment as SOQL and the API take it. */
export function momentOf(ms: number): string {
  return new Date(ms).toISOString()
}

/** The day of a moment, in UTC. */
export function dayOf(ms: number): string {
  return momentOf(ms).slice(0, 10)
}

/** A text for a field that takes so many characters, on one line. */
export function cutText(text: string, max: number): string {
  return [...text.replace(/\s+/g, ' ').trim()].slice(0, max).join('')
}

/** A reason with our mark at its end, within so many characters. */
export function markedText(text: string, mark: string, max: number): string {
  const tail = `(Homing ${mark})`
  return `${cutText(text, max - tail.length - 1)} ${tail}`.trim()
}

/** Our mark in a reason; undefined where somebody else wrote it. */
export function markIn(reason: unknown): string | undefined {
  return /\(Homing ([\w-]{1,40})\)$/.exec(textIn(reason))?.[1]
}

/** A text as a literal of SOQL, which knows these escapes and refuses all others. */
export function literal(text: string): string {
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll("'", "\\'")
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
  return `'${escaped}'`
}

/** A pattern of LIKE: a text with these words in it, as they are. */
export function containing(words: string): string {
  // A backslash before a wildcard is the escape of SOQL itself, and not one of the text.
  return literal(`%${words}%`).replace(/(?<!^')[%_](?!'$)/g, '\\$&')
}

/** For IN: never of nothing, which is no condition. */
export function literals(texts: readonly string[]): string {
  return `(${texts.map(literal).join(', ')})`
}

/** 15 characters, or 18 with those that tell capitals from small letters. */
export function isId(id: unknown): id is string {
  return typeof id === 'string' && /^[a-zA-Z0-9]{15}(?:[a-zA-Z0-9]{3})?$/.test(id)
}

/** The id of a row that is read. Throws FieldRefused where it has none. */
export function idIn(record: JsonObject): string {
  const id = record['Id']
  if (isId(id)) return id
  throw new FieldRefused('Id', 'This is no id.')
}

/** An id that becomes part of what is asked: none can reshape a condition. */
export function safeId(id: unknown): string {
  if (isId(id)) return id
  throw unreadable(TITLE, 'An id it gave cannot be an id.')
}
