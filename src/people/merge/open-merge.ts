import { sql } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'
import { notFound, Refused } from '../../platform/refused.ts'
import { fieldsGivenBack, MERGE_FIELDS, type MergeField, type TakenFields } from './fields.ts'
import { mergeRow } from './row.ts'

/** A merge that can be undone, or says why it cannot be now. */
export interface OpenMerge {
  id: number
  kept: { id: number; name: string }
  merged: { id: number; name: string }
  mergedAt: Date
  mergedBy: string
  /** The newest consent fact known then. */
  lastFactId: number
  fields: TakenFields
  /** What has to be undone before this; null: nothing. */
  undoFirst: string | null
}

/**
 * A merge that stands. It cannot be undone before a later one that found an address or a field as
 * this one had left it: what belongs to whom would no longer be certain.
 */
export async function openMerge(tx: Tx, workspaceId: number, mergeId: number): Promise<OpenMerge> {
  const { rows } = await sql<
    Omit<OpenMerge, 'undoFirst'> & { upper: string | null; isUndone: boolean }
  >`
    select m.id, m.merged_at as "mergedAt", m.merged_by as "mergedBy",
      m.last_fact_id as "lastFactId", m.fields, m.undone_at is not null as "isUndone",
      jsonb_build_object('id', k.id, 'name', k.name) as kept,
      jsonb_build_object('id', b.id, 'name', b.name) as merged, up.name as upper
    from person_merge m
    join person k on k.workspace_id = m.workspace_id and k.id = m.kept_id
    join person b on b.workspace_id = m.workspace_id and b.id = m.merged_id
    left join person up on up.workspace_id = k.workspace_id and up.id = k.merged_into
    where m.workspace_id = ${workspaceId} and m.id = ${mergeId}`.execute(tx)
  if (rows[0] === undefined) throw notFound('merge', mergeId)
  const { upper, isUndone, ...merge } = rows[0]
  if (isUndone) throw new Refused(409, 'This merge was undone already.')
  const { kept } = merge
  if (upper !== null) {
    return { ...merge, undoFirst: `${kept.name} itself was merged into ${upper}; undo that first.` }
  }
  const later = await laterOnTop(tx, workspaceId, merge)
  const undoFirst =
    later && `${later} was merged into ${kept.name} later, on top of it; undo that first.`
  return { ...merge, undoFirst }
}

/** The name of somebody merged later into the same person who shares what this merge brought. */
async function laterOnTop(
  tx: Tx,
  workspaceId: number,
  merge: { id: number; kept: { id: number } },
): Promise<string | null> {
  const { rows } = await sql<{ name: string }>`
    select p.name from person_merge m
    join person_merge later on later.workspace_id = m.workspace_id and later.kept_id = m.kept_id
      and later.id > m.id and later.undone_at is null
    join person p on p.workspace_id = later.workspace_id and p.id = later.merged_id
    where m.workspace_id = ${workspaceId} and m.id = ${merge.id} and (
      exists (
        select from person_merge_link a join person_merge_link b
          on b.workspace_id = a.workspace_id and b.address_id = a.address_id
        where a.workspace_id = m.workspace_id and a.merge_id = m.id and a.effect <> 'none'
          and b.merge_id = later.id)
      or exists (
        select from jsonb_object_keys(m.fields) a (field) where later.fields ? a.field))
    order by later.id desc limit 1`.execute(tx)
  return rows[0]?.name ?? null
}

/** What undoing a merge will do, beside what it does to consent. */
export interface UndoOutlook {
  /** Addresses that go back; those among them that were ended meanwhile stay ended. */
  addressesBack: string[]
  addressesEnded: string[]
  /** Addresses the kept person was given since; they stay with it. */
  addressesStay: string[]
  organizationsBack: string[]
  /** Fields that still are as they were taken over; a later change stays. */
  fieldsBack: MergeField[]
}

/** Names told of a kind at most. */
const TOLD_MAX = 50

/** What undoing an open merge will do. Nothing is changed. */
export async function undoOutlook(
  tx: Tx,
  workspaceId: number,
  merge: OpenMerge,
): Promise<UndoOutlook> {
  const { rows } = await sql<Omit<UndoOutlook, 'fieldsBack'>>`
    select
      array(select a.address from person_merge_link l
        join address a on a.workspace_id = l.workspace_id and a.id = l.address_id
        where l.workspace_id = m.workspace_id and l.merge_id = m.id and l.ended_at is null
        order by a.address limit ${TOLD_MAX}) as "addressesBack",
      array(select a.address from person_merge_link l
        join person_address pa on pa.workspace_id = l.workspace_id and pa.person_id = m.kept_id
          and pa.address_id = l.address_id and pa.ended_at is not null
        join address a on a.workspace_id = l.workspace_id and a.id = l.address_id
        where l.workspace_id = m.workspace_id and l.merge_id = m.id and l.ended_at is null
        order by a.address limit ${TOLD_MAX}) as "addressesEnded",
      array(select a.address from person_address pa
        join address a on a.workspace_id = pa.workspace_id and a.id = pa.address_id
        left join person_merge_link l on l.workspace_id = m.workspace_id and l.merge_id = m.id
          and l.address_id = pa.address_id
        where pa.workspace_id = m.workspace_id and pa.person_id = m.kept_id
          and pa.ended_at is null
          and (l.address_id is null and pa.started_at >= m.merged_at
            or l.effect = 'made' and l.ended_at is not null)
        order by a.address limit ${TOLD_MAX}) as "addressesStay",
      array(select g.name from person_merge_affiliation f join organization g
          on g.workspace_id = f.workspace_id and g.id = f.organization_id
        where f.workspace_id = m.workspace_id and f.merge_id = m.id
        order by g.kind, g.name limit ${TOLD_MAX}) as "organizationsBack"
    from person_merge m
    where m.workspace_id = ${workspaceId} and m.id = ${merge.id}`.execute(tx)
  const { fields: now } = await mergeRow(tx, workspaceId, merge.kept.id)
  const back = fieldsGivenBack(now, merge.fields)
  return { ...rows[0]!, fieldsBack: MERGE_FIELDS.filter((field) => field in back) }
}
