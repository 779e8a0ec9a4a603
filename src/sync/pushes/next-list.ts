import { sql, type RawBuilder } from 'kysely'
import type { PushOf } from '../../audience/index.ts'
import type { Tx } from '../../platform/database/index.ts'

/** A list that a push still has something to do with. */
export interface PushList {
  listId: number
  external: string
  /** Whom it is still about. */
  people: number
  /** Whom it is known to hold. */
  members: number
  /** Where its reading stopped. */
  cursor: string | null
}

/**
 * The next list of a push that has items i such as these; the one whose reading was begun first.
 * Null: there is none.
 */
export async function nextList(
  tx: Tx,
  { workspaceId, pushId }: PushOf,
  where: RawBuilder<unknown>,
): Promise<PushList | null> {
  const { rows } = await sql<PushList>`
    select l.id as "listId", l.external_id as external, s.people,
      case when p.reading_list_id = l.id then p.reading_cursor end as cursor,
      (select count(*)::integer from list_member m where m.workspace_id = l.workspace_id
        and m.list_id = l.id and m.gone_at is null) as members
    from (
      select i.list_id, count(*)::integer as people from push_item i
      where i.workspace_id = ${workspaceId} and i.push_id = ${pushId} and ${where}
      group by i.list_id
    ) s
    join list l on l.workspace_id = ${workspaceId} and l.id = s.list_id
    join push p on p.workspace_id = ${workspaceId} and p.id = ${pushId}
    order by p.reading_list_id is distinct from l.id, l.id limit 1`.execute(tx)
  return rows[0] ?? null
}
