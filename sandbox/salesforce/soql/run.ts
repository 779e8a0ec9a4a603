import { readId } from '../ids.ts'
import { fieldOf, visibleFields, type SObject } from '../objects.ts'
import type { Org } from '../org.ts'
import { missingObject, Refused } from '../refusal.ts'
import type { Row, Value } from '../rows.ts'
import { columnOf, type Column } from './column.ts'
import type { Condition, Order, Query } from './query.ts'
import { testOf, type Place } from './where.ts'
import { malformed } from './tokens.ts'

/** What a query has found, to be shown a page at a time. */
export interface Found {
  object: SObject
  rows: readonly Row[]
  /** In the order in which they were asked for. */
  shown: readonly (Column | Children)[]
  /** Only their number was asked for. */
  count: boolean
}

export interface Children {
  name: string
  of(row: Row): Found
}

export interface Scope {
  org: Org
  /** Records of the recycle bin as well. */
  deleted: boolean
}

/** Runs a query. Throws what the vendor refuses, before any row is looked at. */
export function run(scope: Scope, query: Query): Found {
  const { org } = scope
  const object = org.object(query.from)
  if (object === undefined || !object.can.query) throw missingObject(query.from)
  const place: Place = { org, object, select: (inner) => selected(scope, inner) }
  const test = query.where === undefined ? () => true : testOf(place, query.where)
  const shown = query.items.map((item) =>
    'path' in item ? columnOf(org, object, item.path) : childrenOf(scope, object, item.children),
  )
  const order = orderOf(place, query.orders)
  const rows: Row[] = []
  const some = query.limit === 0 ? [] : candidates(place, query.where)
  for (const row of some) {
    if ((scope.deleted || !row.IsDeleted) && test(row)) rows.push(row)
  }
  if (order !== undefined) rows.sort(order)
  const from = query.offset ?? 0
  const end = query.limit === undefined ? undefined : from + query.limit
  return { object, rows: rows.slice(from, end), shown, count: query.count }
}

function selected(scope: Scope, query: Query): ReadonlySet<Value> {
  const { rows, shown } = run(scope, query)
  const [column, ...others] = shown
  if (column === undefined || others.length > 0 || !('read' in column)) {
    throw malformed('A query within a condition selects one field')
  }
  return new Set(rows.map((row) => column.read(row)))
}

function childrenOf(scope: Scope, object: SObject, query: Query): Children {
  const { org } = scope
  for (const child of org.objects()) {
    for (const field of visibleFields(child)) {
      const named = field.children?.toLowerCase() === query.from.toLowerCase()
      if (!named || field.to?.includes(object.name) !== true) continue
      const among: Query = { ...query, from: child.name }
      // Looked at once, so that a wrong field is refused though there are no children.
      run(scope, { ...among, limit: 0 })
      const of = (row: Row) => {
        const own: Condition = {
          kind: 'in',
          path: [field.name],
          values: [{ type: 'text', value: row.Id }],
          not: false,
        }
        const where: Condition =
          query.where === undefined ? own : { kind: 'all', of: [own, query.where] }
        return run(scope, { ...among, where })
      }
      return { name: field.children as string, of }
    }
  }
  const message = `Didn't understand relationship '${query.from}' in FROM part of query call.`
  throw new Refused('INVALID_TYPE', message)
}

/** Rows that an index narrows down, or all of them. */
function candidates({ org, object }: Place, where: Condition | undefined): Iterable<Row> {
  const table = org.table(object.name)
  const musts = where?.kind === 'all' ? where.of : where === undefined ? [] : [where]
  for (const one of musts) {
    if (!('path' in one) || one.path.length !== 1) continue
    const field = fieldOf(object, one.path[0] as string)
    const values = wantedBy(one)
    if (field === undefined || values === undefined || field.formula !== undefined) continue
    if (field.type === 'id') return unique(values.flatMap((id) => table.get(idOf(id)) ?? []))
    const indexed = field.type === 'reference' || field.type === 'email' || field.externalId
    if (indexed === true) return unique(values.flatMap((value) => table.by(field.name, value)))
  }
  return table.all()
}

/** The texts of which a field must have one. */
function wantedBy(one: Condition): readonly string[] | undefined {
  const literals =
    one.kind === 'compare' && one.operator === '='
      ? [one.value]
      : one.kind === 'in' && !one.not && !('items' in one.values)
        ? one.values
        : undefined
  if (literals?.every((literal) => literal.type === 'text') !== true) return undefined
  return literals.map((literal) => idOf(literal.value as string))
}

function idOf(text: string): string {
  return text.length === 15 ? (readId(text) ?? text) : text
}

function unique(rows: readonly Row[]): readonly Row[] {
  return [...new Set(rows)].sort((one, other) => (one.Id < other.Id ? -1 : 1))
}

function orderOf({ org, object }: Place, orders: readonly Order[]) {
  if (orders.length === 0) return undefined
  const columns = orders.map((order) => ({ ...order, ...columnOf(org, object, order.path) }))
  const opaque = columns.find(({ field }) => field.opaque === true)
  if (opaque !== undefined) {
    throw malformed(`field '${opaque.field.name}' can not be sorted in a query call`)
  }
  return (one: Row, other: Row) => {
    for (const { read, descending, nulls } of columns) {
      const [a, b] = [sortable(read(one)), sortable(read(other))]
      if (a === b) continue
      if (a === null || b === null) return (a === null) === (nulls === 'first') ? -1 : 1
      return a < b === descending ? 1 : -1
    }
    return 0
  }
}

function sortable(value: Value): Value {
  return typeof value === 'string' && !/^[a-zA-Z0-9]{18}$/.test(value) ? value.toLowerCase() : value
}
