/** Single values as OpenCRM spells them. Pure. */
import { cleanText, FieldRefused, type JsonObject } from '../../sdk/index.ts'

/** A text field; empty where nothing is told. */
export function textIn(value: unknown): string {
  return typeof value === 'number' ? String(value) : (cleanText(value) ?? '').trim()
}

/** A switch: "1" and "0". */
export function isYes(value: unknown): boolean {
  return value === '1' || value === 1 || value === true
}

/** A text in the vendor's field reference, of which nobody says what is in it. */
export function isBounced(record: JsonObject): boolean {
  return !['', '0', 'no', 'false'].includes(textIn(record['email_bounced']).toLowerCase())
}

/** A number of a record. Nothing else may become part of what is asked. */
export function isId(value: unknown): value is string | number {
  return /^[1-9]\d{0,17}$/.test(typeof value === 'number' ? String(value) : textIn(value))
}

/** The number of a row that is read: a full list calls it id, all else crmid. */
export function crmidIn(record: JsonObject): string {
  const told = record['crmid'] ?? record['id']
  if (isId(told)) return textIn(told)
  throw new FieldRefused('id', 'This is no number of a record.')
}

/** One text with commas. */
export function tagsIn(value: unknown): string[] {
  const tags = textIn(value)
    .split(',')
    .map((tag) => tag.trim())
  return [...new Set(tags.filter((tag) => tag !== ''))]
}

/**
 * A condition. There is no way to write a bar or a semicolon into a value: null, where one is in
 * it. Whether the comparing is what is meant is looked at once more in what is found.
 */
export function condition(field: string, operator: '=' | 'CONTAINS', value: string): string | null {
  return /[|;]/.test(value) ? null : `${field}|${operator}|${value}`
}
