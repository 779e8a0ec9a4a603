import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'

/** A member as an ESP was just seen to hold it; names where they were told. */
export interface MemberSeen {
  addressId: number
  externalId: string
  permission: string
  firstName?: string
  lastName?: string
  jobTitle?: string
  company?: string
  values?: Record<string, string>
}

interface OfList {
  workspaceId: number
  connectionId: number
  listId: number
}

/** Who was just seen on a list, between two reads of everything: the next plan knows of it. */
export async function noteJoined(
  tx: Tx,
  { workspaceId, connectionId, listId }: OfList,
  seen: readonly MemberSeen[],
): Promise<void> {
  if (seen.length === 0) return
  const rows = sql`jsonb_to_recordset(${JSON.stringify(seen)}::jsonb) as r ("addressId" integer,
    "externalId" text, permission text, "firstName" text, "lastName" text, "jobTitle" text,
    company text, values jsonb)`
  await sql`
    insert into list_member as m (workspace_id, list_id, address_id)
    select distinct ${workspaceId}::integer, ${listId}::integer, r."addressId" from ${rows}
    on conflict (workspace_id, list_id, address_id) do update
      set first_seen_at = now(), gone_at = null where m.gone_at is not null`.execute(tx)
  await sql`
    insert into contact as k (workspace_id, connection_id, address_id, external_id, permission,
      first_name, last_name, job_title, company, details)
    select distinct on (r."addressId") ${workspaceId}::integer, ${connectionId}::integer,
      r."addressId", r."externalId", r.permission, coalesce(r."firstName", ''),
      coalesce(r."lastName", ''), coalesce(r."jobTitle", ''), coalesce(r.company, ''),
      coalesce(r.values, '{}')
    from ${rows} order by r."addressId"
    on conflict (workspace_id, connection_id, address_id) do update
      set external_id = excluded.external_id,
        -- An ESP that tells it elsewhere tells none with the members of a list: then it stays.
        permission = coalesce(nullif(excluded.permission, ''), k.permission),
        changed_at = now(), gone_at = null
      where k.external_id <> excluded.external_id or k.gone_at is not null
        or excluded.permission not in ('', k.permission)`.execute(tx)
  await sql`
    insert into contact_identity (workspace_id, connection_id, address_id, external_id)
    select distinct ${workspaceId}::integer, ${connectionId}::integer, r."addressId",
      r."externalId" from ${rows}
    on conflict do nothing`.execute(tx)
}

/** Who was just seen to be on a list no more. */
export async function noteLeft(
  tx: Tx,
  { workspaceId, listId }: Omit<OfList, 'connectionId'>,
  addressIds: readonly number[],
): Promise<void> {
  if (addressIds.length === 0) return
  await sql`
    update list_member set gone_at = now()
    where workspace_id = ${workspaceId} and list_id = ${listId} and gone_at is null
      and address_id = any(${[...addressIds]}::integer[])`.execute(tx)
}
