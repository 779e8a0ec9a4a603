import { createRandom, type Random } from '../random.ts'
import { stampOf } from './dates.ts'
import { failed } from './errors.ts'
import { columnIn, tableNames, tableOf, type TableName } from './tables.ts'

/** A row as its table has it: texts, and NULL. Flags are `0` and `1`. */
export type Row = Record<string, string | null>

/** The rows of a table, in the order in which they came. */
export interface Rows {
  find(key: string | null | undefined): Row | undefined
  all(): IterableIterator<Row>
  size(): number
}

/** The database behind the interface: what is written decides what is read later. */
export interface Database {
  /** The sandbox's clock in whole seconds, as dates are kept. */
  now(): string
  newKey(): string
  random: Random
  rows(table: TableName): Rows
  /** Adds a row, with what nobody gave as NULL, and a flag as 0. */
  add(table: TableName, given: Row, user: string): Row
  /** Writes to a row, which then has another date of its last change. */
  change(table: TableName, row: Row, given: Row, user: string): void
  /** The e-mail addresses of a customer. */
  emailsOf(customerKey: string): readonly Row[]
}

/** More rows than these no table takes. */
const mostRows = 2_000_000

export function createDatabase(clock: { now(): number }, seed: number): Database {
  const random = createRandom(`netforum/${seed}`)
  const tables = new Map(tableNames.map((name) => [name, new Map<string, Row>()]))
  const emails = new Map<string, Row[]>()
  const now = () => stampOf(Math.floor(clock.now() / 1000) * 1000)
  const newKey = () => random.uuid()
  return {
    now,
    newKey,
    random,
    rows: (name) => {
      const kept = tables.get(name) as Map<string, Row>
      return {
        find: (key) => (key ? kept.get(key) : undefined),
        all: () => kept.values(),
        size: () => kept.size,
      }
    },
    add: (name, given, user) => {
      const table = tableOf(name)
      const kept = tables.get(name) as Map<string, Row>
      if (kept.size >= mostRows) throw failed(`The table ${name} takes no more rows`)
      const row: Row = {}
      for (const { name: column, type } of table.columns) row[column] = type === 'flag' ? '0' : null
      Object.assign(row, { [table.key]: newKey() }, given)
      stamp(row, table.prefix, 'add', { at: now(), user })
      stamp(row, table.prefix, 'change', { at: now(), user })
      kept.set(row[table.key] as string, row)
      if (name === 'co_email') {
        const owner = row.eml_cst_key as string
        emails.set(owner, [...(emails.get(owner) ?? []), row])
      }
      return row
    },
    change: (name, row, given, user) => {
      Object.assign(row, given)
      stamp(row, tableOf(name).prefix, 'change', { at: now(), user })
    },
    emailsOf: (customerKey) => emails.get(customerKey) ?? [],
  }
}

/** Of what is given, the columns of one table. */
export function ownOf(name: TableName, given: Row): Row {
  const table = tableOf(name)
  return Object.fromEntries(Object.entries(given).filter(([one]) => columnIn(table, one)))
}

function stamp(
  row: Row,
  prefix: string,
  what: 'add' | 'change',
  { at, user }: { at: string; user: string },
): void {
  row[`${prefix}_${what}_date`] = at
  row[`${prefix}_${what}_user`] = user
}
