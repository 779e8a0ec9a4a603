import { sql } from 'kysely'
import { actorName, audit } from '../accounts/index.ts'
import { parseEmail } from '../people/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { notFound, Refused } from '../platform/refused.ts'
import type { Arranging } from './arrange-topics.ts'

/** Addresses a seed list holds at most: colleagues who look at every mailing. */
const SEEDS_MAX = 500

export interface SeedAddress {
  addressId: number
  address: string
  note: string
  addedBy: string
  addedAt: Date
  /** Those who use it, by name. */
  people: { id: number; name: string }[]
}

/** The seed list, by address. */
export async function listSeeds(tx: Tx, workspaceId: number): Promise<SeedAddress[]> {
  const { rows } = await sql<SeedAddress>`
    select s.address_id as "addressId", a.address, s.note, s.added_by as "addedBy",
      s.added_at as "addedAt", coalesce((
        select jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name) order by p.name, p.id)
        from person_address pa
        join person p on p.workspace_id = pa.workspace_id and p.id = pa.person_id
        where pa.workspace_id = s.workspace_id and pa.address_id = s.address_id
          and pa.ended_at is null
      ), '[]') as people
    from seed_address s
    join address a on a.workspace_id = s.workspace_id and a.id = s.address_id
    where s.workspace_id = ${workspaceId}
    order by a.canonical
    limit ${SEEDS_MAX}`.execute(tx)
  return rows
}

/** Puts a colleague's address on the seed list; on it already, its note is changed. */
export async function addSeed(
  tx: Tx,
  at: Arranging,
  { address, note }: { address: string; note: string },
): Promise<void> {
  const parsed = parseEmail(address)
  if (!parsed.ok) throw new Refused(422, parsed.reason, { field: 'address' })
  await sql`select pg_advisory_xact_lock(hashtext('homing seeds'),
    ${at.workspaceId}::integer)`.execute(tx)
  const found = await tx
    .selectFrom('address')
    .select('id')
    .where('workspace_id', '=', at.workspaceId)
    .where('kind', '=', 'email')
    .where('canonical', '=', parsed.canonical)
    .executeTakeFirst()
  if (found === undefined) {
    throw new Refused(422, 'Nobody here has this address.', {
      field: 'address',
      remedy: 'Import the colleague with it first, then add it.',
    })
  }
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from seed_address
    where workspace_id = ${at.workspaceId}`.execute(tx)
  if (rows[0]!.count >= SEEDS_MAX) {
    throw new Refused(409, `The seed list holds ${SEEDS_MAX} addresses, which is the most.`, {
      remedy: 'Remove one that is no longer needed.',
    })
  }
  const by = actorName(at.actor)
  await tx
    .insertInto('seed_address')
    .values({
      workspace_id: at.workspaceId,
      address_id: found.id,
      note,
      added_by: by,
      added_at: new Date(at.now),
    })
    .onConflict((conflict) =>
      conflict.columns(['workspace_id', 'address_id']).doUpdateSet({ note }),
    )
    .execute()
  await tell(tx, at, found.id, {
    action: 'add_seed',
    sentence: 'Put an address on the seed list.',
  })
}

/** Takes an address off the seed list: it is written to like any other from now on. */
export async function removeSeed(tx: Tx, at: Arranging, addressId: number): Promise<void> {
  const removed = await tx
    .deleteFrom('seed_address')
    .where('workspace_id', '=', at.workspaceId)
    .where('address_id', '=', addressId)
    .executeTakeFirst()
  if (removed.numDeletedRows === 0n) throw notFound('address on the seed list', addressId)
  await tell(tx, at, addressId, {
    action: 'remove_seed',
    sentence: 'Took an address off the seed list.',
  })
}

async function tell(
  tx: Tx,
  { actor, now }: Arranging,
  addressId: number,
  told: { action: string; sentence: string },
): Promise<void> {
  await audit(tx, { ...told, actor, subject: 'address', subjectId: addressId, at: now })
}
