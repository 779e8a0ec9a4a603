/** One read of an account's lists or contacts, from its first page to what became of it. */
import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'

export type ReadKind = 'lists' | 'contacts'

/** Rows one read stages at most; a larger account is a case for another design. */
const ROWS_MAX = 2_000_000
/** A read that began longer ago tells of another day: it is given up and begun anew. */
const READ_HOURS_MAX = 24

export interface OpenRead {
  id: number
  /** Where to go on; null at the beginning. */
  cursor: string | null
}

export interface ReadOf {
  workspaceId: number
  connectionId: number
  kind: ReadKind
  runId: number
}

/** The read that is under way, to go on with; or a new one. */
export async function openRead(tx: Tx, of: ReadOf): Promise<OpenRead> {
  const old = await tx
    .updateTable('account_read')
    .set({ status: 'given_up', completed_at: sql<Date>`now()` })
    .where('connection_id', '=', of.connectionId)
    .where('kind', '=', of.kind)
    .where('status', '=', 'reading')
    .where('started_at', '<', sql<Date>`now() - ${READ_HOURS_MAX} * interval '1 hour'`)
    .returning('id')
    .execute()
  for (const { id } of old) await clearStage(tx, id)
  const open = await tx
    .selectFrom('account_read')
    .select(['id', 'cursor'])
    .where('connection_id', '=', of.connectionId)
    .where('kind', '=', of.kind)
    .where('status', '=', 'reading')
    .executeTakeFirst()
  if (open !== undefined) return open
  return tx
    .insertInto('account_read')
    .values({
      workspace_id: of.workspaceId,
      connection_id: of.connectionId,
      kind: of.kind,
      run_id: of.runId,
    })
    .returning(['id', 'cursor'])
    .executeTakeFirstOrThrow()
}

/** The place is lost with its cursor: what was staged so far counts for nothing. */
export async function beginAgain(tx: Tx, readId: number): Promise<void> {
  await clearStage(tx, readId)
  await tx
    .updateTable('account_read')
    .set({ cursor: null, pages: 0, rows_read: 0, rows_refused: 0 })
    .where('id', '=', readId)
    .execute()
}

/** A page is staged: its cursor moves in the same transaction. Throws beyond ROWS_MAX. */
export async function pageStaged(
  tx: Tx,
  readId: number,
  page: { rows: number; refused: number; next: string | null },
): Promise<void> {
  const { rows_read: rows } = await tx
    .updateTable('account_read')
    .set({
      cursor: page.next,
      pages: sql`pages + 1`,
      rows_read: sql`rows_read + ${page.rows}::integer`,
      rows_refused: sql`rows_refused + ${page.refused}::integer`,
    })
    .where('id', '=', readId)
    .returning('rows_read')
    .executeTakeFirstOrThrow()
  if (rows > ROWS_MAX) throw new Error(`An account has more than ${ROWS_MAX} rows.`)
}

/** What became of a read. Whatever is no longer needed of it goes. */
export async function settleRead(
  tx: Tx,
  readId: number,
  outcome: {
    status: 'applied' | 'held' | 'refused' | 'replaced'
    reasons?: string[]
    counts?: unknown
    sample?: unknown
    by?: string
  },
): Promise<void> {
  await tx
    .updateTable('account_read')
    .set({
      status: outcome.status,
      cursor: null,
      completed_at: sql<Date>`coalesce(completed_at, now())`,
      ...(outcome.reasons === undefined ? {} : { reasons: outcome.reasons }),
      ...(outcome.counts === undefined ? {} : { counts: JSON.stringify(outcome.counts) }),
      ...(outcome.sample === undefined ? {} : { sample: JSON.stringify(outcome.sample) }),
      ...(outcome.by === undefined ? {} : { decided_by: outcome.by, decided_at: sql<Date>`now()` }),
    })
    .where('id', '=', readId)
    .execute()
  if (outcome.status !== 'held') await clearStage(tx, readId)
}

/** A newer read has come to its end: what an older one held back is no longer the question. */
export async function replaceHeld(
  tx: Tx,
  of: { connectionId: number; kind: ReadKind },
): Promise<void> {
  const held = await tx
    .selectFrom('account_read')
    .select('id')
    .where('connection_id', '=', of.connectionId)
    .where('kind', '=', of.kind)
    .where('status', '=', 'held')
    .execute()
  for (const { id } of held) await settleRead(tx, id, { status: 'replaced' })
}

async function clearStage(tx: Tx, readId: number): Promise<void> {
  await tx.deleteFrom('staged_list').where('read_id', '=', readId).execute()
  await tx.deleteFrom('staged_contact').where('read_id', '=', readId).execute()
}
