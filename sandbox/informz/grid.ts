import type { Vendor } from './vendor.ts'

/** What can stand in a field; undefined is an empty one. Times are dates, bits are booleans. */
export type Value = string | number | boolean | Date | undefined

export type Row = Readonly<Record<string, Value>>

/** What a grid is asked beside its fields. */
export type Asked = (name: string) => string | undefined

/** A kind of rows that can be read. */
export interface Grid {
  /** In the spelling in which the vendor answers them. */
  fields: readonly string[]
  /** Elements of conditions that are no fields, but tell the grid what to look for. */
  questions?: readonly string[]
  rows(vendor: Vendor, now: number, asked: Asked): readonly Row[]
}

/** UTC with seven decimals of a second, as the vendor writes it. */
export function timestamp(time: number): string {
  return new Date(time).toISOString().replace('Z', '0000Z')
}

/** How a value is written: bits as 1 and 0. */
export function written(value: Value): string {
  if (value === undefined) return ''
  if (value instanceof Date) return timestamp(value.getTime())
  if (typeof value === 'boolean') return value ? '1' : '0'
  return String(value)
}
