/** A record longer than this is a quote that was never closed, or no row of a table. */
export const RECORD_CHARS_MAX = 4_000_000

/** One record of a CSV file. */
export interface CsvRecord {
  /** The line of the file it begins on, the header's being 1. */
  line: number
  cells: string[]
  /** Why it could not be read; cells then holds its text, unread. */
  fault: string | null
}

/**
 * Reads CSV (RFC 4180; lines may end in LF, CRLF or CR, even mixed) from pieces of text, and never
 * gives up on a file: a record with a stray quote is handed out with its fault and reading goes on
 * with the next line; where a quote is never closed, with the line after the one it was opened on.
 * Lines without a character are not records. Memory stays within RECORD_CHARS_MAX and one piece.
 *
 * Why not a library: none of them tells the line a record begins on and goes on after an unclosed
 * quote; a test holds this reader against csv-parse on everything both can read.
 */
export class CsvReader {
  readonly #delimiter: string
  #rest = ''
  #line = 1
  #isSkipping = false

  constructor(delimiter: string) {
    this.#delimiter = delimiter
  }

  /** The records that are whole by now. */
  push(piece: string): CsvRecord[] {
    const skipped = this.#isSkipping ? lineEnd(piece, 0) : 0
    if (this.#isSkipping && skipped === piece.length) return []
    const text = this.#isSkipping ? piece.slice(afterNewline(piece, skipped)) : this.#rest + piece
    const scan = scanText({ text, line: this.#line, delimiter: this.#delimiter, isEnd: false })
    this.#rest = scan.rest
    this.#line = scan.line
    this.#isSkipping = scan.isInsideLine
    return scan.records
  }

  /** What is left once the text has ended. */
  end(): CsvRecord[] {
    const text = this.#rest
    return scanText({ text, line: this.#line, delimiter: this.#delimiter, isEnd: true }).records
  }
}

/** The same from pieces as they come. */
export async function* readRecords(
  pieces: AsyncIterable<string>,
  delimiter: string,
): AsyncGenerator<CsvRecord[]> {
  const reader = new CsvReader(delimiter)
  for await (const piece of pieces) {
    const records = reader.push(piece)
    if (records.length > 0) yield records
  }
  const records = reader.end()
  if (records.length > 0) yield records
}

interface Scan {
  text: string
  line: number
  delimiter: string
  isEnd: boolean
}

/** Reads the records that are whole, and leaves the rest for the next piece. */
function scanText(scan: Scan) {
  const records: CsvRecord[] = []
  const { text } = scan
  let at = 0
  let line = scan.line
  let isInsideLine = false
  while (at < text.length) {
    const record = readRecord(scan, at)
    if (record === null) {
      if (!scan.isEnd && text.length - at <= RECORD_CHARS_MAX) break
      // No end in sight: only the line it begins on is given up.
      const end = lineEnd(text, at)
      isInsideLine = !scan.isEnd && end === text.length
      records.push({ line, cells: [text.slice(at, end)], fault: isInsideLine ? ENDLESS : UNCLOSED })
      at = afterNewline(text, end)
      line += 1
      continue
    }
    const cells = record.fault === null ? record.cells : [text.slice(at, record.end)]
    if (record.end > at) records.push({ line, cells, fault: record.fault })
    line += newlinesIn(text, at, record.end) + 1
    at = afterNewline(text, record.end)
  }
  return { records, rest: text.slice(at), line, isInsideLine }
}

const UNCLOSED = 'A quote is opened here and never closed.'
const ENDLESS = 'The row is too long to be one.'
const STRAY =
  'There is a quote inside a cell that is not in quotes. Put the cell in quotes and double it.'
const AFTER = 'Something follows the closing quote of a cell. Double the quotes inside it.'

interface Read {
  cells: string[]
  fault: string | null
  /** Where its last line ends, before the newline. */
  end: number
}

/** Reads the record at a place; null where the text ends before the record does. */
function readRecord(scan: Scan, start: number): Read | null {
  const { text, delimiter } = scan
  const cells: string[] = []
  let at = start
  for (;;) {
    const cell = text[at] === '"' ? quotedCell(text, at) : plainCell(text, at, delimiter)
    if (cell === null) return null
    cells.push(cell.value)
    at = cell.end
    if (at >= text.length) return scan.isEnd ? { cells, fault: null, end: at } : null
    if (isNewline(text, at)) {
      // A CR at the very end may be half of a CRLF.
      if (text[at] === '\r' && at + 1 === text.length && !scan.isEnd) return null
      return { cells, fault: null, end: at }
    }
    if (text[at] !== delimiter) {
      const end = lineEnd(text, at)
      if (end >= text.length - 1 && !scan.isEnd && text.length - start <= RECORD_CHARS_MAX) {
        return null
      }
      return { cells, fault: cell.isQuoted ? AFTER : STRAY, end }
    }
    at += 1
  }
}

interface Cell {
  value: string
  end: number
  isQuoted: boolean
}

function quotedCell(text: string, start: number): Cell | null {
  let from = start + 1
  for (;;) {
    const quote = text.indexOf('"', from)
    if (quote === -1) return null
    if (text[quote + 1] !== '"') {
      const value = text.slice(start + 1, quote).replaceAll('""', '"')
      return { value, end: quote + 1, isQuoted: true }
    }
    from = quote + 2
  }
}

/** Ends at a delimiter, a newline, the end of the text, or a quote, which has no place in it. */
function plainCell(text: string, start: number, delimiter: string): Cell {
  let end = start
  while (end < text.length) {
    const character = text[end]
    if (character === delimiter || character === '"' || isNewline(text, end)) break
    end += 1
  }
  return { value: text.slice(start, end), end, isQuoted: false }
}

function isNewline(text: string, at: number): boolean {
  return text[at] === '\n' || text[at] === '\r'
}

function lineEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at++) if (isNewline(text, at)) return at
  return text.length
}

function afterNewline(text: string, at: number): number {
  return text[at] === '\r' && text[at + 1] === '\n' ? at + 2 : at + 1
}

function newlinesIn(text: string, from: number, to: number): number {
  let count = 0
  for (let at = from; at < to; at = afterNewline(text, at)) {
    at = lineEnd(text, at)
    if (at < to) count += 1
  }
  return count
}

/**
 * Which character separates the cells: the one the first line has most of, outside quotes; a comma
 * where it has none. A first line "sep=;" (Excel's) says it outright and is no header.
 */
export function detectDelimiter(start: string): { delimiter: string; isDeclared: boolean } {
  const declared = /^sep=([,;\t|])\r?\n?/i.exec(start)
  if (declared !== null) return { delimiter: declared[1]!, isDeclared: true }
  const first = (/^\s*([^\r\n]*)/.exec(start)?.[1] ?? '').replace(/"[^"]*"/g, '')
  const counts = [',', ';', '\t'].map((delimiter) => first.split(delimiter).length - 1)
  const most = Math.max(...counts)
  return { delimiter: [',', ';', '\t'][most === 0 ? 0 : counts.indexOf(most)]!, isDeclared: false }
}
