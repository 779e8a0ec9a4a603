import type { Element } from '../soap/index.ts'
import { text } from './asked.ts'
import type { Column } from './columns.ts'
import type { Database, Row } from './database.ts'
import { inQuery } from './dates.ts'
import { objectsOf } from './elements.ts'
import { wrong } from './errors.ts'
import { columnOf, joined, objectNamed, type FacadeObject } from './objects.ts'
import { tableOf, type TableName } from './tables.ts'
import type { Operation, Vendor } from './vendor.ts'
import { comparable, order, readWhere } from './where.ts'

/** GetQuery: rows of an object, by a where clause; there are no pages. */
export const getQuery: Operation = (vendor, asked) => {
  const { name, top } = objectAndTop(text(asked, 'szObjectName'))
  const object = objectNamed(name)
  const list = text(asked, 'szColumnList')
  if (top === -1 && list === '') throw wrong('@TOP -1 needs the names of the columns')
  const columns = columnsOf(object, list)
  const found = search(vendor.db, object, {
    where: text(asked, 'szWhereClause'),
    orderBy: text(asked, 'szOrderBy'),
  })
  const rows = top === -1 ? found : found.slice(0, top ?? vendor.rowsUnasked)
  return [rowsOf(vendor, object, rows, columns)]
}

const topShape = /^(.*?)\s+@TOP\s+(-?\d{1,9})\s*$/i

function objectAndTop(given: string): { name: string; top: number | undefined } {
  const [, name, top] = topShape.exec(given) ?? []
  if (name === undefined) return { name: given, top: undefined }
  if (Number(top) < -1) throw wrong('@TOP takes a number of rows, or -1')
  return { name, top: Number(top) }
}

type NamedColumn = Column & { table: TableName }

/** An empty list stands for the columns of the object's own list, its key before them. */
function columnsOf(object: FacadeObject, list: string): readonly NamedColumn[] {
  if (list === '')
    return [tableOf(object.main).key, ...object.listed].map((one) => columnOf(object, one))
  return list.split(',').map((one) => columnOf(object, one))
}

function rowsOf(
  { db }: Vendor,
  object: FacadeObject,
  rows: readonly Row[],
  columns: readonly NamedColumn[],
): Element {
  return objectsOf(
    object.name,
    rows.map((row) =>
      Object.fromEntries(
        columns.map((one) => [one.name, shown(valueIn(db, object, row, one), one)]),
      ),
    ),
  )
}

function valueIn(db: Database, object: FacadeObject, row: Row, { name, table }: NamedColumn) {
  return joined(db, object, row, table)?.[name] ?? null
}

function shown(value: string | null, { type }: Column): string | null {
  return value !== null && type === 'date' ? inQuery(value) : value
}

/** The rows of an object's table; those with a delete flag as well. */
export function search(
  db: Database,
  object: FacadeObject,
  { where, orderBy = '' }: { where: string; orderBy?: string },
): readonly Row[] {
  const named = new Map<string, NamedColumn>()
  const column = (name: string) => {
    const known = named.get(name) ?? columnOf(object, name)
    named.set(name, known)
    return known
  }
  const { columns, holds } = readWhere(where, (name) => column(name).type)
  for (const one of columns) column(one)
  const found: Row[] = []
  for (const row of db.rows(object.main).all()) {
    if (holds((name) => valueIn(db, object, row, column(name)))) found.push(row)
  }
  return orderBy === '' ? found : sorted(db, object, found, orderBy)
}

const orderShape = /^\s*([\w.]+)(?:\s+(asc|desc))?\s*$/i

function sorted(db: Database, object: FacadeObject, rows: Row[], orderBy: string): Row[] {
  const orders = orderBy.split(',').map((one) => {
    const [, name, direction] = orderShape.exec(one) ?? []
    if (name === undefined) throw wrong('The order by clause cannot be read')
    const descending = direction?.toLowerCase() === 'desc'
    return { column: columnOf(object, name), sign: descending ? -1 : 1 }
  })
  const keyed = rows.map((row) => {
    const values = orders.map(({ column }) => {
      const value = valueIn(db, object, row, column)
      return value === null ? null : comparable(value, column.type)
    })
    return { row, values }
  })
  keyed.sort((one, other) => {
    for (const [at, { sign }] of orders.entries()) {
      const difference = withNull(one.values[at] ?? null, other.values[at] ?? null)
      if (difference !== 0) return sign * difference
    }
    return 0
  })
  return keyed.map(({ row }) => row)
}

type Value = string | number | null

/** NULL comes first. */
function withNull(one: Value, other: Value): number {
  if (one === null || other === null) return Number(one !== null) - Number(other !== null)
  return order(one, other)
}
