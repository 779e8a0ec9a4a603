import { packPiece, type Connector, type HookPage } from '../../../src/connectors/index.ts'
import { hylafax } from '../../../src/connectors/esp/hylafax/index.ts'
import { logRows } from '../../../src/connectors/esp/hylafax/lines.ts'

export const SETTINGS = { zone: 'Europe/London', country: '44' }

/** The connector as it reads for a server in London. */
export const reading = (settings: Record<string, unknown> = SETTINGS) =>
  hylafax.readAs!(settings) as Required<Pick<Connector, 'files' | 'hooks' | 'log'>>

export interface Call {
  date?: string
  type?: string
  commid?: string
  jobid?: string
  jobtag?: string
  sender?: string
  number?: string
  pages?: string
  reason?: string
}

/** A line as xferfaxlog(5) describes it, quotes as HylaFAX puts them. */
export function lineOf(call: Call = {}): string {
  const { date = '06/15/26 14:05', type = 'SEND', commid = '00000042', jobid = '7' } = call
  const { jobtag = 'Budget 2026', sender = 'ada@firm.example', number = '01225 446000' } = call
  const { pages = '2', reason = '' } = call
  return [
    ...[date, type, commid, 'ttyACM0', jobid, `"${jobtag}"`, sender, `"${number}"`, '"CSI"'],
    ...['4294901760', pages, '0:01:09', '0:00:51', `"${reason}"`, '""', '""', '""', '"ada"'],
    '"00 77 5F 23"',
  ].join('\t')
}

/** What lines come to, read as a piece of the log. */
export function read(lines: readonly string[], settings = SETTINGS): HookPage {
  const reader = logRows()
  const rows = [...reader.push(lines.map((line) => `${line}\n`).join('')), ...reader.end()]
  return reading(settings).log.read(packPiece(rows))
}

/** As the pieces of a call the script finds, by name. */
export function recordOf(line: string): Record<string, unknown> {
  const [row] = logRows().push(`${line}\n`)
  if (row === undefined || 'fault' in row) throw new Error('This is no line.')
  return row.record
}
