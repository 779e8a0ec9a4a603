import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'

/** Makes an address in use the primary one, in the place of any other. */
export async function setPrimary(
  tx: Tx,
  change: { workspaceId: number; personId: number; addressId: number },
): Promise<void> {
  await sql`
    update person_address set is_primary = address_id = ${change.addressId}
    where workspace_id = ${change.workspaceId} and person_id = ${change.personId}
      and ended_at is null`.execute(tx)
}

/** Where none is the primary one, the e-mail address in use longest becomes it, else a fax. */
export async function promoteOldest(
  tx: Tx,
  of: { workspaceId: number; personId: number },
): Promise<void> {
  await sql`
    update person_address pa set is_primary = true
    from (
      select u.address_id, bool_or(u.is_primary) over () as is_settled
      from person_address u
      join address a on a.workspace_id = u.workspace_id and a.id = u.address_id
      where u.workspace_id = ${of.workspaceId} and u.person_id = ${of.personId}
        and u.ended_at is null
      order by a.kind = 'fax', u.started_at, u.address_id limit 1
    ) oldest
    where pa.workspace_id = ${of.workspaceId} and pa.person_id = ${of.personId}
      and pa.address_id = oldest.address_id and not oldest.is_settled`.execute(tx)
}
