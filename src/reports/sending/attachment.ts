import type { Homing } from '../../homing.ts'
import { viewFile, type FileFormat } from '../files/write.ts'
import type { WholeView } from '../saved.ts'
import type { Sending } from './take.ts'

/** What mail servers commonly take, its coding by 4 for 3 reckoned in; more is told by a link. */
export const ATTACHMENT_BYTES_MAX = 5_000_000

export interface Attachment {
  name: string
  type: string
  /** Null where it would be too large. */
  content: Buffer | null
  /** How many rows or groups; null where it was not made to its end. */
  rows: number | null
}

const TYPES: Record<FileFormat, string> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pdf: 'application/pdf',
}

/** The view's file as of now, held in memory within its bound and nowhere else. */
export async function attachmentOf(
  homing: Homing,
  { workspaceId, format, parameters }: Sending,
  { definition, name }: WholeView,
): Promise<Attachment> {
  const asked = { workspaceId, definition, given: parameters, now: homing.now(), name }
  const about = { name: `${fileName(name)}.${format}`, type: TYPES[format] }
  const pieces: Buffer[] = []
  let bytes = 0
  let rows: number | null = null
  for await (const piece of viewFile(homing, format, asked, (held) => (rows = held.rows))) {
    const chunk = typeof piece === 'string' ? Buffer.from(piece) : Buffer.from(piece)
    bytes += chunk.length
    if (bytes > ATTACHMENT_BYTES_MAX) return { ...about, content: null, rows: null }
    pieces.push(chunk)
  }
  return { ...about, content: Buffer.concat(pieces), rows }
}

/** What every system takes for a file's name. */
function fileName(name: string): string {
  const plain = name
    .replace(/[^\p{L}\p{N} ._-]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return plain.slice(0, 80) || 'View'
}
