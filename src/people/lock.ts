import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'

/**
 * Held to the end of the transaction by whoever decides which person an address belongs to: an
 * import, a correction. Without it two of them could make the same person twice. Mere reading
 * never takes it.
 */
export async function lockIdentity(tx: Tx, workspaceId: number): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('homing identity'), ${workspaceId})`.execute(tx)
}

/**
 * Held by whoever makes a person for each unknown address: beside others who do the same (the
 * address itself is unique, and only who wrote it makes the person), never beside lockIdentity's.
 */
export async function shareIdentity(tx: Tx, workspaceId: number): Promise<void> {
  await sql`
    select pg_advisory_xact_lock_shared(hashtext('homing identity'), ${workspaceId})`.execute(tx)
}

/**
 * Held to the end of the transaction by whoever writes down that somebody left by an address: who
 * uses it is corrected either before, and then is read here as it is, or afterwards, and then the
 * opt-out is read there. Without it each could miss the other, and the opt-out would be nobody's.
 */
export async function holdUsers(
  tx: Tx,
  workspaceId: number,
  addressIds: readonly number[],
): Promise<void> {
  // One order for everybody, so that no two wait for each other. Each address by its index: the
  // planner, left to itself, reads the whole table while it knows little of it.
  const inOrder = [...addressIds].sort((a, b) => a - b)
  await sql`
    select from unnest(${inOrder}::integer[]) as one (address_id)
    cross join lateral (
      select from person_address u
      where u.workspace_id = ${workspaceId} and u.address_id = one.address_id
      order by u.person_id for share
    ) u`.execute(tx)
}
