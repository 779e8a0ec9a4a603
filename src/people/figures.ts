import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'

export interface PeopleFigures {
  people: number
  /** Addresses in use that are invalid. */
  invalidAddresses: number
  /** People who use one of them. */
  withInvalidAddress: number
  organizations: number
}

/** The figures above the list of people. */
export async function countPeople(tx: Tx, workspaceId: number): Promise<PeopleFigures> {
  const { rows } = await sql<PeopleFigures>`select
    (select count(*)::integer from person
      where workspace_id = ${workspaceId} and merged_into is null) as people,
    (select count(*)::integer from address a
      where a.workspace_id = ${workspaceId} and not a.is_valid
        and exists (select from person_address pa where pa.workspace_id = a.workspace_id
          and pa.address_id = a.id and pa.ended_at is null)) as "invalidAddresses",
    (select count(distinct pa.person_id)::integer from address a join person_address pa
      on pa.workspace_id = a.workspace_id and pa.address_id = a.id and pa.ended_at is null
      where a.workspace_id = ${workspaceId} and not a.is_valid) as "withInvalidAddress",
    (select count(*)::integer from organization where workspace_id = ${workspaceId})
      as organizations`.execute(tx)
  return rows[0]!
}

/** Owners listed at most; a firm has hundreds. */
const OWNERS_MAX = 5_000

/** Owners who have people, by name. */
export async function listOwners(
  tx: Tx,
  workspaceId: number,
): Promise<{ name: string; people: number }[]> {
  const { rows } = await sql<{ name: string; people: number }>`
    select o.name, count(*)::integer as people
    from person p join owner o on o.workspace_id = p.workspace_id and o.id = p.owner_id
    where p.workspace_id = ${workspaceId} and p.merged_into is null
    group by o.id, o.name order by lower(o.name), o.id limit ${OWNERS_MAX}`.execute(tx)
  return rows
}
