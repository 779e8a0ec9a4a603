import { sql } from 'kysely'
import { holdUsers } from '../people/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { carryOptOuts } from './correct-address.ts'

/** Addresses that one portion looks at; each opt-out it finds is carried by some statements. */
const PORTION = 500
/** The clocks of a database and of a process may differ so much. */
const CLOCKS = '1 hour'

/** Whose use of an address had ended when an opt-out of it became known. */
interface Former {
  personId: number
  addressId: number
  endedAt: number
  /** Other addresses of the kind that the person uses. */
  current: number[]
  isOthers: boolean
}

export interface LateBy {
  workspaceId: number
  /** The system that told them: they are carried in its name. */
  connectionId: number
  /** Epoch milliseconds. */
  now: number
}

/**
 * Opt-outs that became known of addresses somebody had used, and uses no more: news comes late, and
 * an old mail keeps its link. What was said before the use ended is the person's, as if it had been
 * known then; so is what was said since, where nobody uses the address now. To be called under
 * holdUsers, and after they were written.
 */
export async function carryLateOptOuts(
  tx: Tx,
  { workspaceId, connectionId, now }: LateBy,
  addressIds: readonly number[],
): Promise<void> {
  const former = await formerUsers(tx, workspaceId, addressIds)
  if (former.length === 0) return
  const actor = await nameOf(tx, workspaceId, connectionId)
  for (const { personId, addressId, current, ...late } of former) {
    await carryOptOuts(tx, { workspaceId, personId, addressId, actor, now }, current, late)
  }
}

async function nameOf(tx: Tx, workspaceId: number, connectionId: number): Promise<string> {
  const { name } = await tx
    .selectFrom('connection')
    .select('name')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', connectionId)
    .executeTakeFirstOrThrow()
  return name
}

/** What one portion of carryKnownLate came to. */
export interface CarriedPortion {
  /** Addresses it looked at, and those of them whose opt-outs were carried. */
  looked: number
  carried: number
  /** The last address; null where none is left. */
  place: number | null
}

/**
 * The same, of the next addresses behind a place, for what came late when nobody carried it yet:
 * whoever walks through all of them has carried everything once. Carried twice it changes nothing.
 */
export async function carryKnownLate(
  tx: Tx,
  { workspaceId, now }: Omit<LateBy, 'connectionId'>,
  place: number,
): Promise<CarriedPortion> {
  const { rows } = await sql<{ id: number; connectionId: number | null }>`
    select e.id, (
      select f.connection_id from person_address u
      join consent_fact f on f.workspace_id = u.workspace_id and f.address_id = u.address_id
      where u.workspace_id = ${workspaceId} and u.address_id = e.id and not f.opted_in
        and f.source in ('esp', 'crm') and f.recorded_at > u.ended_at - ${CLOCKS}::interval
      order by f.id desc limit 1) as "connectionId"
    from (
      select distinct address_id as id from person_address
      where workspace_id = ${workspaceId} and address_id > ${place} and ended_at is not null
      order by 1 limit ${PORTION}
    ) e
    order by e.id`.execute(tx)
  const late = rows.filter((row) => row.connectionId !== null)
  const ids = (of: typeof rows) => of.map(({ id }) => id)
  await holdUsers(tx, workspaceId, ids(late))
  for (const connectionId of new Set(late.map((row) => row.connectionId!))) {
    const told = late.filter((row) => row.connectionId === connectionId)
    await carryLateOptOuts(tx, { workspaceId, connectionId, now }, ids(told))
  }
  return {
    looked: rows.length,
    carried: late.length,
    place: rows.length < PORTION ? null : rows.at(-1)!.id,
  }
}

async function formerUsers(tx: Tx, workspaceId: number, addressIds: readonly number[]) {
  const { rows } = await sql<Former>`
    select u.person_id as "personId", u.address_id as "addressId",
      (extract(epoch from u.ended_at) * 1000)::float8 as "endedAt",
      array(select o.address_id from person_address o
        join address b on b.workspace_id = o.workspace_id and b.id = o.address_id
        where o.workspace_id = u.workspace_id and o.person_id = u.person_id
          and o.ended_at is null and b.kind = a.kind order by o.address_id) as current,
      exists (select from person_address o
        where o.workspace_id = u.workspace_id and o.address_id = u.address_id
          and o.ended_at is null) as "isOthers"
    from unnest(${addressIds}::integer[]) as one (address_id)
    cross join lateral (
      select u.* from person_address u
      where u.workspace_id = ${workspaceId} and u.address_id = one.address_id
        and u.ended_at is not null
      offset 0
    ) u
    cross join lateral (
      select a.kind from address a
      where a.workspace_id = u.workspace_id and a.id = u.address_id
      offset 0
    ) a
    order by u.address_id, u.person_id`.execute(tx)
  return rows
}
