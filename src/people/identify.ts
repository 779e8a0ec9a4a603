import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import { erasedOf } from './erased.ts'
import type { KnownAddresses } from './known-addresses.ts'
import { shareIdentity } from './lock.ts'

/** Persons' names are cut to this; the import refuses longer ones, a vendor cannot be asked to. */
export const NAME_CHARS_MAX = 300

export interface AddressMet {
  /** As the vendor spells it. */
  address: string
  name?: { first?: string; last?: string }
}

/**
 * The ids of addresses by their canonical form (parseEmail). An unknown one is written down
 * together with a person of origin 'esp', named as the vendor names them, so an address always has
 * a person; one that was erased is counted under its pseudonym, and makes none. Known addresses,
 * which are nearly all, cost one read-only statement and are noted for the run; new ones four more,
 * however many there are. Safe beside others doing the same and
 * beside an import.
 */
export async function identifyAddresses(
  tx: Tx,
  workspaceId: number,
  met: ReadonlyMap<string, AddressMet>,
  noted?: KnownAddresses,
): Promise<Map<string, number>> {
  // In the order of the unique index: neighbours are found at half the price of scattered ones, and
  // everybody who writes does it in this order, so that no two wait for each other.
  const canonicals = [...met.keys()].sort()
  const ids = await knownIds(tx, workspaceId, canonicals)
  if (noted !== undefined) for (const [canonical, id] of ids) noted.add(canonical, id)
  if (ids.size === met.size) return ids

  await shareIdentity(tx, workspaceId)
  for (const [canonical, one] of await erasedOf(tx, unknownOf(canonicals, ids))) {
    ids.set(canonical, one.addressId)
  }
  const missing = unknownOf(canonicals, ids)
  if (missing.length === 0) return ids
  await meet(
    tx,
    workspaceId,
    missing.map((canonical) => ({ canonical, ...met.get(canonical)! })),
  )
  for (const [canonical, id] of await knownIds(tx, workspaceId, missing)) ids.set(canonical, id)
  if (ids.size !== met.size) throw new Error('An address was neither found nor made.')
  return ids
}

function unknownOf(canonicals: string[], ids: ReadonlyMap<string, number>): string[] {
  return canonicals.filter((canonical) => !ids.has(canonical))
}

/**
 * One row, one array: handing over twenty thousand rows costs more than finding them. Each is
 * looked up by itself (offset 0 keeps it so): a join would read all the firm's addresses each time.
 */
async function knownIds(tx: Tx, workspaceId: number, canonicals: string[]) {
  const ids = new Map<string, number>()
  if (canonicals.length === 0) return ids
  const { rows } = await sql<{ ids: (number | null)[] }>`
    select array_agg(a.id order by met.place) as ids
    from unnest(${canonicals}::text[]) with ordinality as met (canonical, place)
    left join lateral (
      select id from address
      where workspace_id = ${workspaceId} and kind = 'email' and canonical = met.canonical
      offset 0
    ) a on true`.execute(tx)
  rows[0]!.ids.forEach((id, place) => {
    if (id !== null) ids.set(canonicals[place]!, id)
  })
  return ids
}

/** Writes addresses with a person each. One that somebody else wrote meanwhile is left alone. */
async function meet(
  tx: Tx,
  workspaceId: number,
  addresses: (AddressMet & { canonical: string })[],
): Promise<void> {
  const spelled = addresses.map((one) => one.address.trim())
  const first = addresses.map((one) => plain(one.name?.first))
  const last = addresses.map((one) => plain(one.name?.last))
  const names = addresses.map((_, place) => {
    const name = `${first[place]} ${last[place]}`.trim()
    return (name === '' ? spelled[place]! : name).slice(0, NAME_CHARS_MAX)
  })
  await sql`
    with met as (
      select * from unnest(${addresses.map((one) => one.canonical)}::text[], ${spelled}::text[],
        ${names}::text[], ${first}::text[], ${last}::text[])
        as m (canonical, address, name, first_name, last_name)
    ),
    written as (
      insert into address (workspace_id, kind, address, canonical)
      select ${workspaceId}, 'email', address, canonical from met
      on conflict do nothing
      returning id, canonical
    ),
    -- The ids are drawn here because an insert does not say which row got which.
    numbered as materialized (
      select nextval(pg_get_serial_sequence('person', 'id'))::integer as person_id,
        written.id as address_id, met.name, met.first_name, met.last_name
      from written join met using (canonical)
    ),
    made as (
      insert into person (id, workspace_id, origin, name, first_name, last_name)
      overriding system value
      select person_id, ${workspaceId}, 'esp', name, first_name, last_name from numbered
    )
    insert into person_address (workspace_id, person_id, address_id, is_primary)
    select ${workspaceId}, person_id, address_id, true from numbered`.execute(tx)
}

/** A vendor's text as a column takes it: one line, no NUL, no half of a character. */
function plain(text: string | undefined): string {
  return (text ?? '')
    .replace(/[\p{Cc}\p{Cs}\s]+/gu, ' ')
    .trim()
    .slice(0, NAME_CHARS_MAX)
}
