import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import { notFound } from '../platform/refused.ts'

/** Who stands for a person: whom it was merged into, else itself. Refuses one who is not there. */
export async function personStandingFor(
  tx: Tx,
  workspaceId: number,
  personId: number,
): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    select coalesce(merged_into, id) as id from person
    where workspace_id = ${workspaceId} and id = ${personId}`.execute(tx)
  if (rows[0] === undefined) throw notFound('person', personId)
  return rows[0].id
}

/**
 * A person with everyone merged into it, or into whom it was merged: what is stated of any of them
 * is stated of the one who stands for all.
 */
export async function personsAsOne(
  tx: Tx,
  workspaceId: number,
  personId: number,
): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    with standing as (
      select coalesce(merged_into, id) as id from person
      where workspace_id = ${workspaceId} and id = ${personId}
    )
    select id from standing
    union all
    select p.id from standing s
      join person p on p.workspace_id = ${workspaceId} and p.merged_into = s.id
    order by id`.execute(tx)
  return rows.map((row) => row.id)
}

export interface MergedPerson {
  mergeId: number
  id: number
  name: string
  externalId: string | null
  mergedAt: Date
  mergedBy: string
  /** Whom it went into, where that is not the person asked for but one of those merged before. */
  into: { id: number; name: string } | null
}

/** Merged persons of one that are answered at most; newest first. */
const MERGED_SHOWN_MAX = 100

/** Those who were merged into a person, the newest merge first. */
export async function mergedFrom(
  tx: Tx,
  workspaceId: number,
  personId: number,
): Promise<MergedPerson[]> {
  const { rows } = await sql<MergedPerson>`
    select m.id as "mergeId", p.id, p.name, p.external_id as "externalId",
      m.merged_at as "mergedAt", m.merged_by as "mergedBy",
      case when k.id <> ${personId} then jsonb_build_object('id', k.id, 'name', k.name) end as into
    from person p
    join person_merge m on m.workspace_id = p.workspace_id and m.merged_id = p.id
      and m.undone_at is null
    join person k on k.workspace_id = m.workspace_id and k.id = m.kept_id
    where p.workspace_id = ${workspaceId} and p.merged_into = ${personId}
    order by m.id desc limit ${MERGED_SHOWN_MAX}`.execute(tx)
  return rows
}
