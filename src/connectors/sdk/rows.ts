import type { ReadPage, RefusedRow, RowClue } from './feedback.ts'
import { asObject, cleanText, type JsonObject } from './values.ts'

/** Thrown by a row's reader: this row cannot be read, because of this field. */
export class FieldRefused extends Error {
  readonly field: string

  constructor(field: string, reason: string) {
    super(reason)
    this.name = 'FieldRefused'
    this.field = field
  }
}

/**
 * Reads row by row: those refused are kept beside the others with field, reason, their place and
 * what clueOf still finds in them.
 */
export function readRows<Row>(
  records: readonly unknown[],
  readOne: (record: JsonObject) => Row,
  clueOf?: (record: JsonObject) => RowClue | undefined,
): ReadPage<Row> {
  const rows: Row[] = []
  const refused: RefusedRow[] = []
  for (const [place, record] of records.entries()) {
    try {
      const object = asObject(record)
      if (!object) throw new FieldRefused('', 'The row is no object.')
      rows.push(readOne(object))
    } catch (error) {
      if (!(error instanceof FieldRefused)) throw error
      const { field, message: reason } = error
      const clue = clueOf?.(asObject(record) ?? {})
      refused.push({ record: storable(record), field, reason, place, ...(clue && { clue }) })
    }
  }
  return { rows, refused, records }
}

/**
 * The record with another value at a field, which may be a path ("email_address.address"); the
 * record itself is left as it is. Null where there is nothing at that place to hold the field.
 */
export function withField(record: unknown, field: string, value: string): JsonObject | null {
  const object = asObject(record)
  const [first, ...rest] = field.split('.')
  if (!object || first === undefined || first === '') return null
  if (rest.length === 0) return { ...object, [first]: value }
  const inner = withField(object[first], rest.join('.'), value)
  return inner && { ...object, [first]: inner }
}

/** What stands at a field of a record, as text; empty where nothing does. */
export function fieldText(record: unknown, field: string): string {
  const value = field.split('.').reduce<unknown>((at, part) => asObject(at)?.[part], record)
  if (value === undefined || value === null) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** The record with only such text in it as a database can keep. */
function storable(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value) ?? ''
  if (Array.isArray(value)) return value.map(storable)
  const object = asObject(value)
  if (!object) return value
  return Object.fromEntries(
    Object.entries(object).map(([key, part]) => [cleanText(key) ?? '', storable(part)]),
  )
}
