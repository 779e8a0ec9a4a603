import { sql } from 'kysely'
import { noteGroupNames } from '../consent/index.ts'
import { ERASED_TEXT } from '../ledger/index.ts'
import type { Tx } from '../platform/database/index.ts'
import type { AccountRead } from './compare.ts'
import type { Plan } from './plan.ts'

/** Keys one statement takes at most. */
const KEYS_MAX = 20_000

/** Carries out a plan of lists. Those that were there before come back with their history. */
export async function applyLists(tx: Tx, read: AccountRead, plan: Plan<string>): Promise<void> {
  const { workspaceId, connectionId } = read
  await sql`
    insert into list (workspace_id, connection_id, external_id, name, members_told)
    select ${workspaceId}, ${connectionId}, external_id, name, members_told from staged_list
    where workspace_id = ${workspaceId} and read_id = ${read.id}
    on conflict (workspace_id, connection_id, external_id) do update
      set name = excluded.name, members_told = excluded.members_told, last_seen_at = now(),
        gone_at = null`.execute(tx)
  await inParts(plan.removals, (ids) =>
    sql`
      update list set gone_at = now()
      where workspace_id = ${workspaceId} and connection_id = ${connectionId}
        and external_id = any (${ids}::text[])`.execute(tx),
  )
  await noteGroupNames(tx, { workspaceId, connectionId, kind: 'list' }, await mappedNow(tx, read))
}

/** What the mapped lists are called now: a mapping holds by the id, and a new name is shown. */
async function mappedNow(tx: Tx, { workspaceId, connectionId, id }: AccountRead) {
  const { rows } = await sql<{ id: string; name: string }>`
    select s.external_id as id, s.name from staged_list s
    where s.workspace_id = ${workspaceId} and s.read_id = ${id} and exists (
      select from topic_mapping m where m.workspace_id = s.workspace_id
        and m.connection_id = ${connectionId} and m.kind = 'list'
        and m.external_id = s.external_id)`.execute(tx)
  return rows
}

/** Carries out a plan of contacts; by which id the ESP knows each address is kept too. */
export async function applyContacts(tx: Tx, read: AccountRead, plan: Plan<number>): Promise<void> {
  const { workspaceId, connectionId } = read
  await inParts([...plan.adds, ...plan.changes], async (ids) => {
    await sql`
      insert into contact (workspace_id, connection_id, address_id, external_id, first_name,
        last_name, job_title, company, permission, details)
      select ${workspaceId}, ${connectionId}, address_id, external_id, first_name, last_name,
        job_title, company, permission, details
      from staged_contact
      where workspace_id = ${workspaceId} and read_id = ${read.id}
        and address_id = any (${ids}::integer[])
      on conflict (workspace_id, connection_id, address_id) do update
        set external_id = excluded.external_id, first_name = excluded.first_name,
          last_name = excluded.last_name, job_title = excluded.job_title,
          company = excluded.company, permission = excluded.permission,
          details = excluded.details, changed_at = now(), gone_at = null`.execute(tx)
    await sql`
      insert into contact_identity (workspace_id, connection_id, address_id, external_id)
      select ${workspaceId}, ${connectionId}, address_id, external_id from staged_contact
      where workspace_id = ${workspaceId} and read_id = ${read.id}
        and address_id = any (${ids}::integer[]) and external_id <> ${ERASED_TEXT}
      on conflict do nothing`.execute(tx)
  })
  await inParts(plan.removals, (ids) =>
    sql`
      update contact set gone_at = now()
      where workspace_id = ${workspaceId} and connection_id = ${connectionId}
        and address_id = any (${ids}::integer[])`.execute(tx),
  )
}

/** Carries out a plan of one list's members. */
export async function applyMembers(
  tx: Tx,
  at: { workspaceId: number; listId: number },
  plan: Plan<number>,
): Promise<void> {
  await inParts(plan.adds, (ids) =>
    sql`
      insert into list_member (workspace_id, list_id, address_id)
      select ${at.workspaceId}, ${at.listId}, unnest(${ids}::integer[])
      on conflict (workspace_id, list_id, address_id) do update
        set first_seen_at = now(), gone_at = null`.execute(tx),
  )
  await inParts(plan.removals, (ids) =>
    sql`
      update list_member set gone_at = now()
      where workspace_id = ${at.workspaceId} and list_id = ${at.listId}
        and address_id = any (${ids}::integer[])`.execute(tx),
  )
}

async function inParts<Key>(keys: Key[], work: (part: Key[]) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < keys.length; from += KEYS_MAX) {
    await work(keys.slice(from, from + KEYS_MAX))
  }
}
