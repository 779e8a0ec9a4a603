/** Single values as SugarCRM spells them. Pure. */
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
  return cleanText(value) ?? ''
}

/** A flag: true and false of a record, "1" and "0" within `email`. */
export function isYes(value: unknown): boolean {
  return value === true || value === 1 || value === '1' || value === 'true'
}

/** A moment with its offset (2026-03-02T05:00:00-05:00); null for anything else. */
export const momentIn = isoTime

/** A moment as it is asked for and written: UTC, whole seconds (those that have begun). */
export function momentOf(ms: number): string {
  return new Date(wholeSecond(ms)).toISOString().replace('.000Z', '+00:00')
}

/** As an id may be: it becomes part of what is asked, and none can reshape that. */
export function isId(id: unknown): id is string {
  return typeof id === 'string' && /^[\w.{}-]{1,36}$/.test(id) && !/^\.+$/.test(id)
}

/** The id of a row that is read. Throws FieldRefused where it has none. */
export function idIn(record: JsonObject): string {
  const { id } = record
  if (isId(id)) return id
  throw new FieldRefused('id', 'This is no id.')
}

/** An id that becomes part of a path or a condition. */
export function safeId(id: unknown): string {
  if (isId(id)) return id
  throw unreadable(TITLE, 'An id it gave cannot be an id.')
}
