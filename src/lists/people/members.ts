import { sql, type RawBuilder } from 'kysely'
import { actorName, audit } from '../../accounts/index.ts'
import { parseEmail, personRows, type PersonRow } from '../../people/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { Refused } from '../../platform/refused.ts'
import type { Segment } from '../segments/index.ts'
import type { ListChange } from './change.ts'
import { personsOf } from './compile.ts'
import { personListById, personsOfList, type PersonList } from './lists.ts'
import { SET_MS_MAX, withPatience } from './patience.ts'
import { refuseUnknownNames } from './refer.ts'
import { membersOf, type Asking } from './sets.ts'

/** Persons, or addresses, named one by one in one go. */
export const NAMED_MAX = 1_000

export interface Member extends PersonRow {
  /** Null of a segment, where nobody put anyone. */
  addedAt: Date | null
  addedBy: string | null
}

/** A page of the people of a list, in the order they came to be known. after: the last one's id. */
export async function listMembers(
  tx: Tx,
  asking: Asking,
  listId: number,
  { after, limit }: { after?: string; limit: number },
): Promise<{ items: Member[]; next: string | null }> {
  if (after !== undefined && !/^\d{1,9}$/.test(after)) {
    throw new Refused(400, 'after is not the next of an earlier page.', { field: 'after' })
  }
  const persons = await personsOfList(tx, asking, listId)
  const { rows } = await withPatience(tx, SET_MS_MAX, () =>
    sql<{ id: number; addedAt: Date | null; addedBy: string | null }>`
      with page as materialized (
        select s.person_id from (${persons}) s
        where s.person_id > ${Number(after ?? 0)}::integer order by s.person_id limit ${limit + 1}
      )
      select p.person_id as id, m.added_at as "addedAt", m.added_by as "addedBy"
      from page p left join lateral (
        select m.added_at, m.added_by from person x
        join person_list_member m on m.workspace_id = x.workspace_id and m.person_id = x.id
          and m.person_list_id = ${listId}
        where x.workspace_id = ${asking.workspaceId}
          and (x.id = p.person_id or x.merged_into = p.person_id)
        order by m.added_at limit 1
      ) m on true
      order by p.person_id`.execute(tx),
  )
  const page = rows.slice(0, limit)
  const shown = await personRows(
    tx,
    asking.workspaceId,
    page.map((row) => row.id),
  )
  const items = page.flatMap(({ id, ...added }) => {
    const row = shown.get(id)
    return row === undefined ? [] : [{ ...row, ...added }]
  })
  return { items, next: rows.length > limit ? String(page.at(-1)!.id) : null }
}

/** Who is meant: some by id or by address, NAMED_MAX at most, or everybody in a segment. */
export type Who =
  { personIds: readonly number[] } | { addresses: readonly string[] } | { definition: Segment }

export interface Added {
  added: number
  /** Were on it before. */
  already: number
  /** Addresses nobody uses, as they were given. */
  unknown: string[]
}

/** Puts people on a list; who is on it stays. Refuses a segment. */
export async function addMembers(
  tx: Tx,
  change: ListChange,
  listId: number,
  who: Who,
): Promise<Added> {
  const list = await heldList(tx, change, listId)
  const { persons, unknown } = await meant(tx, change, who)
  const { workspaceId, now } = change
  const { rows } = await withPatience(tx, SET_MS_MAX, () =>
    sql<{ named: number; added: number }>`
      with named as materialized (${persons}),
      added as (
        insert into person_list_member (workspace_id, person_list_id, person_id, added_at, added_by)
        select ${workspaceId}, ${listId}, n.person_id, ${new Date(now)}, ${actorName(change.actor)}
        from named n
        where n.person_id not in (${membersOf([listId], workspaceId)})
        on conflict do nothing returning 1
      )
      select (select count(*)::integer from named) as named,
        (select count(*)::integer from added) as added`.execute(tx),
  )
  const { named, added } = rows[0]!
  if (added > 0) {
    await tell(tx, change, list, {
      action: 'add_to_list',
      sentence: `Added ${people(added)} to “${list.name}”.`,
      detail: { added },
    })
  }
  return { added, already: named - added, unknown }
}

/** Takes people off a list, and whoever was merged into them; answers how many were on it. */
export async function removeMembers(
  tx: Tx,
  change: ListChange,
  listId: number,
  who: Who,
): Promise<{ removed: number }> {
  const list = await heldList(tx, change, listId)
  const { persons } = await meant(tx, change, who)
  const { workspaceId } = change
  const { rows } = await withPatience(tx, SET_MS_MAX, () =>
    sql<{ removed: number }>`
      with gone as (
        delete from person_list_member m using person x
        where m.workspace_id = ${workspaceId} and m.person_list_id = ${listId}
          and x.workspace_id = m.workspace_id and x.id = m.person_id
          and coalesce(x.merged_into, x.id) in (${persons})
        returning coalesce(x.merged_into, x.id) as person_id
      )
      select count(distinct person_id)::integer as removed from gone`.execute(tx),
  )
  const { removed } = rows[0]!
  if (removed > 0) {
    await tell(tx, change, list, {
      action: 'remove_from_list',
      sentence: `Removed ${people(removed)} from “${list.name}”.`,
      detail: { removed },
    })
  }
  return { removed }
}

async function heldList(tx: Tx, { workspaceId }: ListChange, listId: number): Promise<PersonList> {
  const list = await personListById(tx, workspaceId, listId)
  if (list.kind !== 'segment') return list
  throw new Refused(409, `“${list.name}” is a segment: nobody is put on it.`, {
    remedy: 'Change its conditions, or make a list of whoever is in it now.',
  })
}

/** Those who are meant, each once, whoever stands for them. */
async function meant(
  tx: Tx,
  { workspaceId, now }: ListChange,
  who: Who,
): Promise<{ persons: RawBuilder<unknown>; unknown: string[] }> {
  if ('definition' in who) {
    await refuseUnknownNames(tx, workspaceId, who.definition, 'definition')
    return { persons: personsOf(who.definition, { workspaceId, now }), unknown: [] }
  }
  if ('personIds' in who) {
    const persons = sql`select distinct coalesce(x.merged_into, x.id) as person_id from person x
      where x.workspace_id = ${workspaceId} and x.id = any(${[...who.personIds]}::integer[])`
    return { persons, unknown: [] }
  }
  return usersOf(tx, workspaceId, who.addresses)
}

async function usersOf(tx: Tx, workspaceId: number, addresses: readonly string[]) {
  const read = addresses.map((given) => ({ given, parsed: parseEmail(given) }))
  const canonicals = read.flatMap(({ parsed }) => (parsed.ok ? [parsed.canonical] : []))
  const users = sql`
    from address a join person_address pa on pa.workspace_id = a.workspace_id
      and pa.address_id = a.id and pa.ended_at is null
    where a.workspace_id = ${workspaceId} and a.kind = 'email'
      and a.canonical = any(${canonicals}::text[])`
  const { rows } = await sql<{ canonical: string }>`
    select distinct a.canonical ${users}`.execute(tx)
  const known = new Set(rows.map((row) => row.canonical))
  const isUnknown = ({ parsed }: (typeof read)[number]) =>
    !parsed.ok || !known.has(parsed.canonical)
  return {
    persons: sql`select distinct pa.person_id ${users}`,
    unknown: read.filter(isUnknown).map(({ given }) => given),
  }
}

async function tell(
  tx: Tx,
  { actor, now }: ListChange,
  list: PersonList,
  what: { action: string; sentence: string; detail: Record<string, unknown> },
): Promise<void> {
  await audit(tx, { actor, ...what, subject: 'person_list', subjectId: list.id, at: now })
}

function people(count: number): string {
  return count === 1 ? 'one person' : `${count} people`
}
