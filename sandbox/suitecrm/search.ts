import { columnsOf, compare, holds, onlyValues, type Column, type Condition } from './condition.ts'
import type { Crm } from './crm.ts'
import { fieldOf, type Module } from './modules.ts'
import { DatabaseFailure } from './refusal.ts'
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
  const isKey = (field: string) => field === 'id' || field === `${module.table}.id`
  const ids = condition && onlyValues(condition, isKey)
  const rows = ids ? crm.rows(module.name).among(ids) : crm.rows(module.name).all()
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
  return orders.length === 0 ? found : [...found].sort(by(module, orders))
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

function by(module: Module, orders: readonly Order[]) {
  const columns = orders.map(({ field, descending }) => ({
    ...columnNamed(module, field),
    sign: descending ? -1 : 1,
  }))
  return (one: Row, other: Row) => {
    for (const { name, type, sign } of columns) {
      const order = sign * withNull(one[name] ?? null, other[name] ?? null, type)
      if (order !== 0) return order
    }
    return one.id < other.id ? -1 : 1
  }
}

/** NULL comes first. */
function withNull(one: string | null, other: string | null, type: Column['type']): number {
  if (one === null || other === null) return Number(one !== null) - Number(other !== null)
  return compare(one, other, type)
}
