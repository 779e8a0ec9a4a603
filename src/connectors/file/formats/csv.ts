import { CsvReader, detectDelimiter, type CsvRecord } from '../../../platform/csv-records.ts'
import { FileFault, faultyRow, type FileRow, type RowReader } from '../../sdk/index.ts'

/** Columns a header may have. */
const COLUMNS_MAX = 500

/** Rows of CSV or TSV; the first one names the columns. delimiter null: the first line tells it. */
export function csvRows(delimiter: string | null): RowReader {
  let reader: CsvReader | null = null
  let start = ''
  let columns: string[] | null = null
  let isDeclared = false
  const rowsOf = (records: readonly CsvRecord[]) => {
    const rows: FileRow[] = []
    for (const record of records) {
      if (isDeclared && record.line === 1) continue
      if (columns === null) columns = columnsOf(record)
      else rows.push(rowOf(record, columns))
    }
    return rows
  }
  const open = () => {
    const detected = detectDelimiter(start)
    isDeclared = detected.isDeclared
    reader = new CsvReader(delimiter ?? detected.delimiter)
    return rowsOf(reader.push(start))
  }
  return {
    push(text) {
      if (reader !== null) return rowsOf(reader.push(text))
      start += text
      return /[\r\n]/.test(start) ? open() : []
    },
    end() {
      const first = reader === null ? open() : []
      return [...first, ...rowsOf(reader!.end())]
    },
  }
}

/** A name that stands twice is numbered, one that is missing is its place. */
function columnsOf({ cells, fault }: CsvRecord): string[] {
  if (fault !== null) throw new FileFault(`The header cannot be read. ${fault}`)
  if (cells.length > COLUMNS_MAX) {
    throw new FileFault(`The header has more than ${COLUMNS_MAX} columns.`)
  }
  const seen = new Set<string>()
  return cells.map((cell, place) => {
    const name = cell.trim() || `column ${place + 1}`
    let unique = name
    for (let count = 2; seen.has(unique); count++) unique = `${name} (${count})`
    seen.add(unique)
    return unique
  })
}

function rowOf({ line, cells, fault }: CsvRecord, columns: readonly string[]): FileRow {
  if (fault !== null) return faultyRow(line, fault, cells[0] ?? '')
  if (cells.length > columns.length && cells.slice(columns.length).some((cell) => cell !== '')) {
    const fault = `The row has ${cells.length} cells and the header ${columns.length}.`
    return faultyRow(line, fault, cells.join(' | '))
  }
  return {
    line,
    record: Object.fromEntries(columns.map((name, place) => [name, cells[place] ?? ''])),
  }
}
