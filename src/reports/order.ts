import { sql } from 'kysely'
import { Refused } from '../platform/refused.ts'
import type { Column, Sql } from './subjects/column.ts'

/** What rows are ordered by: one of several, the first before the others; nothing comes last. */
export interface Order {
  value: Sql
  type: 'text' | 'numeric' | 'timestamptz' | 'boolean' | 'integer' | 'bigint'
  isDescending: boolean
}

/** Where a page ended: how many rows came before, and the last one's values, spelt as texts. */
export interface Place {
  seen: number
  values: (string | null)[]
}

/** How rows are ordered by a column: texts whatever their capitals, references by their names. */
export function orderOf(column: Column): Pick<Order, 'value' | 'type'> {
  if (column.name !== undefined) return { value: sql`lower(${column.name})`, type: 'text' }
  if (column.type === 'text') return { value: sql`lower(${column.value})`, type: 'text' }
  const types = { number: 'numeric', time: 'timestamptz', flag: 'boolean' } as const
  const type = types[column.type as keyof typeof types] ?? 'text'
  return { value: column.value, type }
}

/** For order by. */
export function orderBy(orders: readonly Order[]): Sql {
  return sql.join(
    orders.map(({ value, isDescending }) =>
      isDescending ? sql`${value} desc nulls last` : sql`${value} asc nulls last`,
    ),
  )
}

/** The row's own place, to go on after. */
export function placeOf(orders: readonly Order[]): Sql {
  return sql`array[${sql.join(orders.map(({ value }) => sql`(${value})::text`))}]::text[]`
}

/** Whether a row comes after a place: it is the same up to one of them, and comes later there. */
export function isAfter(orders: readonly Order[], { values }: Place): Sql {
  const given = orders.map(({ type }, at) => sql`${values[at] ?? null}::${sql.raw(type)}`)
  const arms = orders.map(({ value, isDescending }, at) => {
    const same = orders
      .slice(0, at)
      .map((before, other) => sql`${before.value} is not distinct from ${given[other]}`)
    const later =
      values[at] === null
        ? sql`false`
        : sql`(${value} ${isDescending ? sql`<` : sql`>`} ${given[at]} or ${value} is null)`
    return sql`(${sql.join([...same, later], sql` and `)})`
  })
  return sql`(${sql.join(arms, sql` or `)})`
}

export function cursorOf({ seen, values }: Place): string {
  return Buffer.from(JSON.stringify([seen, ...values])).toString('base64url')
}

/** Reads a cursor; refuses what no page of such a view ended with. */
export function placeIn(cursor: string, orders: readonly Order[]): Place {
  const [seen, ...values] = arrayIn(cursor)
  const isPlace =
    Number.isSafeInteger(seen)
    && values.length === orders.length
    && values.every((value) => value === null || typeof value === 'string')
  if (!isPlace)
    throw new Refused(400, 'after is not the next of an earlier page.', { field: 'after' })
  return { seen: seen as number, values: values as (string | null)[] }
}

function arrayIn(cursor: string): unknown[] {
  try {
    const read: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return Array.isArray(read) ? read : []
  } catch (error) {
    if (error instanceof SyntaxError) return []
    throw error
  }
}
