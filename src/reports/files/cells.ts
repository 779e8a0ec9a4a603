import type { CsvValue } from '../../platform/csv.ts'
import { serialOf, type XlsxForm, type XlsxValue } from '../../platform/xlsx.ts'
import type { Cell, ShownColumn } from '../cells.ts'
import { clockWords, dayWords, localOf } from './clock.ts'

/** A column of a file: a rate is three of them where cells are to be reckoned with. */
export interface FileColumn<Value> {
  title: string
  value(row: Cell[]): Value
}

/** Columns as CSV: times are ISO 8601 in UTC, a rate is the number, and what it is of. */
export function csvColumns(columns: readonly ShownColumn[]): FileColumn<CsvValue>[] {
  return columns.flatMap((column, at) =>
    column.type === 'rate'
      ? rateColumns(column, at, '')
      : [{ title: column.title, value: (row: Cell[]) => plain(row[at]!) ?? '' }],
  )
}

export interface XlsxFileColumn extends FileColumn<XlsxValue> {
  form: XlsxForm
  width: number
}

/** Columns of a sheet: numbers are numbers, times what the firm's clocks show, rates per cent. */
export function xlsxColumns(columns: readonly ShownColumn[], timeZone: string): XlsxFileColumn[] {
  return columns.flatMap((column, at): XlsxFileColumn[] => {
    if (column.type === 'rate') {
      const forms = ['percent', 'number', 'number'] as const
      return rateColumns(column, at, null).map((one, of) => ({
        ...{ ...one, form: forms[of]!, width: 14 },
      }))
    }
    const form = formOf(column)
    const value = (row: Cell[]) => sheetValue(row[at]!, form, timeZone)
    return [{ title: column.title, value, form, width: form === 'text' ? 28 : 18 }]
  })
}

export interface PdfFileColumn extends FileColumn<string> {
  isFigure: boolean
}

/** Columns on paper: a rate is one, with its numbers. */
export function pdfColumns(columns: readonly ShownColumn[], timeZone: string): PdfFileColumn[] {
  return columns.map((column, at) => ({
    title: column.title,
    isFigure: column.type === 'number' || column.type === 'rate',
    value: (row: Cell[]) => paperText(row[at]!, formOf(column), timeZone),
  }))
}

function rateColumns<Empty>(
  { title }: ShownColumn,
  at: number,
  empty: Empty,
): FileColumn<number | Empty>[] {
  return [
    { title, value: (row) => rateIn(row[at]!)?.rate ?? empty },
    { title: `${title}: of`, value: (row) => rateIn(row[at]!)?.part ?? empty },
    { title: `${title}: in`, value: (row) => rateIn(row[at]!)?.whole ?? empty },
  ]
}

/** A time that was grouped by is the day its group begins with, but for hours. */
function formOf({ type, unit }: ShownColumn): XlsxForm {
  if (type === 'number') return 'number'
  if (type === 'day') return 'day'
  if (type !== 'time') return 'text'
  return unit === null || unit === 'hour' ? 'moment' : 'day'
}

function sheetValue(cell: Cell, form: XlsxForm, timeZone: string): XlsxValue {
  const value = plain(cell)
  if (typeof value !== 'string' || form === 'text' || form === 'number') return value
  const at = Date.parse(value)
  if (Number.isNaN(at)) return value
  // A day of a field of the firm's own is no moment: no zone moves it.
  const local = value.length === DAY_CHARS ? at : localOf(at, timeZone)
  return serialOf(form === 'day' ? Math.floor(local / DAY_MS) * DAY_MS : local) ?? value
}

function paperText(cell: Cell, form: XlsxForm, timeZone: string): string {
  const rate = rateIn(cell)
  if (rate !== null) {
    const { part, whole } = rate
    const numbers = `${figure(part)} / ${figure(whole)}`
    return rate.rate === null ? numbers : `${numbers} · ${(100 * rate.rate).toFixed(1)} %`
  }
  const value = plain(cell)
  if (value === null) return ''
  if (typeof value === 'number') return figure(value)
  if ((form !== 'moment' && form !== 'day') || value.length === DAY_CHARS) return value
  return form === 'day'
    ? dayWords(Date.parse(value), timeZone)
    : clockWords(Date.parse(value), timeZone)
}

const DAY_MS = 24 * 3_600_000
/** 2026-05-31 */
const DAY_CHARS = 10
const FIGURES = new Intl.NumberFormat('en', { maximumFractionDigits: 6 })

function figure(value: number): string {
  return FIGURES.format(value)
}

function rateIn(cell: Cell) {
  return typeof cell === 'object' && cell !== null && 'rate' in cell ? cell : null
}

/** A reference is its name; yes and no are words. */
function plain(cell: Cell): string | number | null {
  if (cell === null) return null
  if (typeof cell === 'object') return 'name' in cell ? cell.name : null
  return typeof cell === 'boolean' ? (cell ? 'yes' : 'no') : cell
}
