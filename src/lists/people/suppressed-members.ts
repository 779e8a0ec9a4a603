import { sql } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'
import { personsSuppressed } from './lists.ts'

/**
 * How many members of an ESP's lists somebody on a suppression list uses the address of, by what
 * was last read of the lists. externalIds: the lists' ids at the ESP.
 */
export async function countSuppressedMembers(
  tx: Tx,
  { workspaceId, connectionId }: { workspaceId: number; connectionId: number },
  externalIds: readonly string[],
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(distinct m.address_id)::integer as count
    from (select distinct person_id from (${personsSuppressed(workspaceId)}) x) s
    join person_address pa on pa.workspace_id = ${workspaceId} and pa.person_id = s.person_id
      and pa.ended_at is null
    join list_member m on m.workspace_id = pa.workspace_id and m.address_id = pa.address_id
      and m.gone_at is null
    join list l on l.workspace_id = m.workspace_id and l.id = m.list_id
      and l.connection_id = ${connectionId} and l.external_id = any(${[...externalIds]}::text[])
    `.execute(tx)
  return rows[0]!.count
}
