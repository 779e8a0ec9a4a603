import { FileFault, jsonRow, ROW_CHARS_MAX, type FileRow, type RowReader } from '../../sdk/index.ts'

/** Rows of NDJSON: one object a line; empty lines are none. */
export function ndjsonRows(): RowReader {
  let rest = ''
  let line = 0
  const rowsOf = (lines: readonly string[]) =>
    lines.flatMap((text): FileRow[] => {
      line += 1
      return text.trim() === '' ? [] : [jsonRow(line, text)]
    })
  return {
    push(text) {
      const lines = (rest + text).split('\n')
      rest = lines.pop()!
      if (rest.length > ROW_CHARS_MAX) throw new FileFault(`Line ${line + 1} has no end.`)
      return rowsOf(lines)
    },
    end: () => rowsOf([rest]),
  }
}
