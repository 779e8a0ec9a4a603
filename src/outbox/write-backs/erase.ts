import { sql } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'
import type { Secrets } from '../../platform/secrets/index.ts'
import { wakeLanes } from './ask.ts'

/** Contacts of one address at one system: one that merged some knows the address by several. */
const IDS_MAX = 50

interface At {
  workspaceId: number
  connectionId: number
  addressId: number
}

export interface EraseAsk {
  workspaceId: number
  /** Addresses that are about to be erased: nobody else has them. */
  addressIds: readonly number[]
  /** Epoch milliseconds. */
  now: number
}

/**
 * Asks every system that knows one of the addresses to delete its contact: by the system's own ids,
 * sealed, and only as long as it takes. To be called while they are still known.
 */
export async function askToErase(tx: Tx, secrets: Secrets, ask: EraseAsk): Promise<void> {
  const { workspaceId, addressIds, now } = ask
  const { rows } = await sql<{ connectionId: number; addressId: number; ids: string[] }>`
    select k.connection_id as "connectionId", k.address_id as "addressId",
      (array_agg(distinct k.external_id))[1:${IDS_MAX}::integer] as ids
    from (
      select connection_id, address_id, external_id from contact
      where workspace_id = ${workspaceId} and address_id = any (${addressIds}::integer[])
      union
      select connection_id, address_id, external_id from contact_identity
      where workspace_id = ${workspaceId} and address_id = any (${addressIds}::integer[])
    ) k
    join write_back_lane l on l.workspace_id = ${workspaceId}
      and l.connection_id = k.connection_id
    join connection c on c.workspace_id = l.workspace_id and c.id = l.connection_id
      and c.deleted_at is null
    where k.external_id <> ''
    group by k.connection_id, k.address_id
    order by k.connection_id, k.address_id`.execute(tx)
  for (const { connectionId, addressId, ids } of rows) {
    const sealed = secrets.seal(placeOf({ workspaceId, connectionId, addressId }), join(ids))
    await sql`
      insert into write_back as w (workspace_id, connection_id, address_id, kind, wanted, is_single,
        sealed, caused_at, due_at)
      values (${workspaceId}, ${connectionId}, ${addressId}, 'erase', 'gone', true, ${sealed},
        ${new Date(now)}, ${new Date(now)})
      on conflict (workspace_id, connection_id, address_id, kind, topic_id) do nothing`.execute(tx)
  }
  await wakeLanes(tx, workspaceId, [...new Set(rows.map((row) => row.connectionId))])
}

/** The ids by which a system knows what it is to delete. Throws under another secret. */
export function contactIdsOf(secrets: Secrets, at: At, sealed: Uint8Array): string[] {
  return secrets.open<string>(placeOf(at), sealed).split('\n')
}

/** One text, so that what is remembered as secret is one secret. */
function join(ids: string[]): string {
  return ids.filter((id) => !id.includes('\n')).join('\n')
}

function placeOf({ workspaceId, connectionId, addressId }: At): string {
  return `erase elsewhere ${workspaceId}/${connectionId}/${addressId}`
}
