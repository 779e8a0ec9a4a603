import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import { shareIdentity } from './lock.ts'

export interface SharedAddress {
  addressId: number
  /** Whoever uses this one uses the other, too. */
  besideId: number
}

/**
 * Makes addresses those of whoever uses another one now. What somebody once had and has no more is
 * left ended: a person, or the CRM, said so.
 */
export async function shareAddresses(
  tx: Tx,
  workspaceId: number,
  shared: readonly SharedAddress[],
): Promise<void> {
  if (shared.length === 0) return
  await shareIdentity(tx, workspaceId)
  await sql`
    insert into person_address (workspace_id, person_id, address_id, is_primary)
    select distinct ${workspaceId}::integer, u.person_id, s.address_id, false
    from unnest(${shared.map((one) => one.addressId)}::integer[],
      ${shared.map((one) => one.besideId)}::integer[]) as s (address_id, beside_id)
    join person_address u on u.workspace_id = ${workspaceId} and u.address_id = s.beside_id
      and u.ended_at is null
    where not exists (select from person_address o where o.workspace_id = u.workspace_id
      and o.person_id = u.person_id and o.address_id = s.address_id)
    order by 2, 3
    on conflict do nothing`.execute(tx)
}
