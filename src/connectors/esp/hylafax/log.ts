import { z } from 'zod'
import { decodeWhole } from '../../../platform/encoding.ts'
import { Failure, packPiece, type LogPage, type Vendor } from '../../sdk/index.ts'
import { logRows } from './lines.ts'
import { settingsOf } from './settings.ts'

/** How far the log was read, as it is kept. */
const place = z.object({
  file: z.string(),
  offset: z.int(),
  mark: z.string(),
  half: z.object({ bytes: z.int(), since: z.number() }).optional(),
})

/** What was added to the transmit log since a cursor; nothing where the log lies elsewhere. */
export async function logPage(vendor: Vendor, cursor: string | null): Promise<LogPage> {
  const { log } = settingsOf(vendor.settings)
  if (log === '') return { body: null, cursor, isEnd: true, isHalf: false, isMissed: false }
  const from = cursor === null ? null : place.parse(JSON.parse(cursor))
  const grown = await logsOf(vendor).read(log, from, vendor.now())
  const reader = logRows()
  const rows = [...reader.push(decodeLines(grown.bytes)), ...reader.end()]
  return {
    body: rows.length === 0 ? null : packPiece(rows),
    cursor: JSON.stringify(grown.place),
    isEnd: grown.isEnd,
    isHalf: grown.isHalf,
    isMissed: grown.isMissed,
  }
}

/** Each line by itself: what a client gave stands in it as it came, in its own encoding (seen). */
function decodeLines(bytes: Uint8Array): string {
  const lines = Buffer.from(bytes).toString('latin1').split('\n')
  return lines.map((line) => decodeWhole(Buffer.from(line, 'latin1'))).join('\n')
}

/** Throws Failure where nothing on this machine's disk may be read. */
export function logsOf({ logs }: Vendor): NonNullable<Vendor['logs']> {
  if (logs !== undefined) return logs
  throw new Failure('forbidden', 'The operator of this Homing lets it read no logs.', {
    whoMustAct: 'you',
    remedy: 'Ask the operator to name the folder of the transmit log in LOG_FOLDERS.',
  })
}
