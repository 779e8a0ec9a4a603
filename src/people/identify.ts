import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import { canonicalOfName, kindOfName, nameOfAddress, type AddressKind } from './address-name.ts'
import { parseEmail } from './email.ts'
import { erasedOf } from './erased.ts'
import { shareIdentity } from './lock.ts'

/** Persons' names are cut to this; the import refuses longer ones, a vendor cannot be asked to. */
export const NAME_CHARS_MAX = 300

export interface AddressMet {
  /** As the vendor spells it. */
  address: string
  name?: { first?: string; last?: string }
  /** Of a fax number: the e-mail address of whoever it belongs to, where the vendor tells it. */
  beside?: string
}

/**
 * The ids of addresses by their canonical form (parseAddress); unknown ones are made, and one that
 * was erased is counted under its pseudonym. The known ones, which are nearly all, cost one
 * read-only statement.
 */
export async function identifyAddresses(
  tx: Tx,
  workspaceId: number,
  met: ReadonlyMap<string, AddressMet>,
): Promise<Map<string, number>> {
  const ids = await findAddresses(tx, workspaceId, met.keys())
  if (ids.size === met.size) return ids
  const strangers = new Map([...met].filter(([canonical]) => !ids.has(canonical)))
  for (const [canonical, id] of await meetAddresses(tx, workspaceId, strangers)) {
    ids.set(canonical, id)
  }
  return ids
}

/**
 * The ids of those addresses, 0 where there is none: in their own order, which is best the order of
 * the unique index, for neighbours are found at half the price of scattered ones. One text goes
 * over and one comes back: twenty thousand values of an array cost more than finding them. Each is
 * looked up by itself (offset 0 keeps it so): a join would read all the firm's addresses each time.
 */
export async function addressIdsOf(
  tx: Tx,
  workspaceId: number,
  canonicals: readonly string[],
): Promise<number[]> {
  const faxes = canonicals.filter((name) => kindOfName(name) === 'fax')
  if (faxes.length === 0) return idsOfKind(tx, workspaceId, 'email', canonicals)
  const mails = canonicals.filter((name) => kindOfName(name) === 'email')
  const mailIds = await idsOfKind(tx, workspaceId, 'email', mails)
  const faxIds = await idsOfKind(tx, workspaceId, 'fax', faxes.map(canonicalOfName))
  let [mail, fax] = [0, 0]
  return canonicals.map((name) => (kindOfName(name) === 'fax' ? faxIds[fax++]! : mailIds[mail++]!))
}

async function idsOfKind(
  tx: Tx,
  workspaceId: number,
  kind: AddressKind,
  canonicals: readonly string[],
): Promise<number[]> {
  if (canonicals.length === 0) return []
  const { rows } = await sql<{ ids: string }>`
    select string_agg(coalesce(a.id, 0)::text, ',' order by met.place) as ids
    from string_to_table(${canonicals.join('\n')}, E'\n') with ordinality as met (canonical, place)
    left join lateral (
      select id from address
      where workspace_id = ${workspaceId} and kind = ${kind} and canonical = met.canonical
      offset 0
    ) a on true`.execute(tx)
  return rows[0]!.ids.split(',').map(Number)
}

/**
 * All e-mail addresses of the workspace by canonical form, at a tenth of what looking each up
 * costs; null where they are more than atMost.
 */
export async function allAddresses(
  tx: Tx,
  workspaceId: number,
  atMost: number,
): Promise<Map<string, number> | null> {
  const { rows } = await sql<{ count: number; ids: string | null; canonicals: string | null }>`
    with everybody as materialized (
      select id, canonical from address
      where workspace_id = ${workspaceId} and kind = 'email'
      limit ${atMost + 1}
    ), counted as (select count(*)::integer as count from everybody)
    select counted.count, told.* from counted left join lateral (
      select string_agg(id::text, ',') as ids, string_agg(canonical, E'\\n') as canonicals
      from everybody where counted.count <= ${atMost}
    ) told on true`.execute(tx)
  const { count, ids, canonicals } = rows[0]!
  if (count > atMost) return null
  const names = canonicals?.split('\n') ?? []
  const numbers = ids?.split(',') ?? []
  const all = new Map<string, number>()
  for (let place = 0; place < names.length; place++) {
    all.set(names[place]!, Number(numbers[place]))
  }
  return all
}

/** The same by canonical form, in any order; those that are not known are not there. */
export async function findAddresses(
  tx: Tx,
  workspaceId: number,
  addresses: Iterable<string>,
): Promise<Map<string, number>> {
  const canonicals = [...addresses].sort()
  const ids = await addressIdsOf(tx, workspaceId, canonicals)
  const known = new Map<string, number>()
  ids.forEach((id, place) => {
    if (id !== 0) known.set(canonicals[place]!, id)
  })
  return known
}

/**
 * Writes down addresses that were not found, each together with a person of origin 'esp', named as
 * the vendor names them, so an address always has a person; a fax number beside an e-mail address
 * is of whoever uses that. Answers their ids by canonical form, those beside among them. One that
 * was erased is answered by its pseudonym's id, and makes no person; a number beside it, too. Safe
 * beside others doing the same and beside an import: what somebody else wrote meanwhile is left
 * alone and found.
 */
export async function meetAddresses(
  tx: Tx,
  workspaceId: number,
  strangers: ReadonlyMap<string, AddressMet>,
): Promise<Map<string, number>> {
  if (strangers.size === 0) return new Map()
  await shareIdentity(tx, workspaceId)
  const met = withThoseBeside(strangers)
  const erased = await erasedOf(tx, met.keys())
  const ids = new Map([...erased].map(([canonical, { addressId }]) => [canonical, addressId]))
  for (const [canonical, { beside }] of met) {
    const gone = beside === undefined ? undefined : erased.get(beside)
    if (gone !== undefined) ids.set(canonical, gone.addressId)
  }
  // Everybody writes in this order, so that no two wait for each other.
  const canonicals = [...met.keys()].filter((canonical) => !ids.has(canonical)).sort()
  for (const kind of ['email', 'fax'] as const) {
    const names = canonicals.filter((name) => kindOfName(name) === kind)
    if (names.length === 0) continue
    const rows = names.map((canonical) => {
      const { beside, ...one } = met.get(canonical)!
      return { ...one, canonical, besideId: beside === undefined ? 0 : ids.get(beside)! }
    })
    for (const [name, id] of await write(tx, workspaceId, kind, rows)) ids.set(name, id)
    const others = names.filter((name) => !ids.has(name))
    for (const [name, id] of await findAddresses(tx, workspaceId, others)) ids.set(name, id)
  }
  if (ids.size !== met.size) throw new Error('An address was neither found nor made.')
  return ids
}

/** These and the e-mail addresses beside them; beside is then a canonical form. */
function withThoseBeside(strangers: ReadonlyMap<string, AddressMet>): Map<string, AddressMet> {
  const met = new Map<string, AddressMet>()
  for (const [canonical, { beside, ...one }] of strangers) {
    const mail = beside === undefined ? undefined : parseEmail(beside)
    const isBeside = mail?.ok === true && kindOfName(canonical) === 'fax'
    met.set(canonical, { ...one, ...(isBeside && { beside: mail.canonical }) })
    if (!isBeside || strangers.has(mail.canonical)) continue
    met.set(mail.canonical, { address: mail.address, ...(one.name && { name: one.name }) })
  }
  return met
}

/**
 * Writes addresses with a person each, or as those of whoever uses the address beside (besideId; 0:
 * none), and answers the ids of those that nobody else wrote.
 */
async function write(
  tx: Tx,
  workspaceId: number,
  kind: AddressKind,
  addresses: (Omit<AddressMet, 'beside'> & { canonical: string; besideId: number })[],
): Promise<Map<string, number>> {
  const canonicals = addresses.map((one) => canonicalOfName(one.canonical))
  const spelled = addresses.map((one) => one.address.trim())
  const first = addresses.map((one) => plain(one.name?.first))
  const last = addresses.map((one) => plain(one.name?.last))
  const names = addresses.map((_, place) => {
    const name = `${first[place]} ${last[place]}`.trim()
    return (name === '' ? spelled[place]! : name).slice(0, NAME_CHARS_MAX)
  })
  const shared = await usersBeside(tx, workspaceId, addresses)
  const { rows } = await sql<{ id: number; canonical: string }>`
    with met as (
      select * from unnest(${canonicals}::text[], ${spelled}::text[],
        ${names}::text[], ${first}::text[], ${last}::text[])
        as m (canonical, address, name, first_name, last_name)
    ),
    written as (
      insert into address (workspace_id, kind, address, canonical)
      select ${workspaceId}, ${kind}, address, canonical from met
      on conflict do nothing
      returning id, canonical
    ),
    theirs as materialized (
      select t.person_id, written.id as address_id
      from unnest(${shared.map((one) => one.canonical)}::text[],
        ${shared.map((one) => one.personId)}::integer[]) as t (canonical, person_id)
      join written using (canonical)
    ),
    -- The ids are drawn here because an insert does not say which row got which.
    numbered as materialized (
      select nextval(pg_get_serial_sequence('person', 'id'))::integer as person_id,
        written.id as address_id, canonical, met.name, met.first_name, met.last_name
      from written join met using (canonical)
      where not exists (select from theirs t where t.address_id = written.id)
    ),
    made as (
      insert into person (id, workspace_id, origin, name, first_name, last_name)
      overriding system value
      select person_id, ${workspaceId}, 'esp', name, first_name, last_name from numbered
    ),
    linked as (
      insert into person_address (workspace_id, person_id, address_id, is_primary)
      select ${workspaceId}::integer, person_id, address_id, true from numbered
      union all
      select ${workspaceId}::integer, person_id, address_id, false from theirs
    )
    select id, canonical from written`.execute(tx)
  return new Map(rows.map(({ id, canonical }) => [nameOfAddress(kind, canonical), id]))
}

/** Who uses the addresses beside these. Asked apart: mails have none, and are written faster. */
async function usersBeside(
  tx: Tx,
  workspaceId: number,
  addresses: readonly { canonical: string; besideId: number }[],
): Promise<{ canonical: string; personId: number }[]> {
  const beside = addresses.filter(({ besideId }) => besideId !== 0)
  if (beside.length === 0) return []
  const { rows } = await sql<{ canonical: string; personId: number }>`
    select b.canonical, u.person_id as "personId"
    from unnest(${beside.map((one) => canonicalOfName(one.canonical))}::text[],
      ${beside.map((one) => one.besideId)}::integer[]) as b (canonical, address_id)
    cross join lateral (
      select u.person_id from person_address u
      where u.workspace_id = ${workspaceId} and u.address_id = b.address_id
        and u.ended_at is null
    ) u`.execute(tx)
  return rows
}

/** A vendor's text as a column takes it: one line, no NUL, no half of a character. */
function plain(text: string | undefined): string {
  return (text ?? '')
    .replace(/[\p{Cc}\p{Cs}\s]+/gu, ' ')
    .trim()
    .slice(0, NAME_CHARS_MAX)
}
