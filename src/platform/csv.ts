/** What a cell may hold; null and undefined are empty, a Date is ISO 8601 in UTC. */
export type CsvValue = string | number | bigint | boolean | Date | null | undefined

/** A spreadsheet takes a text that begins so for a formula, and runs it. */
const DANGEROUS = /^'*[=+\-@\t\r]/
const GUARDED = /^'+[=+\-@\t\r]/

/**
 * One cell of CSV, guarded: every CSV that leaves Homing is made of these. A spreadsheet opens it
 * without running anything, and Homing's own import reads it back as it was.
 */
function csvCell(value: CsvValue): string {
  // A number cannot be a formula, and -5 shall stay a number in the spreadsheet.
  const text = typeof value === 'string' ? guard(value) : textOf(value)
  return /[",;\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Cells as one line, ended by CRLF (RFC 4180). */
export function csvLine(values: readonly CsvValue[]): string {
  const line = values.map(csvCell).join(',')
  // A line with nothing on it would be read as no line at all.
  return `${line === '' ? '""' : line}\r\n`
}

/**
 * Puts an apostrophe before a text a spreadsheet would run; and before one that begins as if it
 * had been given one, so that unguard(guard(text)) is text, for every text.
 */
export function guard(text: string): string {
  return DANGEROUS.test(text) ? `'${text}` : text
}

/** Takes off exactly what guard puts on. */
export function unguard(text: string): string {
  return GUARDED.test(text) ? text.slice(1) : text
}

function textOf(value: Exclude<CsvValue, string>): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return value.toISOString()
  return String(value)
}
