import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import type { PageRead } from './read-pages.ts'
import { keysOfEvent, keysOfSuppression } from './record-identity.ts'

/** Problems that the reading at hand may end, as they stood before it. */
export interface Doubtful {
  ids: number[]
  occurrences: number[]
}

/**
 * Open problems whose record is being read again: those of these very receipts, and those whose
 * record, but for its fault, is among the rows that were read now. Asked before the rows go on;
 * endCleared then ends those that were not raised anew.
 */
export async function doubtfulProblems(
  tx: Tx,
  connectionId: number,
  receiptIds: number[],
  pages: PageRead[],
): Promise<Doubtful> {
  const keys = (await hasKeys(tx, connectionId)) ? keysOf(connectionId, pages) : []
  const { rows } = await sql<{ id: number; occurrences: number }>`
    select id, occurrences from problem
    where status = 'open' and receipt_id = any (${receiptIds}::integer[])
    union
    select id, occurrences from problem
    where status = 'open' and connection_id = ${connectionId}
      and record_key = any (${keys}::uuid[])`.execute(tx)
  return { ids: rows.map((row) => row.id), occurrences: rows.map((row) => row.occurrences) }
}

/** Ends what was doubtful and has not been raised again: its record was read. */
export async function endCleared(tx: Tx, { ids, occurrences }: Doubtful): Promise<void> {
  if (ids.length === 0) return
  await sql`
    update problem p set status = 'resolved', last_at = now(), next_try_at = null
    from unnest(${ids}::integer[], ${occurrences}::integer[]) as d (id, occurrences)
    where p.id = d.id and p.occurrences = d.occurrences and p.status = 'open'`.execute(tx)
}

/** Nearly always there is none, and no key need be made. */
async function hasKeys(tx: Tx, connectionId: number): Promise<boolean> {
  const { rows } = await sql<{ has: boolean }>`
    select exists (
      select from problem
      where status = 'open' and connection_id = ${connectionId} and record_key is not null
    ) as has`.execute(tx)
  return rows[0]!.has
}

function keysOf(connectionId: number, pages: PageRead[]): string[] {
  const keys = pages.flatMap((page) => [
    ...page.events.flatMap((event) => keysOfEvent(connectionId, event)),
    ...page.suppressions.flatMap((suppression) => keysOfSuppression(connectionId, suppression)),
  ])
  return [...new Set(keys)]
}
