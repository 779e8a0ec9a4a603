import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'

/** Lists of one connection that are answered at most. */
const LISTS_MAX = 1_000

/** A list as it came home. Times are ISO 8601. */
export interface KeptList {
  id: number
  externalId: string
  name: string
  /** As they came home with the contacts. */
  members: number
  /** As the ESP counts them. */
  membersTold: number | null
  lastSeenAt: string
  goneAt: string | null
}

/** The lists of a connection that came home, those that are gone last. */
export async function listKeptLists(
  tx: Tx,
  at: { workspaceId: number; connectionId: number },
): Promise<KeptList[]> {
  const { rows } = await sql<{
    id: number
    external_id: string
    name: string
    members: number
    members_told: number | null
    last_seen_at: Date
    gone_at: Date | null
  }>`
    select l.id, l.external_id, l.name, l.members_told, l.last_seen_at, l.gone_at,
      (select count(*)::integer from list_member m
        where m.workspace_id = l.workspace_id and m.list_id = l.id and m.gone_at is null) as members
    from list l
    where l.workspace_id = ${at.workspaceId} and l.connection_id = ${at.connectionId}
    order by l.gone_at is not null, lower(l.name), l.id
    limit ${LISTS_MAX}`.execute(tx)
  return rows.map((row) => ({
    id: row.id,
    externalId: row.external_id,
    name: row.name,
    members: row.members,
    membersTold: row.members_told,
    lastSeenAt: row.last_seen_at.toISOString(),
    goneAt: row.gone_at?.toISOString() ?? null,
  }))
}
