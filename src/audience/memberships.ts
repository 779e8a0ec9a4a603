import { sql } from 'kysely'
import type { By } from '../connections/index.ts'
import type { Connector } from '../connectors/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { notFound } from '../platform/refused.ts'
import { chooseMember, chooseRemoval } from './choose.ts'
import { createPush, type PushOf } from './push.ts'
import { planPush } from './steer.ts'

/** People whose memberships are shown at once at most. */
const PEOPLE_MAX = 500

/** One person's place on one list of an ESP. */
export interface Membership {
  personId: number
  name: string
  addressId: number
  address: string
  connectionId: number
  connectionName: string
  listId: number
  list: string
  /** The ESP's own word for what may be sent; null where it was not told. */
  permission: string | null
  since: string
}

export interface Memberships {
  people: { id: number; name: string; address: string | null }[]
  items: Membership[]
  /** True where there are more people than are shown. */
  isCut: boolean
}

/** Who is asked about: one person, or everybody of a company or household. */
export type MembersOf = { personId: number } | { organizationId: number }

/** All people asked about, with their lists at each ESP as they were last seen there. */
export async function membershipsOf(
  tx: Tx,
  workspaceId: number,
  of: MembersOf,
): Promise<Memberships> {
  const isOne = 'personId' in of
  const who = isOne
    ? sql`p.id = ${of.personId}`
    : sql`p.id in (select person_id from affiliation where workspace_id = ${workspaceId}
        and organization_id = ${of.organizationId})`
  const { rows: people } = await sql<Memberships['people'][number]>`
    select p.id, p.name, (select a.address from person_address u
      join address a on a.workspace_id = u.workspace_id and a.id = u.address_id
        and a.kind = 'email'
      where u.workspace_id = p.workspace_id and u.person_id = p.id and u.ended_at is null
      order by u.is_primary desc, u.started_at, a.id limit 1) as address
    from person p where p.workspace_id = ${workspaceId} and p.merged_into is null and ${who}
    order by lower(p.name), p.id limit ${PEOPLE_MAX + 1}`.execute(tx)
  if (isOne && people.length === 0) throw notFound('person', of.personId)
  const shown = people.slice(0, PEOPLE_MAX)
  const { rows: items } = await sql<Membership>`
    select p.id as "personId", p.name, a.id as "addressId", a.address,
      c.id as "connectionId", c.name as "connectionName", l.id as "listId", l.name as list,
      k.permission,
      to_char(m.first_seen_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as since
    from person p
    join person_address u on u.workspace_id = p.workspace_id and u.person_id = p.id
      and u.ended_at is null
    join address a on a.workspace_id = u.workspace_id and a.id = u.address_id
    join list_member m on m.workspace_id = a.workspace_id and m.address_id = a.id
      and m.gone_at is null
    join list l on l.workspace_id = m.workspace_id and l.id = m.list_id and l.gone_at is null
    join connection c on c.workspace_id = l.workspace_id and c.id = l.connection_id
      and c.deleted_at is null
    left join contact k on k.workspace_id = a.workspace_id and k.connection_id = c.id
      and k.address_id = a.id and k.gone_at is null
    where p.workspace_id = ${workspaceId}
      and p.id = any(${shown.map((one) => one.id)}::integer[])
    order by lower(p.name), p.id, lower(l.name), l.id, a.id`.execute(tx)
  return { people: shown, items, isCut: people.length > PEOPLE_MAX }
}

export interface MembershipChange {
  adds: { personId: number; listId: number }[]
  removals: { addressId: number; listId: number }[]
}

/**
 * Changes memberships one by one: a push for each connection, planned and begun at once, where
 * nothing holds it. Answers the pushes.
 */
export async function changeMemberships(
  tx: Tx,
  connectors: readonly Connector[],
  { change, by, now }: { change: MembershipChange; by: By; now: number },
): Promise<PushOf[]> {
  const listIds = [...change.adds, ...change.removals].map((one) => one.listId)
  const { rows } = await sql<{ id: number; connection_id: number }>`
    select id, connection_id from list where workspace_id = ${by.workspaceId}
      and id = any(${listIds}::integer[])`.execute(tx)
  const connectionOf = new Map(rows.map((row) => [row.id, row.connection_id]))
  for (const id of listIds) if (!connectionOf.has(id)) throw notFound('list', id)
  const pushes: PushOf[] = []
  for (const connectionId of [...new Set(connectionOf.values())].sort((a, b) => a - b)) {
    const begun = { connectionId, cause: 'memberships' as const, startsItself: true, by, now }
    const of = await createPush(tx, connectors, begun)
    const isHere = (one: { listId: number }) => connectionOf.get(one.listId) === connectionId
    for (const one of change.adds.filter(isHere)) await chooseMember(tx, of, one)
    for (const one of change.removals.filter(isHere)) await chooseRemoval(tx, of, one)
    await planPush(tx, { ...of, by, now })
    pushes.push(of)
  }
  return pushes
}
