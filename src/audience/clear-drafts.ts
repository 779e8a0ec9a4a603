import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'

/** A push nobody planned for so long is no longer meant. */
export const DRAFT_DAYS = 30
/** People taken out of old drafts at once; the next time takes the others. */
const PEOPLE_MAX = 20_000
const DRAFTS_MAX = 200

/** Deletes drafts of pushes that nobody finished: nothing of them ever left. Answers how many. */
export async function clearDrafts(tx: Tx, workspaceId: number, now: number): Promise<number> {
  const before = new Date(now - DRAFT_DAYS * 24 * 3_600_000)
  const { rows } = await sql<{ id: number }>`
    select id from push where workspace_id = ${workspaceId} and status = 'draft'
      and created_at < ${before}
    order by id limit ${DRAFTS_MAX} for update skip locked`.execute(tx)
  if (rows.length === 0) return 0
  const ids = rows.map((row) => row.id)
  await sql`
    delete from push_item where workspace_id = ${workspaceId} and id in (
      select i.id from push_item i where i.workspace_id = ${workspaceId}
        and i.push_id = any(${ids}::integer[]) order by i.id limit ${PEOPLE_MAX})`.execute(tx)
  const { rows: gone } = await sql`
    delete from push p where p.workspace_id = ${workspaceId} and p.id = any(${ids}::integer[])
      and not exists (select from push_item i where i.workspace_id = p.workspace_id
        and i.push_id = p.id)
    returning 1`.execute(tx)
  return gone.length
}
