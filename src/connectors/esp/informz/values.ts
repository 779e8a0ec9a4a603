/** Single fields of a row. Each refuses the row by the field's name. Pure. */
import {
  addressProblem,
  cleanText,
  FieldRefused,
  isoTime,
  type JsonObject,
} from '../../sdk/index.ts'

export function addressIn(row: JsonObject): string {
  const problem = addressProblem(row['email'])
  if (problem) throw new FieldRefused('email', problem)
  return row['email'] as string
}

export function textIn(row: JsonObject, field: string): string {
  return cleanText(row[field]) ?? ''
}

/** A bit; an empty field is none. */
export function isSet(row: JsonObject, field: string): boolean {
  const told = textIn(row, field).toLowerCase()
  if (told === '1' || told === 'true') return true
  if (told === '' || told === '0' || told === 'false') return false
  throw new FieldRefused(field, 'It is neither yes nor no.')
}

/** Epoch milliseconds; null where the field is empty. */
export function timeIn(row: JsonObject, field: string): number | null {
  if (textIn(row, field) === '') return null
  const at = isoTime(row[field])
  if (at === null) throw new FieldRefused(field, 'This is no moment in time.')
  return at
}

export function neededTimeIn(row: JsonObject, field: string): number {
  const at = timeIn(row, field)
  if (at === null) throw new FieldRefused(field, 'There is no time.')
  return at
}
