import { z } from 'zod'
import { csvRows } from './csv.ts'
import { jsonRows } from './json.ts'
import { ndjsonRows } from './ndjson.ts'
import { faultyRow, FileFault, type FileRow, type RowReader } from '../../sdk/index.ts'
import { xmlRows } from './xml.ts'

export const FORMATS = ['csv', 'tsv', 'json', 'ndjson', 'xml'] as const
export type FormatName = (typeof FORMATS)[number]

/** How a file is cut into rows. */
export const fileFormat = z.strictObject({
  name: z.enum(FORMATS),
  /** What parts the cells of CSV; null: the first line tells it. */
  delimiter: z.enum([',', ';', '\t', '|']).nullable().default(null),
  /** Where the rows are: of JSON the path to their array, of XML the name of their element. */
  rows: z.string().trim().max(200).default(''),
})
export type FileFormat = z.output<typeof fileFormat>

/** The reader of a format, which cuts a file of any size within bounded memory. */
export function rowsOf(format: FileFormat): RowReader {
  switch (format.name) {
    case 'csv':
      return csvRows(format.delimiter)
    case 'tsv':
      return csvRows('\t')
    case 'json':
      return jsonRows(format.rows)
    case 'ndjson':
      return ndjsonRows()
    case 'xml':
      return xmlRows(format.rows)
  }
}

/** All rows of a text that is in memory. Throws FileFault. */
export function readText(text: string, format: FileFormat): FileRow[] {
  const reader = rowsOf(format)
  return [...reader.push(text), ...reader.end()]
}

/**
 * The rows at the beginning of a file of which only that is there: what is cut off is no row, and
 * what cannot be read is told as one.
 */
export function readStart(text: string, format: FileFormat): FileRow[] {
  const reader = rowsOf(format)
  try {
    return reader.push(text)
  } catch (error) {
    if (!(error instanceof FileFault)) throw error
    return [faultyRow(1, error.message, text)]
  }
}

/** What format a file seems to have, by its name and how it begins. */
export function guessFormat(fileName: string, start: string): FileFormat {
  const bare = { delimiter: null, rows: '' }
  const begin = start.trimStart()
  const extension = /\.(\w+)$/.exec(fileName.toLowerCase())?.[1]
  if (begin.startsWith('<')) return { name: 'xml', ...bare }
  if (begin.startsWith('[')) return { name: 'json', ...bare }
  if (begin.startsWith('{')) {
    const isLines = extension === 'ndjson' || extension === 'jsonl' || /\}\s*\n\s*\{/.test(begin)
    return { name: isLines ? 'ndjson' : 'json', ...bare }
  }
  return { name: extension === 'tsv' ? 'tsv' : 'csv', ...bare }
}
