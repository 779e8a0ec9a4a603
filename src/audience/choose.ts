import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import { notFound, Refused } from '../platform/refused.ts'
import { findDraft, ITEMS_MAX, type PushOf } from './push.ts'

/**
 * Chooses persons for a list: persons yields one column of person ids, from the people's filters, a
 * list or a segment, and is read once, in the database. Who is in the push already stays as chosen.
 * Answers how many came in.
 */
export async function choosePersons(
  tx: Tx,
  of: PushOf,
  { listId, persons }: { listId: number; persons: RawBuilder<unknown> },
): Promise<number> {
  const { workspaceId, pushId } = of
  await findTarget(tx, of, listId)
  const { rows } = await sql<{ chosen: number }>`
    with chosen (person_id) as materialized (${persons}), made as (
      insert into push_item (workspace_id, push_id, list_id, person_id, verb)
      select distinct ${workspaceId}::integer, ${pushId}::integer, ${listId}::integer, p.id, 'add'
      from chosen c
      join person p on p.workspace_id = ${workspaceId} and p.id = c.person_id
        and p.merged_into is null
      where not exists (select from push_item i where i.workspace_id = ${workspaceId}
        and i.push_id = ${pushId} and i.person_id = p.id and i.verb = 'add')
      limit ${ITEMS_MAX + 1}
      returning 1
    ) select count(*)::integer as chosen from made`.execute(tx)
  await refuseTooMany(tx, of)
  return rows[0]!.chosen
}

/** One person for one list more, whatever else the person was chosen for. */
export async function chooseMember(
  tx: Tx,
  of: PushOf,
  { listId, personId }: { listId: number; personId: number },
): Promise<void> {
  await findTarget(tx, of, listId)
  const { rows } = await sql`
    select from person where workspace_id = ${of.workspaceId} and id = ${personId}
      and merged_into is null`.execute(tx)
  if (rows.length === 0) throw notFound('person', personId)
  await sql`
    insert into push_item (workspace_id, push_id, list_id, person_id, verb)
    values (${of.workspaceId}, ${of.pushId}, ${listId}, ${personId}, 'add')
    on conflict do nothing`.execute(tx)
}

/** Chooses a member to be taken off: the address as it is on the list. */
export async function chooseRemoval(
  tx: Tx,
  of: PushOf,
  { listId, addressId }: { listId: number; addressId: number },
): Promise<void> {
  await findTarget(tx, of, listId)
  const { rows } = await sql<{ person_id: number | null }>`
    select (select u.person_id from person_address u where u.workspace_id = a.workspace_id
      and u.address_id = a.id and u.ended_at is null
      order by u.is_primary desc, u.person_id limit 1) as person_id
    from address a where a.workspace_id = ${of.workspaceId} and a.id = ${addressId}`.execute(tx)
  if (rows[0] === undefined) throw notFound('address', addressId)
  await sql`
    insert into push_item (workspace_id, push_id, list_id, person_id, address_id, verb)
    values (${of.workspaceId}, ${of.pushId}, ${listId}, ${rows[0].person_id}, ${addressId},
      'remove')
    on conflict do nothing`.execute(tx)
}

/** Takes persons out of the choice; answers how many. */
export async function dropPersons(
  tx: Tx,
  of: PushOf,
  persons: RawBuilder<unknown>,
): Promise<number> {
  await findDraft(tx, of)
  const { rows } = await sql`
    delete from push_item where workspace_id = ${of.workspaceId} and push_id = ${of.pushId}
      and verb = 'add' and person_id in (${persons})
    returning 1`.execute(tx)
  return rows.length
}

/** Chooses another list for persons who are in the push; answers how many. */
export async function retarget(
  tx: Tx,
  of: PushOf,
  { listId, persons }: { listId: number; persons: RawBuilder<unknown> },
): Promise<number> {
  await findTarget(tx, of, listId)
  const { rows } = await sql`
    update push_item i set list_id = ${listId}
    where i.workspace_id = ${of.workspaceId} and i.push_id = ${of.pushId} and i.verb = 'add'
      and i.list_id <> ${listId} and i.person_id in (${persons})
      and not exists (select from push_item o where o.workspace_id = i.workspace_id
        and o.push_id = i.push_id and o.person_id = i.person_id and o.list_id = ${listId}
        and o.verb = 'add')
    returning 1`.execute(tx)
  return rows.length
}

/** Persons by their ids, as a source. */
export function personsOf(ids: readonly number[]): RawBuilder<unknown> {
  return sql`select unnest(${[...new Set(ids)]}::integer[])`
}

/** The list must be there, of the push's connection, and the push still a draft. */
async function findTarget(tx: Tx, of: PushOf, listId: number): Promise<void> {
  const { connectionId } = await findDraft(tx, of)
  const { rows } = await sql<{ connection_id: number; gone: boolean }>`
    select connection_id, gone_at is not null as gone from list
    where workspace_id = ${of.workspaceId} and id = ${listId}`.execute(tx)
  if (rows[0] === undefined) throw notFound('list', listId)
  if (rows[0].connection_id !== connectionId) {
    throw new Refused(422, 'This list belongs to another connection.', { field: 'listId' })
  }
  if (rows[0].gone) {
    throw new Refused(409, 'This list is gone at the service.', { field: 'listId' })
  }
}

async function refuseTooMany(tx: Tx, { workspaceId, pushId }: PushOf): Promise<void> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from push_item
    where workspace_id = ${workspaceId} and push_id = ${pushId}`.execute(tx)
  if (rows[0]!.count <= ITEMS_MAX) return
  throw new Refused(422, `A push has ${ITEMS_MAX} people at most.`, {
    remedy: 'Choose fewer with the filters, and push the others afterwards.',
  })
}
