import { sql } from 'kysely'
import type { Actor } from '../accounts/index.ts'
import type { Homing } from '../homing.ts'
import { lockIdentity } from '../people/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { Refused } from '../platform/refused.ts'
import { eraseTarget, personHash } from './start.ts'
import { targetOf } from './target.ts'

/** One line of the log of erasures: what tells the person in a backup, and nobody else anything. */
export interface LoggedErasure {
  personId: number
  /** Hexadecimal. */
  personHash: string
  erasedAt: string
}

/** The columns of the log, as it goes out and comes back. */
export const LOG_COLUMNS = ['person_id', 'person_hash', 'erased_at'] as const

/** Erasures one log repeats at most. */
const LOGGED_MAX = 100_000
const LOG_CHARS_MAX = 16 * 1024 * 1024

/** The log of erasures, oldest first, a page at a time. after: the next of the page before. */
export async function erasureLog(
  tx: Tx,
  page: { after?: string; limit: number },
): Promise<{ items: LoggedErasure[]; next: string | null }> {
  const { rows } = await sql<LoggedErasure & { id: number; at: Date }>`
    select id, person_id as "personId", encode(person_hash, 'hex') as "personHash",
      started_at as at from erasure
    where workspace_id = homing_workspace() and id > ${Number(page.after ?? 0)}
    order by id limit ${page.limit}`.execute(tx)
  const items = rows.map(({ personId, personHash: hash, at }) => ({
    personId,
    personHash: hash,
    erasedAt: at.toISOString(),
  }))
  return { items, next: rows.length === page.limit ? String(rows.at(-1)!.id) : null }
}

/**
 * Erases again whom a log names: after a backup from before the erasure was restored. Who is not
 * there, or is somebody else under the same number, is passed over. Answers how many were erased.
 */
export async function repeatErasures(
  homing: Homing,
  by: { workspaceId: number; actor: Exclude<Actor, string> },
  log: AsyncIterable<Uint8Array>,
): Promise<{ read: number; erased: number }> {
  const lines = parsed(await textOf(log))
  let erased = 0
  for (const line of lines) {
    const isErased = await homing.database.inWorkspace(by.workspaceId, (tx) =>
      eraseLogged(homing, tx, { ...by, line }),
    )
    if (isErased) erased += 1
  }
  return { read: lines.length, erased }
}

async function eraseLogged(
  homing: Homing,
  tx: Tx,
  of: { workspaceId: number; actor: Actor; line: LoggedErasure },
): Promise<boolean> {
  const { workspaceId, line } = of
  await lockIdentity(tx, workspaceId)
  const { rows } = await sql`
    select from person where workspace_id = ${workspaceId} and id = ${line.personId}`.execute(tx)
  if (rows.length === 0) return false
  const target = await targetOf(tx, workspaceId, line.personId)
  if (personHash(tx, workspaceId, target).toString('hex') !== line.personHash) return false
  await eraseTarget(homing, tx, { ...of, target })
  return true
}

async function textOf(log: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of log) {
    bytes += part.byteLength
    if (bytes > LOG_CHARS_MAX) throw new Refused(413, 'A log of erasures is not that long.')
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

function parsed(text: string): LoggedErasure[] {
  const [header, ...lines] = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  if (header?.replace(/^\ufeff/, '') !== LOG_COLUMNS.join(',')) {
    throw new Refused(422, 'This is no log of erasures.', {
      remedy: `Its first line is ${LOG_COLUMNS.join(',')}.`,
    })
  }
  if (lines.length > LOGGED_MAX) throw new Refused(413, `A log has ${LOGGED_MAX} lines at most.`)
  return lines.map((line, place) => {
    const match = /^(\d{1,9}),([0-9a-f]{64}),([^,]+)$/.exec(line)
    if (match === null) throw new Refused(422, `Line ${place + 2} of the log is not one of it.`)
    return { personId: Number(match[1]), personHash: match[2]!, erasedAt: match[3]! }
  })
}
