import { readJson } from './answer.ts'
import type { FileRow } from './file-rows.ts'
import { asObject } from './values.ts'

/** Rows and characters of one piece at most, give or take a row: what one receipt holds. */
export const PIECE_ROWS_MAX = 1_000
export const PIECE_CHARS_MAX = 1_000_000

/**
 * A piece of a file as it is kept: its rows with their lines and every cell as it came, in JSON, so
 * that whatever is done with a receipt (to show it, to erase somebody in it) can be done with it.
 */
export function packPiece(rows: readonly FileRow[]): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ rows }))
}

/** Throws Failure('unreadable') for what is no piece. */
export function readPiece(body: Uint8Array): FileRow[] {
  const rows = asObject(readJson('the file', body))?.['rows']
  return Array.isArray(rows) ? (rows as FileRow[]) : []
}

/** Gathers rows into pieces. The same rows in the same order make the same pieces. */
export class Pieces {
  #rows: FileRow[] = []
  #chars = 0

  /** The piece that became full, where one did. */
  add(row: FileRow): FileRow[] | null {
    this.#rows.push(row)
    this.#chars += JSON.stringify(row).length
    const isFull = this.#rows.length >= PIECE_ROWS_MAX || this.#chars >= PIECE_CHARS_MAX
    return isFull ? this.rest() : null
  }

  /** What is left. */
  rest(): FileRow[] {
    const rows = this.#rows
    this.#rows = []
    this.#chars = 0
    return rows
  }
}
