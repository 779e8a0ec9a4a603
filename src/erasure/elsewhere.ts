import { sql } from 'kysely'
import type { Homing } from '../homing.ts'
import type { Tx } from '../platform/database/index.ts'

/** What becomes of somebody's contact at a system, before anybody decides. */
export interface WouldErase {
  connection: string
  contacts: number
  /** False: it has to be done there by hand. */
  isAsked: boolean
  /** What the system does, and what is left to do, for people. */
  rule: string
}

/** The same once an erasure was asked for; of whom it was is not told. */
export interface ErasedElsewhere {
  connection: string
  contacts: number
  state: 'waiting' | 'done' | 'by_hand' | 'failed'
  outcome: string
}

/** What would be asked of the systems that know these addresses. */
export async function wouldErase(
  tx: Tx,
  { connectors }: Pick<Homing, 'connectors'>,
  of: { workspaceId: number; addressIds: readonly number[] },
): Promise<WouldErase[]> {
  const { rows } = await sql<{ name: string; connector: string; contacts: number }>`
    select c.name, c.connector, count(*)::integer as contacts
    from contact k
    join connection c on c.workspace_id = k.workspace_id and c.id = k.connection_id
    where k.workspace_id = ${of.workspaceId} and k.gone_at is null and c.deleted_at is null
      and k.address_id = any (${of.addressIds}::integer[])
    group by c.id, c.name, c.connector order by c.name, c.id`.execute(tx)
  return rows.map(({ name, connector, contacts }) => {
    const vendor = connectors.find((one) => one.id === connector)
    const isAsked = vendor?.consent?.erase !== undefined
    const byHand = `Homing cannot delete a contact at ${vendor?.title ?? connector}.`
    const told = isAsked ? (vendor?.consent?.rules.erase ?? '') : `${byHand} ${BY_HAND}`
    return { connection: name, contacts, isAsked, rule: told }
  })
}

const BY_HAND = 'Find the contact there before you go on, and delete it by hand.'

/** What became of it, by erasure. */
export async function erasedElsewhere(
  tx: Tx,
  erasureIds: readonly number[],
): Promise<Map<number, ErasedElsewhere[]>> {
  const { rows } = await sql<ErasedElsewhere & { erasureId: number }>`
    select k.erasure_id as "erasureId", c.name as connection, count(*)::integer as contacts,
      case when bool_or(w.status = 'failed') then 'failed'
        when bool_or(w.status = 'waiting') then 'waiting'
        when bool_or(w.id is null or w.status = 'not_permitted') then 'by_hand'
        else 'done' end as state,
      coalesce(max(w.outcome), '') as outcome
    from erased_address k
    join lateral (
      select connection_id from contact n
      where n.workspace_id = k.workspace_id and n.address_id = k.address_id
      union
      select connection_id from write_back b
      where b.workspace_id = k.workspace_id and b.address_id = k.address_id and b.kind = 'erase'
    ) n on true
    join connection c on c.workspace_id = k.workspace_id and c.id = n.connection_id
      and c.deleted_at is null
    left join write_back w on w.workspace_id = k.workspace_id
      and w.connection_id = n.connection_id and w.address_id = k.address_id and w.kind = 'erase'
    where k.workspace_id = homing_workspace() and k.erasure_id = any (${erasureIds}::integer[])
    group by k.erasure_id, c.id, c.name order by c.name, c.id`.execute(tx)
  const by = new Map<number, ErasedElsewhere[]>()
  for (const { erasureId, ...one } of rows) by.set(erasureId, [...(by.get(erasureId) ?? []), one])
  return by
}
