/** Pages of a view: by (moment of change, id), or by id alone. */
import {
  asKey,
  asText,
  firstRows,
  moment,
  momentText,
  relation,
  sql,
  type SqlEngine,
  type SqlRow,
  type SqlStatement,
} from '../../../platform/sql/index.ts'
import {
  Failure,
  type JsonObject,
  asObject,
  readJson,
  unreadable,
  type Vendor,
} from '../../sdk/index.ts'
import { ask, engineOf, TITLE } from './client.ts'
import { type Found, found, RELATIONS, type RelationKey } from './relations.ts'
import { CHARS_MAX } from './values.ts'

/** Rows of one page. */
export const ROWS_MAX = 500

const SWITCHES: readonly string[] = ['deleted', 'opted_out', 'invalid']
const MOMENTS: readonly string[] = [
  ...['changed_at', 'opted_out_at', 'invalid_at', 'taken_at', 'told_at', 'since_at'],
]

/** Throws Failure('not_found') where a view lacks what it must have. */
export async function view(vendor: Vendor, key: RelationKey): Promise<Found> {
  const there = await found(vendor, key)
  const lacking = RELATIONS[key].needed.filter((name) => !there.columns.has(name))
  if (lacking.length === 0) return there
  const sentence =
    there.columns.size === 0
      ? `${TITLE}: ${there.name} is not there.`
      : `${TITLE}: the column ${lacking.join(', ')} of ${there.name} is not there.`
  throw new Failure('not_found', sentence, {
    whoMustAct: 'you',
    remedy: 'Look at the check of the connection: it shows the script for what is missing.',
  })
}

/** The same; null where it is not there at all. */
export async function viewIfThere(vendor: Vendor, key: RelationKey): Promise<Found | null> {
  return (await found(vendor, key)).columns.size === 0 ? null : view(vendor, key)
}

/** All of the contract's columns that a view has, as parts of a select. */
export function columnsIn(engine: SqlEngine, key: RelationKey, { columns }: Found): SqlStatement {
  const { needed, optional } = RELATIONS[key]
  const present = [...needed, ...optional].filter((name) => columns.has(name))
  return sql.join(present.map((name) => sql`${spelt(engine, name)} as ${sql.id(name)}`))
}

function spelt(engine: SqlEngine, name: string): SqlStatement {
  if (SWITCHES.includes(name)) return sql.ref(name)
  return MOMENTS.includes(name) ? momentText(engine, name) : asText(engine, name, CHARS_MAX + 1)
}

export interface Page {
  rows: readonly SqlRow[]
  next: string | null
}

/** Rows that changed since a moment, oldest change first, behind the place of a cursor. */
export async function pageByChange(
  vendor: Vendor,
  key: RelationKey,
  { since, cursor }: { since: string | null; cursor: string | null },
): Promise<Page> {
  const engine = engineOf(vendor)
  const there = await view(vendor, key)
  const [at, id] = cursor === null ? [since, null] : placeIn(cursor)
  const changed = sql.ref('changed_at')
  const key1 = asKey(engine, sql.ref('id'))
  const from = at === null ? sql`${changed} is not null` : sql`${changed} >= ${moment(engine, at)}`
  const behind =
    id === null
      ? sql``
      : sql` and (${changed} > ${moment(engine, at)} or ${key1} > ${asKey(engine, sql.val(id))})`
  const rows = await ask(
    vendor,
    there.name,
    sql`select ${columnsIn(engine, key, there)} from ${relation(there)}
      where ${from}${behind} order by ${changed}, ${key1} ${firstRows(engine, ROWS_MAX)}`,
  )
  return { rows, next: nextOf(rows, (row) => [row['changed_at'], row['id']]) }
}

/** All rows by their ids, behind the place of a cursor. */
export async function pageById(
  vendor: Vendor,
  key: RelationKey,
  cursor: string | null,
): Promise<Page> {
  const engine = engineOf(vendor)
  const there = await view(vendor, key)
  const id = asKey(engine, sql.ref('id'))
  const [, last = null] = cursor === null ? [] : placeIn(cursor)
  const behind = last === null ? sql`` : sql` where ${id} > ${asKey(engine, sql.val(last))}`
  const rows = await ask(
    vendor,
    there.name,
    sql`select ${columnsIn(engine, key, there)} from ${relation(there)}${behind}
      order by ${id} ${firstRows(engine, ROWS_MAX)}`,
  )
  return { rows, next: nextOf(rows, (row) => ['', row['id']]) }
}

/** Rows whose column has one of these values, by bytes; each batch is one question. */
export async function rowsWith(
  vendor: Vendor,
  key: RelationKey,
  { column, values, rowsMax }: { column: string; values: readonly string[]; rowsMax: number },
): Promise<SqlRow[]> {
  const engine = engineOf(vendor)
  const there = await view(vendor, key)
  const unique = [...new Set(values)]
  if (unique.length === 0) return []
  const wanted = sql.join(unique.map((value) => asKey(engine, sql.val(value))))
  return ask(
    vendor,
    there.name,
    sql`select ${columnsIn(engine, key, there)} from ${relation(there)}
      where ${asKey(engine, sql.ref(column))} in (${wanted})
      order by ${asKey(engine, sql.ref(column))} ${firstRows(engine, rowsMax)}`,
  )
}

/** A page that is not full is the last. */
function nextOf(rows: readonly SqlRow[], place: (row: SqlRow) => unknown[]): string | null {
  const last = rows.at(-1)
  return last === undefined || rows.length < ROWS_MAX ? null : JSON.stringify(place(last))
}

function placeIn(cursor: string): [string, string] {
  try {
    const [at, id] = JSON.parse(cursor) as unknown[]
    if (typeof at === 'string' && typeof id === 'string') return [at, id]
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  throw unreadable(TITLE, 'A cursor is none.')
}

export function packed(page: JsonObject): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(page))
}

export function unpacked(bytes: Uint8Array): JsonObject {
  const page = asObject(readJson(TITLE, bytes))
  if (page !== null) return page
  throw unreadable(TITLE, 'It is no page.')
}

/** Throws Failure('unreadable') where there are none. */
export function rowsIn(page: JsonObject, name = 'rows'): unknown[] {
  const rows = page[name]
  if (Array.isArray(rows)) return rows as unknown[]
  throw unreadable(TITLE, 'It holds no rows.')
}
