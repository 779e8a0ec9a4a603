/** Tables that are told: which of them is there, and rows of them by their marks. */
import { createHash } from 'node:crypto'
import {
  mark,
  moment,
  relation,
  sql,
  type SqlRow,
  type SqlStatement,
  write,
} from '../../../platform/sql/index.ts'
import type { Vendor } from '../../sdk/index.ts'
import { ask, engineOf } from './client.ts'
import { columnsIn, view } from './pages.ts'
import { found, relationOf, TABLES } from './relations.ts'
import { momentOf, storable } from './values.ts'

export type TableKey = keyof typeof TABLES

/** Rows of one statement: SQL Server takes 2,100 values in one, and a row has thirteen. */
const WRITTEN_MAX = 150
const MARKS_MAX = 500

/** A value of a row: text, a count, or a moment. */
export type Told = string | number | { at: number } | null

export async function isThere(vendor: Vendor, key: TableKey): Promise<boolean> {
  return (await found(vendor, key)).columns.size > 0
}

/** In words, where a table is not there. */
export function absence(vendor: Vendor, key: TableKey): string {
  const { name } = relationOf(vendor, key)
  return `The database has no table ${name}, so that nothing of it is told.`
}

/**
 * Writes rows, all with the same columns: those the table has of them. isOnce: what is there under
 * its mark stays as it is.
 */
export async function tellRows(
  vendor: Vendor,
  key: TableKey,
  { rows, isOnce = false }: { rows: readonly Record<string, Told>[]; isOnce?: boolean },
): Promise<void> {
  const engine = engineOf(vendor)
  const there = await view(vendor, key)
  const columns = Object.keys(rows[0] ?? {}).filter((name) => there.columns.has(name))
  for (const batch of batchesOf(rows, WRITTEN_MAX)) {
    const values = batch.map((row) => columns.map((name) => valueOf(vendor, name, row[name]!)))
    const statement = write(engine, { into: there, key: 'mark', columns, rows: values, isOnce })
    await ask(vendor, there.name, statement)
  }
}

/** Has the row of a mark say something more. */
export async function changeRow(
  vendor: Vendor,
  key: TableKey,
  { of, values }: { of: string; values: Record<string, Told> },
): Promise<void> {
  const there = await view(vendor, key)
  const told = Object.entries(values).filter(([name]) => there.columns.has(name))
  if (told.length === 0) return
  const set = sql.join(
    told.map(([name, value]) => sql`${sql.id(name)} = ${valueOf(vendor, name, value)}`),
  )
  await ask(
    vendor,
    there.name,
    sql`update ${relation(there)} set ${set}
      where ${sql.ref('mark')} = ${mark(engineOf(vendor), of)}`,
  )
}

/** What is there of these, by their marks. */
export async function rowsByMark(
  vendor: Vendor,
  key: TableKey,
  marks: readonly string[],
): Promise<Map<string, SqlRow>> {
  const engine = engineOf(vendor)
  const there = await view(vendor, key)
  const rows = new Map<string, SqlRow>()
  for (const batch of batchesOf([...new Set(marks)], MARKS_MAX)) {
    const wanted = sql.join(batch.map((one) => mark(engine, one)))
    const answer = await ask(
      vendor,
      there.name,
      sql`select ${columnsIn(engine, key, there)} from ${relation(there)}
        where ${sql.ref('mark')} in (${wanted})`,
    )
    for (const row of answer) rows.set(String(row['mark']).toLowerCase(), row)
  }
  return rows
}

/** A UUID (version 8, RFC 9562): the same for the same words. Pure. */
export function markFrom(words: readonly (string | number | null)[]): string {
  const hex = createHash('sha256').update(JSON.stringify(words)).digest('hex')
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
  ]
  return [...parts, hex.slice(20, 32)].join('-')
}

function valueOf(vendor: Vendor, name: string, value: Told): SqlStatement {
  const engine = engineOf(vendor)
  if (value !== null && typeof value === 'object') return moment(engine, momentOf(value.at))
  if (name === 'mark') return mark(engine, String(value))
  return sql`${typeof value === 'string' ? storable(value) : value}`
}

function batchesOf<One>(all: readonly One[], max: number): One[][] {
  const count = Math.ceil(all.length / max)
  return Array.from({ length: count }, (_, at) => all.slice(at * max, (at + 1) * max))
}
