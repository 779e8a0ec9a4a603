import type { JsonObject } from './values.ts'

/** Characters one row may have: more is a quote or a bracket that was never closed. */
export const ROW_CHARS_MAX = 4_000_000

/** One row of a file, and the line it begins on. */
export type FileRow =
  | { line: number; record: JsonObject }
  /** It is none: why, and its text as it stands. */
  | { line: number; fault: string; text: string }

/** Takes a file's text piece by piece and gives the rows that are whole by then. */
export interface RowReader {
  /** Throws FileFault. */
  push(text: string): FileRow[]
  /** What is left once the text has ended. Throws FileFault. */
  end(): FileRow[]
}

/** The file as a whole is not of its format; nothing after this place can be read. */
export class FileFault extends Error {
  constructor(sentence: string) {
    super(sentence)
    this.name = 'FileFault'
  }
}

/** How much of a row that is none is kept. */
const TEXT_MAX = 2_000

export function faultyRow(line: number, fault: string, text: string): FileRow {
  return { line, fault, text: text.slice(0, TEXT_MAX) }
}

/** A row of JSON: an object, or why not. */
export function jsonRow(line: number, text: string): FileRow {
  try {
    const value: unknown = JSON.parse(text)
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
    if (isObject) return { line, record: value as JsonObject }
    return faultyRow(line, 'The row is no object.', text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return faultyRow(line, 'The row is no JSON.', text)
  }
}
