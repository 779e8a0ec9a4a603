import { sql } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'

/**
 * How many members of an ESP's lists opted out, of everything or of what the list stands for, and
 * the ESP has not acknowledged it: it would write to them. externalIds: the lists' ids at the ESP.
 */
export async function countUntoldMembers(
  tx: Tx,
  { workspaceId, connectionId }: { workspaceId: number; connectionId: number },
  externalIds: readonly string[],
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(distinct m.address_id)::integer as count
    from write_back w
    join list_member m on m.workspace_id = w.workspace_id and m.address_id = w.address_id
      and m.gone_at is null
    join list l on l.workspace_id = m.workspace_id and l.id = m.list_id
      and l.connection_id = w.connection_id and l.external_id = any(${[...externalIds]}::text[])
    where w.workspace_id = ${workspaceId} and w.connection_id = ${connectionId}
      and w.kind = 'consent' and w.wanted = 'out'
      and w.status in ('waiting', 'held', 'refused', 'failed')
      and (w.topic_id is null or exists (
        select from topic_mapping t
        where t.workspace_id = w.workspace_id and t.connection_id = w.connection_id
          and t.topic_id = w.topic_id and t.kind = 'list' and t.external_id = l.external_id
          and t.retired_at is null))`.execute(tx)
  return rows[0]!.count
}
