import { sql } from 'kysely'
import { audit } from '../accounts/index.ts'
import { findConnection, type By } from '../connections/index.ts'
import type { Connector } from '../connectors/index.ts'
import type { Tx } from '../platform/database/index.ts'

export interface CapChange {
  connectionId: number
  removalsPercentMax: number
  by: By
  /** Epoch milliseconds. */
  now: number
}

/** How many percent of a list may be taken off without a person's word, from now on. */
export async function changeCap(tx: Tx, asked: CapChange): Promise<void> {
  const { connectionId, removalsPercentMax: percent, by, now } = asked
  const { name } = await findConnection(tx, connectionId)
  await sql`
    insert into push_lane (workspace_id, connection_id, removals_percent_max)
    values (${by.workspaceId}, ${connectionId}, ${percent})
    on conflict (workspace_id, connection_id) do update
      set removals_percent_max = excluded.removals_percent_max`.execute(tx)
  await audit(tx, {
    actor: by,
    action: 'change_push_cap',
    subject: 'connection',
    subjectId: connectionId,
    sentence: `Up to ${percent} % of a list of “${name}” may be taken off without asking.`,
    at: now,
  })
}

/** How many percent of a list may be taken off unasked; null where its lists cannot be filled. */
export async function capOf(
  tx: Tx,
  connectors: readonly Connector[],
  { workspaceId, connectionId }: { workspaceId: number; connectionId: number },
): Promise<number | null> {
  const connection = await findConnection(tx, connectionId)
  const connector = connectors.find((one) => one.id === connection.connector)
  if (connector?.audience === undefined) return null
  const { rows } = await sql<{ percent: number }>`
    select removals_percent_max as percent from push_lane
    where workspace_id = ${workspaceId} and connection_id = ${connectionId}`.execute(tx)
  return rows[0]?.percent ?? REMOVALS_PERCENT_MAX
}

/** Until somebody says otherwise; as the column has it. */
const REMOVALS_PERCENT_MAX = 5

/** Lists people can be put on: of connections whose connector fills lists. */
export async function fillableLists(
  tx: Tx,
  workspaceId: number,
  connectors: readonly string[],
): Promise<{ id: number; name: string; connectionId: number; connectionName: string }[]> {
  const { rows } = await sql<{
    id: number
    name: string
    connectionId: number
    connectionName: string
  }>`
    select l.id, l.name, c.id as "connectionId", c.name as "connectionName" from list l
    join connection c on c.workspace_id = l.workspace_id and c.id = l.connection_id
    where l.workspace_id = ${workspaceId} and l.gone_at is null and c.deleted_at is null
      and c.connector = any(${[...connectors]}::text[])
    order by lower(c.name), c.id, lower(l.name), l.id limit ${LISTS_MAX}`.execute(tx)
  return rows
}

/** Lists that are answered at most. */
const LISTS_MAX = 2_000
