import type { Homing } from '../../homing.ts'
import { csvLine } from '../../platform/csv.ts'
import { pdfOf } from '../../platform/pdf.ts'
import { XLSX_ROWS_MAX, xlsxOf, type XlsxSheet } from '../../platform/xlsx.ts'
import type { Cell, ShownColumn } from '../cells.ts'
import { prepared, type Asked } from '../prepare.ts'
import { columnsOfView, runView } from '../run.ts'
import { csvColumns, pdfColumns, xlsxColumns } from './cells.ts'
import { clockWords } from './clock.ts'
import { questionInWords } from './in-words.ts'
import { namesIn } from './names.ts'

const FILE_FORMATS = ['csv', 'xlsx', 'pdf'] as const
export type FileFormat = (typeof FILE_FORMATS)[number]

/** Rows a file holds at most: of a sheet those Excel opens, on paper those somebody turns over. */
export const ROWS_MAX: Record<FileFormat, number> = {
  csv: 200_000_000,
  xlsx: XLSX_ROWS_MAX - 1,
  pdf: 2_000,
}
/** Rows of one page of a file: groups are put together anew for each. */
const PAGE_ROWS = 20_000

export interface FileAsked extends Asked {
  /** What the file says it is. */
  name: string
}

/** What a file holds, as it is told in the file and beside it. */
export interface FileContents {
  rows: number
  /** There were more rows than its format takes. */
  isCut: boolean
}

/**
 * Everything a view finds as a file, whole but for its format's bound, relative to one moment: read
 * a page at a time, no transaction outliving a page. onEnd is told what the file held, once it is
 * read to its end. Refuses what cannot be run before its first piece.
 */
export async function* viewFile(
  homing: Homing,
  format: FileFormat,
  asked: FileAsked,
  onEnd: (contents: FileContents) => void = () => undefined,
): AsyncGenerator<string | Uint8Array> {
  const shape = await homing.database.inWorkspace(asked.workspaceId, async (tx) => {
    const ready = await prepared(tx, asked)
    const names = await namesIn(tx, asked.workspaceId, ready)
    return {
      columns: await columnsOfView(tx, asked),
      question: questionInWords(ready, names),
      timeZone: ready.reading.timeZone,
    }
  })
  const contents: FileContents = { rows: 0, isCut: false }
  const rows = rowsOf(homing, asked, ROWS_MAX[format], contents)
  yield* writers[format]({ ...shape, ...asked, rows, contents })
  onEnd(contents)
}

interface Writing extends FileAsked {
  columns: ShownColumn[]
  question: (readonly [string, string])[]
  timeZone: string
  rows: AsyncIterable<Cell[]>
  /** True once the rows are read. */
  contents: FileContents
}

type Writer = (writing: Writing) => AsyncGenerator<string | Uint8Array>
const writers: Record<FileFormat, Writer> = { csv: csvFile, xlsx: xlsxFile, pdf: pdfFile }

async function* rowsOf(
  homing: Homing,
  asked: Asked,
  most: number,
  contents: FileContents,
): AsyncGenerator<Cell[]> {
  let after: string | undefined
  do {
    const limit = Math.min(PAGE_ROWS, most - contents.rows)
    const { rows, next } = await homing.database.inWorkspace(asked.workspaceId, (tx) =>
      runView(tx, asked, { after, limit }),
    )
    for (const row of rows) {
      contents.rows++
      yield row
    }
    after = next ?? undefined
    contents.isCut = after !== undefined && contents.rows >= most
  } while (after !== undefined && !contents.isCut)
}

const PIECE_ROWS = 500

async function* csvFile({ columns, rows }: Writing): AsyncGenerator<string> {
  const shown = csvColumns(columns)
  let piece = csvLine(shown.map(({ title }) => title))
  let held = 0
  for await (const row of rows) {
    piece += csvLine(shown.map(({ value }) => value(row)))
    if (++held % PIECE_ROWS === 0) {
      yield piece
      piece = ''
    }
  }
  if (piece !== '') yield piece
}

async function* xlsxFile(writing: Writing): AsyncGenerator<Uint8Array> {
  const { columns, rows, timeZone, name, now } = writing
  const shown = xlsxColumns(columns, timeZone)
  const found: XlsxSheet = { name: 'Rows', columns: shown, rows: valuesOf(rows, shown) }
  const about: XlsxSheet = {
    name: 'About',
    columns: [
      { title: 'View', form: 'text', width: 16 },
      { title: name, form: 'text', width: 90 },
    ],
    rows: aboutRows(writing),
  }
  yield* xlsxOf([about, found], new Date(now))
}

async function* valuesOf<Value>(
  rows: AsyncIterable<Cell[]>,
  columns: readonly { value(row: Cell[]): Value }[],
): AsyncGenerator<Value[]> {
  for await (const row of rows) yield columns.map(({ value }) => value(row))
}

/** Read last: how many rows there are is known then. */
function* aboutRows(writing: Writing): Generator<string[]> {
  for (const line of aboutLines(writing, 'xlsx')) yield [...line]
}

async function* pdfFile(writing: Writing): AsyncGenerator<Uint8Array> {
  const { columns, rows, timeZone, name, now } = writing
  const shown = pdfColumns(columns, timeZone)
  const held: string[][] = []
  for await (const row of valuesOf(rows, shown)) held.push(row)
  const about = aboutLines(writing, 'pdf')
  yield* pdfOf({ title: name, about, columns: shown, rows: held, madeAt: new Date(now) })
}

/** The question, its moment, and how many rows stand below. */
function aboutLines(writing: Writing, format: FileFormat): (readonly [string, string])[] {
  const { question, contents, definition, timeZone, now } = writing
  const noun = definition.group === null ? 'row' : 'group'
  const rows = contents.rows.toLocaleString('en')
  const count = `${rows} ${noun}${contents.rows === 1 ? '' : 's'}`
  const cut = `The first ${count}: ${CUT[format]}`
  return [
    ...question,
    ['As of', `${clockWords(now, timeZone)} (${timeZone})`],
    ['Rows', contents.isCut ? cut : count],
  ]
}

const CUT: Record<FileFormat, string> = {
  csv: 'there are more.',
  xlsx: 'there are more than a sheet holds. Export as CSV, or narrow the view.',
  pdf: 'there are more than a PDF is made of. Export as XLSX or CSV, or narrow the view.',
}
