export interface Column<Row> {
  title: string
  value(row: Row): string
  /** Figures stand on the right. */
  isFigure?: boolean
}

/** No cell is wider, so that one long name does not spread the whole table. */
const CELL_MAX = 60
const GAP = '  '

/**
 * Rows as columns of text, each line ended by a newline. Control characters of a value never reach
 * the terminal. Where width is given, the last column is cut to it.
 */
export function table<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  width: number | null = null,
): string {
  const lines = [
    columns.map((column) => column.title),
    ...rows.map((row) => columns.map((column) => cut(plain(column.value(row)), CELL_MAX))),
  ]
  const widths = columns.map((_, at) => Math.max(...lines.map((line) => cells(line[at] ?? ''))))
  return lines
    .map((line) => {
      const padded = line.map((text, at) => {
        const space = ' '.repeat((widths[at] ?? 0) - cells(text))
        return columns[at]?.isFigure === true ? space + text : text + space
      })
      const whole = padded.join(GAP).trimEnd()
      return `${width === null ? whole : cut(whole, width)}\n`
    })
    .join('')
}

/** Names and values under each other, for one thing instead of many. */
export function sheet(pairs: readonly (readonly [string, string])[]): string {
  const widest = Math.max(0, ...pairs.map(([name]) => name.length))
  return pairs.map(([name, value]) => `${name.padEnd(widest)}  ${plain(value)}\n`).join('')
}

/** Free of control characters: what came from outside must not steer the terminal. */
export function plain(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
}

function cut(text: string, most: number): string {
  if (cells(text) <= most) return text
  let kept = ''
  let used = 0
  for (const character of text) {
    used += cells(character)
    if (used > most - 1) break
    kept += character
  }
  return `${kept}…`
}

/** Columns a text takes on the terminal: combining marks none, wide East Asian characters two. */
function cells(text: string): number {
  let sum = 0
  for (const character of text) {
    if (/\p{Mark}/u.test(character)) continue
    sum += isWide(character.codePointAt(0) ?? 0) ? 2 : 1
  }
  return sum
}

function isWide(point: number): boolean {
  return (
    (point >= 0x1100 && point <= 0x115f)
    || (point >= 0x2e80 && point <= 0xa4cf)
    || (point >= 0xac00 && point <= 0xd7a3)
    || (point >= 0xf900 && point <= 0xfaff)
    || (point >= 0xfe30 && point <= 0xfe6f)
    || (point >= 0xff00 && point <= 0xff60)
    || (point >= 0x1f300 && point <= 0x1faff)
    || (point >= 0x20000 && point <= 0x3fffd)
  )
}
