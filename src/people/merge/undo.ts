import { sql } from 'kysely'
import { type Actor, actorName, audit } from '../../accounts/index.ts'
import { writeAs, type Tx } from '../../platform/database/index.ts'
import { Refused } from '../../platform/refused.ts'
import { writerOf } from '../change-addresses.ts'
import { lockIdentity } from '../lock.ts'
import { promoteOldest } from '../primary-address.ts'
import { fieldsGivenBack } from './fields.ts'
import { openMerge, type OpenMerge } from './open-merge.ts'
import { mergeRow, setFields } from './row.ts'

export interface Undoing {
  workspaceId: number
  mergeId: number
  actor: Actor
  /** Epoch milliseconds. */
  now: number
}

/**
 * Parts two persons again: links, memberships and taken fields are as they were before the merge;
 * what the kept person was given since stays with it, also where it was the other's history before.
 * An address that was ended meanwhile stays ended for both. What this means for opt-outs is
 * consent's to keep: call through its undoMerge.
 */
export async function partPersons(tx: Tx, undoing: Undoing): Promise<OpenMerge> {
  const { workspaceId, mergeId, actor, now } = undoing
  await lockIdentity(tx, workspaceId)
  await writeAs(tx, writerOf(actor))
  const merge = await openMerge(tx, workspaceId, mergeId)
  if (merge.undoFirst !== null) throw new Refused(409, merge.undoFirst)
  await freeMerged(tx, workspaceId, merge)
  await giveLinksBack(tx, workspaceId, merge)
  await giveAffiliationsBack(tx, workspaceId, merge)
  const at = { workspaceId, personId: merge.kept.id }
  const kept = await mergeRow(tx, workspaceId, merge.kept.id)
  await setFields(tx, at, fieldsGivenBack(kept.fields, merge.fields))
  await tx
    .updateTable('person_merge')
    .set({
      undone_at: new Date(now),
      undone_by: actorName(actor),
    })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', mergeId)
    .execute()
  await audit(tx, {
    actor,
    action: 'undo_merge',
    subject: 'person',
    subjectId: merge.kept.id,
    sentence: `Parted person ${merge.merged.id} from ${merge.kept.name} again.`,
    detail: { mergeId, mergedId: merge.merged.id },
    at: now,
  })
  return merge
}

/** The merged person stands for itself again, and for those who had been merged into it. */
async function freeMerged(tx: Tx, workspaceId: number, { merged }: OpenMerge): Promise<void> {
  await sql`
    with recursive gone as (
      select ${merged.id}::integer as id
      union
      select m.merged_id from person_merge m join gone on m.kept_id = gone.id
      where m.workspace_id = ${workspaceId} and m.undone_at is null
    )
    update person p set merged_into = nullif(${merged.id}::integer, p.id)
    from gone where p.workspace_id = ${workspaceId} and p.id = gone.id`.execute(tx)
}

async function giveLinksBack(tx: Tx, workspaceId: number, merge: OpenMerge): Promise<void> {
  const { kept, merged } = merge
  await sql`
    insert into person_address (workspace_id, person_id, address_id, is_primary, started_at,
      ended_at, made_by)
    select l.workspace_id, ${merged.id}, l.address_id,
      l.is_primary and (l.ended_at is not null or a.ended_at is null), l.started_at,
      coalesce(l.ended_at, a.ended_at), l.made_by
    from person_merge_link l
    left join person_address a on a.workspace_id = l.workspace_id and a.person_id = ${kept.id}
      and a.address_id = l.address_id
    where l.workspace_id = ${workspaceId} and l.merge_id = ${merge.id}`.execute(tx)
  const { rows: gone } = await sql<{ wasPrimary: boolean }>`
    delete from person_address a
    using person_merge_link l
    where l.workspace_id = ${workspaceId} and l.merge_id = ${merge.id} and l.effect = 'made'
      and (l.ended_at is null or a.ended_at is not null)
      and a.workspace_id = l.workspace_id and a.person_id = ${kept.id}
      and a.address_id = l.address_id
    returning a.is_primary as "wasPrimary"`.execute(tx)
  const { rows: ended } = await sql<{ wasPrimary: boolean }>`
    with before as (
      select a.address_id, a.is_primary, l.kept_ended_at
      from person_address a join person_merge_link l on l.workspace_id = a.workspace_id
        and l.address_id = a.address_id and l.merge_id = ${merge.id} and l.effect = 'revived'
      where a.workspace_id = ${workspaceId} and a.person_id = ${kept.id}
    )
    update person_address a set ended_at = before.kept_ended_at, is_primary = false
    from before
    where a.workspace_id = ${workspaceId} and a.person_id = ${kept.id}
      and a.address_id = before.address_id
    returning before.is_primary as "wasPrimary"`.execute(tx)
  if (![...gone, ...ended].some((link) => link.wasPrimary)) return
  await promoteOldest(tx, { workspaceId, personId: kept.id })
}

async function giveAffiliationsBack(tx: Tx, workspaceId: number, merge: OpenMerge): Promise<void> {
  await sql`
    delete from affiliation a using person_merge_affiliation f
    where f.workspace_id = ${workspaceId} and f.merge_id = ${merge.id} and f.is_made
      and a.workspace_id = f.workspace_id and a.person_id = ${merge.kept.id}
      and a.organization_id = f.organization_id`.execute(tx)
  await sql`
    insert into affiliation (workspace_id, person_id, organization_id, made_by)
    select workspace_id, ${merge.merged.id}, organization_id, made_by from person_merge_affiliation
    where workspace_id = ${workspaceId} and merge_id = ${merge.id}
    on conflict do nothing`.execute(tx)
}
