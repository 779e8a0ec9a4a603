import { unguard } from '../../platform/csv.ts'
import type { CsvRecord } from '../../platform/csv-records.ts'
import type { Header } from './columns.ts'

/** Records are kept for reading: what is longer than this is cut, with a mark. */
const KEPT_CHARS_MAX = 2_000

/** A record under the file's own header, as a refusal keeps it. */
export function keptRecord(record: CsvRecord, header: Header): Record<string, string> {
  if (record.fault !== null) return { refused_text: kept(record.cells[0]!) }
  return Object.fromEntries(
    record.cells.map((cell, place) => [
      header.names[place] || `cell ${place + 1}`,
      kept(unguard(cell)),
    ]),
  )
}

/** jsonb takes neither NUL nor half of a character. */
function kept(text: string): string {
  const storable = text.replace(/[\0\p{Cs}]/gu, '\ufffd')
  return storable.length > KEPT_CHARS_MAX ? `${storable.slice(0, KEPT_CHARS_MAX)}…` : storable
}
