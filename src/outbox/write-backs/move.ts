import { sql } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'
import { wakeLanes, wantedAnew } from './ask.ts'

export interface Move {
  workspaceId: number
  /** The address before, and the one in its place. */
  addressId: number
  newAddressId: number
  /** Epoch milliseconds. */
  now: number
}

/**
 * An address was corrected: every system that is known to hold the old one is told the new one.
 * What was corrected twice before anybody was told is told once.
 */
export async function tellMove(tx: Tx, move: Move): Promise<void> {
  const { workspaceId, addressId, newAddressId, now } = move
  const at = new Date(now)
  const { rows } = await sql<{ connection_id: number }>`
    insert into write_back as w (workspace_id, connection_id, address_id, kind, from_address_id,
      wanted, is_single, caused_at, due_at)
    select l.workspace_id, l.connection_id, ${newAddressId}::integer, 'address',
      coalesce(b.from_address_id, ${addressId}::integer), 'moved', true, ${at}, ${at}
    from write_back_lane l
    join connection c on c.workspace_id = l.workspace_id and c.id = l.connection_id
      and c.deleted_at is null
    left join write_back b on b.workspace_id = l.workspace_id
      and b.connection_id = l.connection_id and b.address_id = ${addressId} and b.kind = 'address'
      and b.status = 'waiting' and b.called is null and b.from_address_id <> ${newAddressId}
    where l.workspace_id = ${workspaceId}
      and (l.contacts_read_at is null or exists (select from contact k
        where k.workspace_id = l.workspace_id and k.connection_id = l.connection_id
          and k.address_id = coalesce(b.from_address_id, ${addressId}) and k.gone_at is null))
    order by l.connection_id
    on conflict (workspace_id, connection_id, address_id, kind, topic_id) do update set
      ${wantedAnew()}
    returning connection_id`.execute(tx)
  await withdrawEarlier(tx, move)
  const told = rows.map((row) => row.connection_id)
  await wakeLanes(tx, workspaceId, told)
}

/** What was to be told before, and nobody has begun to: else it would be told first, and stay. */
async function withdrawEarlier(tx: Tx, { workspaceId, addressId, now }: Move): Promise<void> {
  await sql`
    update write_back set status = 'not_needed', settled_at = ${new Date(now)},
      outcome = 'The address was corrected once more.'
    where workspace_id = ${workspaceId} and address_id = ${addressId} and kind = 'address'
      and status = 'waiting' and called is null`.execute(tx)
}
