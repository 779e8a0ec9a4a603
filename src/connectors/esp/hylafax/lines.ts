import { faultyRow, type FileRow, type RowReader } from '../../sdk/index.ts'

/** The fields of a line about a fax that was sent, in order: xferfaxlog(5). */
const FIELDS = [
  ...['date', 'type', 'commid', 'modem', 'jobid', 'jobtag', 'sender', 'number', 'csi', 'params'],
  ...['pages', 'jobtime', 'conntime', 'reason', 'cid1', 'cid2', 'cid3', 'owner', 'dcs'],
]
/** Lines of older releases end with the reason (HylaFAX's own xferfaxstats reads both). */
const FIELDS_MIN = 14
/** Calls that came in, documents that were fetched, pagers: no fax of ours, and not kept. */
const OTHERS = ['RECV', 'CALL', 'POLL', 'PAGE']
/** How a line begins, wherever it does. */
const BEGIN = /\d\d\/\d\d\/\d\d \d\d:\d\d\t(?:SEND|RECV|CALL|POLL|PAGE)\t/g
/** A line that has no end is no line of a log. */
const LINE_CHARS_MAX = 64 * 1024

/**
 * Cuts a transmit log into its lines about faxes that were sent, each with its fields by name and
 * without the quotes around them. Lines of other kinds are left out; what is no line at all is kept
 * as such. firstLine: the number of the first line.
 */
export function logRows(firstLine = 1): RowReader {
  let rest = ''
  let line = firstLine - 1
  const read = (texts: readonly string[]) =>
    texts.flatMap((text) => {
      line += 1
      return rowsOf(line, text)
    })
  return {
    push(text) {
      const texts = (rest + text).split('\n')
      rest = texts.pop()!
      const tooLong = rest.length > LINE_CHARS_MAX ? [rest] : []
      if (tooLong.length > 0) rest = ''
      return read([...texts, ...tooLong])
    },
    end() {
      const texts = rest === '' ? [] : [rest]
      rest = ''
      return read(texts)
    },
  }
}

/** A line that a server did not write to its end, and the next one behind it, are two. */
function rowsOf(line: number, text: string): FileRow[] {
  const begins = [...text.matchAll(BEGIN)].map(({ index }) => index).filter((index) => index > 0)
  const cuts = [0, ...begins, text.length]
  return cuts.slice(1).flatMap((end, place) => {
    const part = text.slice(cuts[place], end)
    if (end === text.length) return rowOf(line, part)
    return [faultyRow(line, 'The line was not written to its end.', part)]
  })
}

function rowOf(line: number, text: string): FileRow[] {
  if (text.trim() === '') return []
  const cells = text.replace(/\r$/, '').split('\t').map(bare)
  const type = cells[1] ?? ''
  if (OTHERS.includes(type)) return []
  if (type !== 'SEND') return [faultyRow(line, 'This is no line of a transmit log.', text)]
  if (cells.length < FIELDS_MIN) {
    return [faultyRow(line, `The line has ${cells.length} fields of ${FIELDS.length}.`, text)]
  }
  const named = FIELDS.map((name, place) => [name, cells[place] ?? ''] as const)
  return [{ line, record: Object.fromEntries(named) }]
}

/** Quotes within quotes come with a backslash before them (seen). */
function bare(cell: string): string {
  return /^".*"$/.test(cell) ? cell.slice(1, -1).replaceAll('\\"', '"') : cell
}
