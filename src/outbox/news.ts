import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import { jobsOf } from '../platform/jobs/index.ts'

/** The types of news that somebody's webhook listens for: empty where nobody does. */
export async function typesListenedFor(tx: Tx, workspaceId: number): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ type: string }>`
    select distinct unnest(types) as type from webhook_endpoint
    where workspace_id = ${workspaceId} and deleted_at is null`.execute(tx)
  return new Set(rows.map(({ type }) => type))
}

/**
 * The part of a statement that keeps news of consent for webhooks, for whoever writes facts: it
 * reads from `written`, the rows of consent_fact that are new, and answers the endpoints that have
 * something to be told, as arrays that may be null.
 */
export function newsOfFacts(workspaceId: number): RawBuilder<unknown> {
  return sql`
    select tell_webhooks(${workspaceId},
      case when opted_in then 'consent.opted_in' else 'consent.opted_out' end,
      array_agg(id order by id), null, null) as endpoint_ids
    from written group by opted_in`
}

/** Wakes whoever sends: a job an endpoint, there if, and only if, the transaction commits. */
export async function wakeWebhooks(
  tx: Tx,
  workspaceId: number,
  endpointIds: readonly number[],
): Promise<void> {
  const jobs = jobsOf(tx)
  // Without a queue beside the database the next minute finds them.
  if (jobs === undefined) return
  for (const endpointId of endpointIds) {
    await jobs.enqueue(tx, 'webhooks', { workspaceId, endpointId }, `${workspaceId}:${endpointId}`)
  }
}
