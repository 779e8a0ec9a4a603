/** Single values as SuiteCRM spells them, in answers and in what it is asked. Pure. */
import { cleanText, FieldRefused, isoTime, type JsonObject, unreadable } from '../../sdk/index.ts'
import { TITLE } from './client.ts'

const ENTITIES: Readonly<Record<string, string>> = {
  '&quot;': '"',
  '&#039;': "'",
  '&#39;': "'",
  '&#96;': '`',
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
}

const ENTITY = new RegExp(Object.keys(ENTITIES).join('|'), 'g')

/**
 * A text field; empty where nothing is told. Read from its database, SuiteCRM writes quotes and
 * angle brackets as HTML (include/utils/db_utils.php: to_html), in every answer of this service.
 */
export function textIn(value: unknown): string {
  return (cleanText(value) ?? '').replace(ENTITY, (entity) => ENTITIES[entity]!)
}

/** A flag: "1" and "0" as the database has them. */
export function isYes(value: unknown): boolean {
  return value === '1' || value === 1 || value === true
}

const MOMENT = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})$/

/** "2026-03-02 10:00:00", which is UTC, in epoch milliseconds; null for anything else. */
export function momentIn(value: unknown): number | null {
  if (typeof value !== 'string') return null
  return isoTime(value.replace(MOMENT, '$1T$2Z'))
}

/** A moment as its database has it: UTC, whole seconds (those that have begun). */
export function momentOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ')
}

/**
 * A text as a literal of SQL, which is how this service is told conditions. The quote is doubled:
 * SuiteCRM looks through what it is given with a parser that knows no other way.
 */
export function literal(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
}

/** A condition's pattern: a text with these words in it, as they are. */
export function containing(words: string): string {
  return literal(`%${words.replace(/[\\%_]/g, '\\$&')}%`)
}

/** As SuiteCRM lets an id be (lib/Utility/SuiteValidator.php). */
export function isId(id: unknown): id is string {
  return typeof id === 'string' && /^[\w.{}-]{1,36}$/.test(id)
}

/** The id of a row that is read. Throws FieldRefused where it has none. */
export function idIn(record: JsonObject): string {
  const { id } = record
  if (isId(id)) return id
  throw new FieldRefused('id', 'This is no id.')
}

/** An id that becomes part of what is asked: none can reshape a condition. */
export function safeId(id: unknown): string {
  if (isId(id)) return id
  throw unreadable(TITLE, 'An id it gave cannot be an id.')
}
