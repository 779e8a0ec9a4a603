import { sql } from 'kysely'
import { actorName, audit } from '../../accounts/index.ts'
import { writeAs, type Tx } from '../../platform/database/index.ts'
import { Refused } from '../../platform/refused.ts'
import { writerOf, type PersonChange } from '../change-addresses.ts'
import { lockIdentity } from '../lock.ts'
import { takeFields, type MergeField, type TakenFields } from './fields.ts'
import { otherPerson } from '../other-person.ts'
import { mergeRow, setFields, type MergeRow } from './row.ts'

/**
 * Two persons turn out to be one: personId stands for both from now on, otherId goes into it. The
 * other's links and memberships move, its external id and the facts stated of it stay with its row.
 * Fields of the kept person stay, but for those that take names. Nobody is written to again by it:
 * consent judges both, and the stricter holds. What is moved and changed is kept, so that the merge
 * can be undone.
 */
export async function mergePersons(
  tx: Tx,
  change: PersonChange,
  other: { id: number; take: readonly MergeField[] },
): Promise<{ mergeId: number }> {
  await lockIdentity(tx, change.workspaceId)
  await writeAs(tx, writerOf(change.actor))
  const { kept, merged } = await bothRows(tx, change, other.id)
  const fields = takeFields(kept.fields, merged.fields, other.take)
  const mergeId = await openMerge(tx, change, merged, fields)
  const at = { workspaceId: change.workspaceId, mergeId, keptId: kept.id, mergedId: merged.id }
  await moveLinks(tx, at)
  await moveAffiliations(tx, at)
  const values = Object.entries(fields).map(([field, taken]) => [field, taken?.to])
  await setFields(tx, change, Object.fromEntries(values))
  await sql`
    update person set merged_into = ${kept.id}
    where workspace_id = ${change.workspaceId}
      and (id = ${merged.id} or merged_into = ${merged.id})`.execute(tx)
  await audit(tx, {
    actor: change.actor,
    action: 'merge_persons',
    subject: 'person',
    subjectId: kept.id,
    // Without the other's name: it would outlast an erasure of the other.
    sentence: `Merged person ${merged.id} into ${kept.fields.name}.`,
    detail: { mergeId, mergedId: merged.id, taken: Object.keys(fields) },
    at: change.now,
  })
  return { mergeId }
}

async function bothRows(tx: Tx, { workspaceId, personId }: PersonChange, otherId: number) {
  if (personId === otherId) {
    throw new Refused(422, 'This is the same person.', {
      field: 'otherId',
      remedy: 'Name the person who is to go into this one.',
    })
  }
  const kept = await mergeRow(tx, workspaceId, personId)
  const merged = await otherPerson(otherId, () => mergeRow(tx, workspaceId, otherId))
  for (const row of [kept, merged]) {
    if (row.mergedInto === null) continue
    throw new Refused(409, `${row.fields.name} was merged into another person already.`, {
      field: row === kept ? 'personId' : 'otherId',
      remedy: `Merge person ${row.mergedInto}, or undo that merge first.`,
    })
  }
  return { kept, merged }
}

async function openMerge(
  tx: Tx,
  change: PersonChange,
  merged: MergeRow,
  fields: TakenFields,
): Promise<number> {
  const { workspaceId, personId, actor, now } = change
  const { id } = await tx
    .insertInto('person_merge')
    .values({
      workspace_id: workspaceId,
      kept_id: personId,
      merged_id: merged.id,
      merged_at: new Date(now),
      merged_by: actorName(actor),
      last_fact_id: sql<number>`(select coalesce(max(id), 0) from consent_fact
        where workspace_id = ${workspaceId})`,
      fields: JSON.stringify(fields),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

interface Moving {
  workspaceId: number
  mergeId: number
  keptId: number
  mergedId: number
}

/**
 * An address that only the other has, or uses while it is the kept one's history, is the kept
 * person's from now on; the primary one of a person without any stays it.
 */
async function moveLinks(tx: Tx, { workspaceId, mergeId, keptId, mergedId }: Moving) {
  await sql`
    insert into person_merge_link (workspace_id, merge_id, address_id, is_primary, started_at,
      ended_at, made_by, effect, kept_ended_at)
    select b.workspace_id, ${mergeId}, b.address_id, b.is_primary, b.started_at, b.ended_at,
      b.made_by,
      case when a.person_id is null then 'made'
        when a.ended_at is not null and b.ended_at is null then 'revived' else 'none' end,
      case when b.ended_at is null then a.ended_at end
    from person_address b
    left join person_address a on a.workspace_id = b.workspace_id and a.person_id = ${keptId}
      and a.address_id = b.address_id
    where b.workspace_id = ${workspaceId} and b.person_id = ${mergedId}`.execute(tx)
  await sql`delete from person_address
    where workspace_id = ${workspaceId} and person_id = ${mergedId}`.execute(tx)
  await sql`
    insert into person_address (workspace_id, person_id, address_id, is_primary, started_at,
      ended_at)
    select l.workspace_id, ${keptId}, l.address_id, l.is_primary and not exists (
        select from person_address a where a.workspace_id = ${workspaceId}
          and a.person_id = ${keptId} and a.ended_at is null), l.started_at, l.ended_at
    from person_merge_link l
    where l.workspace_id = ${workspaceId} and l.merge_id = ${mergeId} 
      and l.effect = 'made'`.execute(tx)
  await sql`
    update person_address a set ended_at = null
    from person_merge_link l
    where l.workspace_id = ${workspaceId} and l.merge_id = ${mergeId} and l.effect = 'revived'
      and a.workspace_id = l.workspace_id and a.person_id = ${keptId}
      and a.address_id = l.address_id`.execute(tx)
}

/** A person has one company and one household at most, and the kept person's stay. */
async function moveAffiliations(tx: Tx, { workspaceId, mergeId, keptId, mergedId }: Moving) {
  await sql`
    insert into person_merge_affiliation (workspace_id, merge_id, organization_id, made_by, is_made)
    select b.workspace_id, ${mergeId}, b.organization_id, b.made_by, not exists (
        select from affiliation a join organization o
          on o.workspace_id = a.workspace_id and o.id = a.organization_id
        where a.workspace_id = b.workspace_id and a.person_id = ${keptId} and o.kind = g.kind)
    from affiliation b join organization g
      on g.workspace_id = b.workspace_id and g.id = b.organization_id
    where b.workspace_id = ${workspaceId} and b.person_id = ${mergedId}`.execute(tx)
  await sql`delete from affiliation
    where workspace_id = ${workspaceId} and person_id = ${mergedId}`.execute(tx)
  await sql`
    insert into affiliation (workspace_id, person_id, organization_id)
    select workspace_id, ${keptId}, organization_id from person_merge_affiliation
    where workspace_id = ${workspaceId} and merge_id = ${mergeId} and is_made`.execute(tx)
}
