import { sql } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'
import { Refused } from '../../platform/refused.ts'
import type { Sql } from '../subjects/column.ts'

/**
 * How far the ledger is known: everything that transactions before a number wrote, all of which
 * have ended. What comes late, however old, is written by a later one. Numbers are a database's
 * own.
 */
export interface Position {
  database: string
  /** A number of a transaction: 64 bits. */
  transaction: bigint
}

/** Where the ledger stands now. What is being written at this moment lies behind it. */
export async function positionNow(tx: Tx): Promise<Position> {
  const { rows } = await sql<{ database: string; transaction: string }>`
    select s.system_identifier::text || '.' || d.oid::text as database,
      pg_snapshot_xmin(pg_current_snapshot())::text as transaction
    from pg_control_system() s, pg_database d where d.datname = current_database()`.execute(tx)
  const { database, transaction } = rows[0]!
  return { database, transaction: BigInt(transaction) }
}

/** A position as it is handed out. */
export function positionText({ database, transaction }: Position): string {
  return Buffer.from(`1:${database}:${transaction}`).toString('base64url')
}

/** Reads a position; refuses what is none, and one of another database or of a later time. */
export function positionIn(text: string, now: Position, field: 'after' | 'upTo'): Position {
  const found = /^1:(\d+\.\d+):(\d{1,19})$/.exec(Buffer.from(text, 'base64url').toString())
  if (found === null) {
    throw new Refused(400, `${field} is no position of the ledger.`, { field })
  }
  const [, database, number] = found
  const position = { database: database!, transaction: BigInt(number!) }
  if (position.database === now.database && position.transaction <= now.transaction) return position
  throw new Refused(409, `${field} is a position of another database than this one.`, {
    field,
    remedy: 'It was restored or moved since. Export once more from the beginning.',
  })
}

/**
 * Which events e were written between two positions. A row keeps the lower half of the number of
 * its transaction: the whole is the newest there is yet with this lower half, which holds for four
 * billion transactions. Numbers up to 2 stand for what is older than any that is counted.
 */
export function writtenBetween(after: Position | null, upTo: Position): Sql {
  const kept = sql`e.xmin::text::bigint`
  const newest = sql`(select pg_snapshot_xmax(pg_current_snapshot())::text::bigint)`
  const whole = sql`(case when ${kept} > 2
    then ${newest} - ((${newest} - ${kept}) & 4294967295) else 0 end)`
  const number = ({ transaction }: Position) => sql`${String(transaction)}::bigint`
  const before = sql`${whole} < ${number(upTo)}`
  return after === null ? before : sql`${before} and ${whole} >= ${number(after)}`
}
