import { childOf, childrenOf, textOf, type Element } from '../soap/index.ts'
import { meets, order, readConditions } from './conditions.ts'
import { make, Refused } from './errors.ts'
import { written, type Grid, type Row } from './grid.ts'
import { grids } from './grids.ts'
import type { Vendor } from './vendor.ts'

/** No answer has more rows of a grid. */
export const mostRows = 1000

/** Answers the grids of a request, one after the other. */
export function answerGrids(vendor: Vendor, request: Element, now: number): Element[] {
  const asked = childrenOf(childOf(request, 'Grids') ?? request, 'Grid')
  if (asked.length === 0) throw new Refused('InvalidDocumentException', 'There is no Grid')
  return asked.map((one) => answerGrid(vendor, one, now))
}

function answerGrid(vendor: Vendor, asked: Element, now: number): Element {
  const { type = '' } = asked.attributes
  const grid: Grid | undefined = Object.hasOwn(grids, type) ? grids[type] : undefined
  if (grid === undefined) throw new Refused('InvalidGridCategoryException', 'No grid has that type')
  const conditions = readConditions(asked)
  const told = grid.questions ?? []
  const [questions, filters] = parted(conditions, ({ field }) => told.includes(field))
  for (const { field } of filters) fieldOf(grid, field)
  const value = (name: string) => questions.find((one) => one.field === name)?.values[0]
  const all = () => grid.rows(vendor, now, value)
  const rows = questions.length > 0 ? all() : vendor.kept.of(type, now, all)
  const order = sortOf(grid, asked)
  const matching = () =>
    sorted(
      rows.filter((row) => filters.every((condition) => meets(row, condition))),
      order,
    )
  const found =
    questions.length > 0
      ? matching()
      : vendor.kept.of(JSON.stringify([type, filters, order]), now, matching)
  const { fields, counted } = returned(grid, asked)
  const start = whole(textOf(asked, 'StartRow'), 1)
  // A count alone is one figure, not a figure for each row.
  if (counted && fields.length === 0)
    return make('Grid', [record(1, [countField(found)])], { type })
  const many = Math.min(
    whole(textOf(asked, 'NumberOfRows'), mostRows),
    mostRows,
    vendor.rowsPerPage,
  )
  const records = found.slice(start - 1, start - 1 + many).map((row, index) => {
    const shown = fields.map((name) => make('Field', written(row[name]), { element: name }))
    return record(start + index, counted ? [...shown, countField(found)] : shown)
  })
  return make('Grid', records, { type })
}

function parted<T>(all: readonly T[], first: (one: T) => boolean): [T[], T[]] {
  return [all.filter(first), all.filter((one) => !first(one))]
}

function record(row: number, fields: readonly Element[]): Element {
  return make('Record', [make('Fields', fields)], { row: String(row) })
}

function countField(found: readonly Row[]): Element {
  return make('Field', found.length, { element: 'Count' })
}

/** A field in the grid's own spelling, whatever that of the request. */
function fieldOf(grid: Grid, name: string): string {
  const found = grid.fields.find((one) => one.toLowerCase() === name.toLowerCase())
  if (found === undefined) throw new Refused('UnexpectedInputException', 'A field is not known')
  return found
}

function returned(grid: Grid, asked: Element) {
  const wanted = childOf(asked, 'ReturnFields')
  if (wanted === undefined) return { fields: grid.fields, counted: false }
  const names = childrenOf(wanted, 'DataElement').map((one) => one.text.trim())
  const [counts, others] = parted(names, (name) => name.toLowerCase() === 'count')
  return { fields: others.map((name) => fieldOf(grid, name)), counted: counts.length > 0 }
}

interface Order {
  name: string
  sign: 1 | -1
}

function sortOf(grid: Grid, asked: Element): Order | undefined {
  const by = childOf(asked, 'SortField')
  if (by === undefined) return undefined
  const isDown = by.attributes.order?.toLowerCase().startsWith('desc') ?? false
  return { name: fieldOf(grid, by.text.trim()), sign: isDown ? -1 : 1 }
}

function sorted(rows: readonly Row[], by: Order | undefined): readonly Row[] {
  if (by === undefined) return rows
  const { name, sign } = by
  const key = ({ [name]: value }: Row) => {
    if (typeof value === 'string') return value.toLowerCase()
    return value === undefined ? '' : Number(value)
  }
  // An empty field comes before every other.
  const compare = (a: Row, b: Row) => {
    const [one, other] = [key(a), key(b)]
    if (one === '' || other === '') return one === other ? 0 : one === '' ? -1 : 1
    return order(one, other)
  }
  return rows.toSorted((a, b) => sign * compare(a, b))
}

function whole(text: string | undefined, otherwise: number): number {
  if (text === undefined || text.trim() === '') return otherwise
  if (!/^[1-9]\d{0,8}$/.test(text.trim())) {
    throw new Refused('InvalidDataFormatException', 'StartRow and NumberOfRows count from 1')
  }
  return Number(text)
}
