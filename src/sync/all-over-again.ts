import { sql } from 'kysely'
import type { Pull } from './pull.ts'

/** What a vendor left out of an answer once is found within this time. */
const AGAIN_AFTER = '1 day'

/** Two of an account's lists that are otherwise asked for what is new in them only. */
export type Whole = 'campaigns:all' | 'opt-outs:all'

/**
 * Whether a list of the account is due to be read from its beginning. News is asked for since a
 * moment; what the vendor left out then (its paging drifted, an answer came back empty) lies before
 * that moment and is never told again, and no total says that it is missing.
 */
export async function isDueAllOver(at: Pull, whole: Whole): Promise<boolean> {
  const { rows } = await at.lease.inRun({}, (tx) =>
    sql`
      select from stream where connection_id = ${at.lease.run.connectionId} and name = ${whole}
        and completed_at > now() - ${AGAIN_AFTER}::interval`.execute(tx),
  )
  return rows.length === 0
}

/** It was read to its end. */
export async function wasReadAllOver(at: Pull, whole: Whole): Promise<void> {
  const { workspaceId, connectionId } = at.lease.run
  await at.lease.inRun({ requests: at.takeRequests() }, (tx) =>
    sql`
      insert into stream (workspace_id, connection_id, name, completed_at)
      values (${workspaceId}, ${connectionId}, ${whole}, now())
      on conflict (workspace_id, connection_id, name)
        do update set completed_at = excluded.completed_at`.execute(tx),
  )
}
