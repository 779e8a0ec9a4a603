import { columnsOf, holds, sortKey } from './condition.ts'
import type { Column, Condition, SortKey } from './condition.ts'
import type { Crm } from './crm.ts'
import { DatabaseFailure } from './database-failure.ts'
import { fieldOf, type Module } from './modules.ts'
import type { Row } from './rows.ts'

export interface Order {
  field: string
  descending: boolean
}

export interface Search {
  condition?: Condition | undefined
  /** Nothing stands for the order of the keys. */
  orders?: readonly Order[]
  /** Rows that were deleted: none, only those, or as well. */
  deleted: 'none' | 'only' | 'too'
}

/** The rows of a module; a column its table does not have fails in the database. */
export function search(crm: Crm, module: Module, { condition, orders = [], deleted }: Search) {
  const rows = crm.rows(module.name).all()
  return searchAmong(crm, module, rows, { condition, orders, deleted })
}

export function searchAmong(
  crm: Crm,
  module: Module,
  rows: readonly Row[],
  { condition, orders = [], deleted }: Search,
): readonly Row[] {
  const named = condition === undefined ? [] : columnsOf(condition)
  for (const one of [...named, ...orders.map(({ field }) => field)]) columnNamed(module, one)
  const found = rows.filter((row) => {
    if (deleted !== 'too' && (row.deleted === '1') !== (deleted === 'only')) return false
    return condition === undefined || holds(condition, (name) => read(crm, module, row, name))
  })
  return inOrder(module, found, orders)
}

function read(crm: Crm, module: Module, row: Row, name: string): Column {
  if (name === everyAddress) {
    const values = crm.addresses.ever(row.id).map((one) => one.email_address ?? null)
    return { type: 'varchar', values }
  }
  const { name: column, type } = columnNamed(module, name)
  return { type, values: [row[column] ?? null] }
}

/** Stands for the column of the addresses that V8 joins when somebody is looked for by address. */
export const everyAddress = 'email_addresses.email_address'

function columnNamed(module: Module, name: string) {
  if (name === everyAddress) return { name, type: 'varchar' as const }
  const [table = '', column = ''] = name.includes('.') ? name.split('.') : [module.table, name]
  const field = fieldOf(module, column)
  if (table !== module.table || field === undefined || field.computed) throw new DatabaseFailure()
  return field
}

/** Rows by these columns, and by their keys among equals; without any in the order they have. */
export function inOrder(module: Module, rows: readonly Row[], orders: readonly Order[]) {
  if (orders.length === 0) return rows
  const columns = orders.map(({ field, descending }) => ({
    ...columnNamed(module, field),
    sign: descending ? -1 : 1,
  }))
  // What is compared is made once for each row, and not with each comparison.
  const keyed = rows.map((row) => ({
    row,
    keys: columns.map(({ name, type }) => keyOf(row[name] ?? null, type)),
  }))
  const signs = columns.map(({ sign }) => sign)
  keyed.sort((one, other) => {
    for (let at = 0; at < signs.length; at += 1) {
      const order = withNull(one.keys[at] ?? null, other.keys[at] ?? null)
      if (order !== 0) return order * (signs[at] ?? 1)
    }
    return one.row.id < other.row.id ? -1 : 1
  })
  return keyed.map(({ row }) => row)
}

function keyOf(value: string | null, type: Column['type']): SortKey | null {
  return value === null ? null : sortKey(value, type)
}

/** NULL comes first. */
function withNull(one: SortKey | null, other: SortKey | null): number {
  if (one === null || other === null) return Number(one !== null) - Number(other !== null)
  return one < other ? -1 : one > other ? 1 : 0
}
