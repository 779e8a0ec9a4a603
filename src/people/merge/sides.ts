import { sql } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'
import type { OpenMerge } from './open-merge.ts'

/** One of the two persons a merge would be parted into. */
export interface MergeSide {
  id: number
  /** The person with those who stay merged into it. */
  personIds: number[]
  /** The addresses it will use. */
  addresses: { id: number; kind: 'email' | 'fax' }[]
}

export interface MergeSides {
  kept: MergeSide
  /** With the addresses it used when it was merged, also those that were ended since. */
  merged: MergeSide & { addressesThen: MergeSide['addresses'] }
}

/** Who will be whom, and use which address, once a merge is undone. Nothing is changed. */
export async function mergeSides(
  tx: Tx,
  workspaceId: number,
  merge: OpenMerge,
): Promise<MergeSides> {
  const { rows: persons } = await sql<{ id: number; goes: boolean }>`
    with recursive gone as (
      select ${merge.merged.id}::integer as id
      union
      select m.merged_id from person_merge m join gone on m.kept_id = gone.id
      where m.workspace_id = ${workspaceId} and m.undone_at is null
    )
    select p.id, gone.id is not null as goes
    from person p left join gone on gone.id = p.id
    where p.workspace_id = ${workspaceId}
      and (p.id = ${merge.kept.id} or p.merged_into = ${merge.kept.id})
    order by p.id`.execute(tx)
  const { rows: addresses } = await sql<{
    id: number
    kind: 'email' | 'fax'
    goes: boolean
    stays: boolean
  }>`
    select a.id, a.kind, l.address_id is not null and l.ended_at is null as goes,
      coalesce(l.effect, 'none') = 'none' or l.ended_at is not null as stays
    from person_address pa
    join address a on a.workspace_id = pa.workspace_id and a.id = pa.address_id
    left join person_merge_link l on l.workspace_id = pa.workspace_id
      and l.merge_id = ${merge.id} and l.address_id = pa.address_id
    where pa.workspace_id = ${workspaceId} and pa.person_id = ${merge.kept.id}
      and pa.ended_at is null
    order by a.id`.execute(tx)
  const side = (id: number, goes: boolean): MergeSide => ({
    id,
    personIds: persons.filter((one) => one.goes === goes).map((one) => one.id),
    addresses: addresses
      .filter((one) => (goes ? one.goes : one.stays))
      .map(({ id: addressId, kind }) => ({ id: addressId, kind })),
  })
  const { rows: addressesThen } = await sql<{ id: number; kind: 'email' | 'fax' }>`
    select a.id, a.kind from person_merge_link l
    join address a on a.workspace_id = l.workspace_id and a.id = l.address_id
    where l.workspace_id = ${workspaceId} and l.merge_id = ${merge.id} and l.ended_at is null
    order by a.id`.execute(tx)
  return {
    kept: side(merge.kept.id, false),
    merged: { ...side(merge.merged.id, true), addressesThen },
  }
}
