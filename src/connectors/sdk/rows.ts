import type { ReadPage, RefusedRow } from './feedback.ts'
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

/** Reads row by row: those refused are kept beside the others with field and reason. */
export function readRows<Row>(
  records: readonly unknown[],
  readOne: (record: JsonObject) => Row,
): ReadPage<Row> {
  const rows: Row[] = []
  const refused: RefusedRow[] = []
  for (const record of records) {
    try {
      const object = asObject(record)
      if (!object) throw new FieldRefused('', 'The row is no object.')
      rows.push(readOne(object))
    } catch (error) {
      if (!(error instanceof FieldRefused)) throw error
      refused.push({ record: storable(record), field: error.field, reason: error.message })
    }
  }
  return { rows, refused }
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
