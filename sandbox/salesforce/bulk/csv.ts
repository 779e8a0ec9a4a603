import type { Lines } from './jobs.ts'

/** A table as CSV, every value in quotes. */
export function csvOf(lines: Lines, sign: string, lineEnding: 'LF' | 'CRLF'): string {
  const end = lineEnding === 'CRLF' ? '\r\n' : '\n'
  return lines
    .map((line) => line.map((one) => `"${one.replaceAll('"', '""')}"`).join(sign) + end)
    .join('')
}
