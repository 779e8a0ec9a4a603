import { sql } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'

/** What a system has not acknowledged within the time its connection gives it. Epoch ms. */
export interface Overdue {
  count: number
  /** Since when the oldest could have been told. */
  since: number
  /** What most of them say, or the connection as a whole; empty where none was tried. */
  why: string
  whoMustAct: 'you' | 'vendor' | 'homing' | null
}

/**
 * Opt-outs that are late, by connection: waiting or given up, and neither held for a person nor of
 * a connection that somebody paused.
 */
export async function overdueWriteBacks(
  tx: Tx,
  workspaceId: number,
  now: number,
): Promise<Map<number, Overdue>> {
  const { rows } = await sql<{
    connection_id: number
    count: number
    since: Date
    why: string
    who: Overdue['whoMustAct']
  }>`
    select w.connection_id, count(*)::integer as count, min(w.due_at) as since,
      coalesce(nullif(min(l.fault), ''), mode() within group (order by w.outcome)) as why,
      coalesce(min(l.fault_who), mode() within group (order by w.who_must_act)) as who
    from write_back w
    join write_back_lane l on l.workspace_id = w.workspace_id
      and l.connection_id = w.connection_id
    join connection c on c.workspace_id = w.workspace_id and c.id = w.connection_id
    where w.workspace_id = ${workspaceId} and w.wanted = 'out' and c.deleted_at is null
      and w.status in ('waiting', 'failed')
      and c.status in ('active', 'needs_reauthorisation')
      and w.due_at <= ${new Date(now)}::timestamptz
        - make_interval(mins => c.told_within_minutes)
    group by w.connection_id`.execute(tx)
  return new Map(
    rows.map(({ connection_id, count, since, why, who }) => [
      connection_id,
      { count, since: since.getTime(), why, whoMustAct: who },
    ]),
  )
}
