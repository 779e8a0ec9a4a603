/** What a complete read would change: plans over what is held, each with its source. */
import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import { planOf, type Plan, type Source } from './plan.ts'

export interface AccountRead {
  id: number
  workspaceId: number
  connectionId: number
  kind: 'lists' | 'contacts'
  refused: number
}

/** A plan for one thing that is held: the account's lists, its contacts, or one list's members. */
export interface NamedPlan<Key> {
  /** As it is told to whoever decides: "lists", "contacts", the list's name. */
  name: string
  plan: Plan<Key>
  source: Source
}

/** Keys are external ids. */
export async function listsPlan(tx: Tx, read: AccountRead): Promise<NamedPlan<string>> {
  const held = await sql<{ key: string; value: string }>`
    select external_id as key, md5(concat_ws(chr(31), name, members_told)) as value from list
    where workspace_id = ${read.workspaceId} and connection_id = ${read.connectionId}
      and gone_at is null`.execute(tx)
  const wanted = await sql<{ key: string; value: string }>`
    select external_id as key, md5(concat_ws(chr(31), name, members_told)) as value
    from staged_list
    where workspace_id = ${read.workspaceId} and read_id = ${read.id}`.execute(tx)
  return { name: 'lists', plan: planOf(mapOf(held), mapOf(wanted)), source: sourceOf(read, null) }
}

/** A list that goes takes its members with it: how many of all there are. */
export async function membersGone(
  tx: Tx,
  read: AccountRead,
  listsGone: string[],
): Promise<{ held: number; wanted: number; removals: number }> {
  const { rows } = await sql<{ held: number; removals: number }>`
    select count(*)::integer as held,
      (count(*) filter (where l.external_id = any (${listsGone}::text[])))::integer as removals
    from list_member m
    join list l on l.workspace_id = m.workspace_id and l.id = m.list_id
    where m.workspace_id = ${read.workspaceId} and m.gone_at is null
      and l.connection_id = ${read.connectionId} and l.gone_at is null`.execute(tx)
  const { held, removals } = rows[0]!
  return { held, wanted: held - removals, removals }
}

/** Keys are ids of addresses. */
export async function contactsPlan(tx: Tx, read: AccountRead): Promise<NamedPlan<number>> {
  const held = await sql<{ key: number; value: string }>`
    select address_id as key, ${fingerprint()} as value from contact
    where workspace_id = ${read.workspaceId} and connection_id = ${read.connectionId}
      and gone_at is null`.execute(tx)
  const wanted = await sql<{ key: number; value: string }>`
    select address_id as key, ${fingerprint()} as value from staged_contact
    where workspace_id = ${read.workspaceId} and read_id = ${read.id}`.execute(tx)
  const plan = planOf(mapOf(held), mapOf(wanted))
  return { name: 'contacts', plan, source: sourceOf(read, null) }
}

/** One plan a list, by its id. Keys are ids of addresses. */
export async function membersPlans(
  tx: Tx,
  read: AccountRead,
): Promise<Map<number, NamedPlan<number>>> {
  const { rows } = await sql<{
    id: number
    name: string
    told: number | null
    held: number[] | null
    wanted: number[] | null
  }>`
    select l.id, l.name, l.members_told as told, h.held, w.wanted
    from list l
    left join (
      select list_id, array_agg(address_id) as held from list_member
      where workspace_id = ${read.workspaceId} and gone_at is null group by list_id
    ) h on h.list_id = l.id
    left join (
      select u.list_key, array_agg(distinct s.address_id) as wanted
      from staged_contact s cross join unnest(s.lists) as u (list_key)
      where s.workspace_id = ${read.workspaceId} and s.read_id = ${read.id} group by u.list_key
    ) w on w.list_key = l.external_id
    where l.workspace_id = ${read.workspaceId} and l.connection_id = ${read.connectionId}
      and l.gone_at is null
    order by l.id`.execute(tx)
  return new Map(
    rows.map(({ id, name, told, held, wanted }) => [
      id,
      {
        name,
        plan: planOf(present(held), present(wanted)),
        source: sourceOf(read, told),
      },
    ]),
  )
}

function fingerprint() {
  return sql`md5(concat_ws(chr(31), external_id, first_name, last_name, job_title, company,
    permission, details))`
}

function mapOf<Key>(found: { rows: { key: Key; value: string }[] }): Map<Key, string> {
  return new Map(found.rows.map(({ key, value }) => [key, value]))
}

function present(ids: number[] | null): Map<number, true> {
  return new Map((ids ?? []).map((id) => [id, true]))
}

function sourceOf(read: AccountRead, told: number | null): Source {
  return { state: 'complete', refused: read.refused, told }
}
