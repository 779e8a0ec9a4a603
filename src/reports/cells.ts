import { columnOf, type Reading } from './conditions.ts'
import type { Measure, Unit, ViewDefinition } from './definitions/index.ts'
import type { Column, ColumnType } from './subjects/column.ts'

/** What one cell of a view holds; times as ISO 8601. */
export type Cell =
  | string
  | number
  | boolean
  | { id: number; name: string }
  | { part: number; whole: number; rate: number | null }
  | null

/** A column as it is answered: of the subject, or a measure. */
export interface ShownColumn {
  id: string
  title: string
  type: ColumnType | 'rate'
  isMeasure: boolean
  unit: Unit | null
}

/** The columns of a view's answer, in the order of its cells. */
export function columnsShown({ columns, group }: ViewDefinition, reading: Reading): ShownColumn[] {
  if (group === null) return columns.map((id) => shown(columnOf(reading, id), null))
  return [
    ...group.by.map(({ column, unit }) => shown(columnOf(reading, column), unit)),
    ...group.measures.map((measure) => shownMeasure(measure, reading)),
  ]
}

function shown({ id, title, type }: Column, unit: Unit | null): ShownColumn {
  return { id, title, type, isMeasure: false, unit }
}

function shownMeasure(measure: Measure, reading: Reading): ShownColumn {
  const { key: id, is } = measure
  const isRanged = is === 'min' || is === 'max'
  const type = is === 'rate' ? 'rate' : isRanged ? columnOf(reading, measure.column).type : 'number'
  return {
    id,
    title: measure.title || titleOf(measure, reading),
    type,
    isMeasure: true,
    unit: null,
  }
}

function titleOf(measure: Measure, reading: Reading): string {
  if (measure.is === 'count') return reading.subject.title
  if (measure.is === 'rate') return 'Rate'
  const { title } = columnOf(reading, measure.column)
  const words = { distinct: 'different', sum: 'sum', min: 'least', max: 'greatest' }
  return `${title} (${words[measure.is]})`
}

/** The cells of a row as a page's statement answers it. */
export function cellsOf(
  row: Record<string, unknown>,
  { columns, group }: ViewDefinition,
  reading: Reading,
): Cell[] {
  const ids = group === null ? columns : group.by.map(({ column }) => column)
  const values = ids.map((id, at) => cell(columnOf(reading, id), row[`c${at}`], row[`n${at}`]))
  if (group === null) return values
  return [...values, ...group.measures.map((measure, at) => measured(measure, row, at))]
}

function cell({ name: isNamed }: Column, value: unknown, name: unknown): Cell {
  if (value === null || value === undefined) return null
  if (isNamed !== undefined) return { id: value as number, name: (name as string | null) ?? '' }
  return plain(value)
}

function measured({ is }: Measure, row: Record<string, unknown>, at: number): Cell {
  const value = row[`m${at}`]
  if (is !== 'rate') return plain(value)
  const [part, whole] = [Number(value), Number(row[`w${at}`])]
  return { part, whole, rate: whole === 0 || part > whole ? null : part / whole }
}

function plain(value: unknown): Cell {
  return value instanceof Date ? value.toISOString() : (value as string | number | boolean | null)
}
