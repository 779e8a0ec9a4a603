import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'

/** What could not be read of an account, and is asked for again by every run. */
export const UNREAD = {
  campaign: 'A campaign cannot be read',
  stream: 'Part of the feedback could not be read',
  page: 'A page of the feedback cannot be read',
} as const

/**
 * Ends the problems that earlier runs had with campaigns, streams and pages: this run asked for all
 * of them again and raised none of these itself. A page that is kept and waits for a better reader
 * stays. Call it at the end of a run of everything.
 */
export async function resolvePassed(
  tx: Tx,
  run: { workspaceId: number; connectionId: number; runId: number },
): Promise<void> {
  await sql`
    update problem set status = 'resolved', last_at = now()
    where workspace_id = ${run.workspaceId} and connection_id = ${run.connectionId}
      and status = 'open' and receipt_id is null and run_id <> ${run.runId}
      and cause = any(${Object.values(UNREAD)}::text[])`.execute(tx)
}

/** The external ids of campaigns whose last reading failed. */
export async function unreadCampaigns(
  tx: Tx,
  at: { workspaceId: number; connectionId: number },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select record ->> 'campaign' as id from problem
    where workspace_id = ${at.workspaceId} and connection_id = ${at.connectionId}
      and status <> 'resolved' and cause = ${UNREAD.campaign}
    order by id`.execute(tx)
  return rows.map((row) => row.id)
}
