import { sql } from 'kysely'
import { noteGroupNames } from '../consent/index.ts'
import type { RemoteCategory } from '../connectors/index.ts'
import type { Tx } from '../platform/database/index.ts'

/**
 * Keeps the categories an ESP lists now: new ones, new names, and since when others are gone. A
 * mapping to one that is gone stays: whoever left it has left its topic.
 */
export async function keepCategories(
  tx: Tx,
  at: { workspaceId: number; connectionId: number },
  categories: readonly RemoteCategory[],
): Promise<void> {
  const { workspaceId, connectionId } = at
  const told = JSON.stringify(categories)
  await sql`
    insert into remote_category (workspace_id, connection_id, external_id, name)
    select ${workspaceId}, ${connectionId}, t.id, min(t.name)
    from jsonb_to_recordset(${told}::jsonb) t (id text, name text)
    group by t.id
    on conflict (workspace_id, connection_id, external_id)
      do update set name = excluded.name, gone_at = null
      where remote_category.name <> excluded.name or remote_category.gone_at is not null`.execute(
    tx,
  )
  await sql`
    update remote_category c set gone_at = now()
    where c.workspace_id = ${workspaceId} and c.connection_id = ${connectionId}
      and c.gone_at is null and not exists (
        select from jsonb_to_recordset(${told}::jsonb) t (id text)
        where t.id = c.external_id)`.execute(tx)
  await noteGroupNames(tx, { ...at, kind: 'category' }, categories)
}
