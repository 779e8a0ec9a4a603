import { sql } from 'kysely'
import { writeAs, type Tx } from '../platform/database/index.ts'
import { lockIdentity } from './lock.ts'
import type { ReplacedAddress } from './replaced-address.ts'

/** Somebody at an old address is told to have a new one; who, has to be found out. */
export interface Replacement {
  oldAddressId: number
  newAddressId: number
}

/** Who uses an address now. */
export interface AddressUser {
  personId: number
  /** Made of an ESP's report about this very address, and nothing else is known of it. */
  isShadow: boolean
}

export type Decided =
  | { kind: 'nothing' }
  | { kind: 'replace'; personId: number; shadowIds: number[] }
  | { kind: 'doubt'; personId: number; otherIds: number[] }

/**
 * Who an address change is about. It is decided where one person uses the old address and nobody
 * the new one, but persons an ESP's report made of it. Where several use the old one, or somebody
 * else is known by the new one, or had it once, a person decides.
 */
export function decideReplacement(
  old: readonly AddressUser[],
  fresh: readonly AddressUser[],
  hadIt: ReadonlySet<number>,
): Decided {
  const [first] = old
  if (first === undefined) return { kind: 'nothing' }
  const { personId } = first
  if (old.every((user) => fresh.some((one) => one.personId === user.personId))) {
    return { kind: 'nothing' }
  }
  const others = fresh.filter((one) => !old.some((user) => user.personId === one.personId))
  const known = others.filter((one) => !one.isShadow).map((one) => one.personId)
  const company = old.slice(1).map((user) => user.personId)
  if (known.length > 0 || company.length > 0 || hadIt.has(personId)) {
    return { kind: 'doubt', personId, otherIds: [...company, ...known] }
  }
  return { kind: 'replace', personId, shadowIds: others.map((one) => one.personId) }
}

/**
 * Takes over that addresses were replaced elsewhere: where it is clear who is meant, the person
 * gains the new address, the link to the old one becomes history, and a person an ESP's report made
 * of the new one is given up, because it was that person all along. Answers what was done and what
 * is in doubt; opt-outs are the caller's to carry (FollowReplaced).
 */
export async function replaceAddresses(
  tx: Tx,
  at: { workspaceId: number; now: number; writer: string },
  replacements: readonly Replacement[],
): Promise<ReplacedAddress[]> {
  if (replacements.length === 0) return []
  await lockIdentity(tx, at.workspaceId)
  const { users, had } = await usersOf(tx, at.workspaceId, replacements)
  const told: ReplacedAddress[] = []
  const shadows: number[] = []
  for (const { oldAddressId, newAddressId } of replacements) {
    const decided = decideReplacement(
      users.get(oldAddressId) ?? [],
      users.get(newAddressId) ?? [],
      had.get(newAddressId) ?? new Set(),
    )
    if (decided.kind === 'nothing') continue
    const { personId } = decided
    const otherIds = decided.kind === 'doubt' ? decided.otherIds : []
    const isDoubtful = decided.kind === 'doubt'
    told.push({ personId, oldAddressId, newAddressId, isDoubtful, otherIds })
    if (decided.kind === 'replace') shadows.push(...decided.shadowIds)
  }
  await writeAs(tx, at.writer)
  await removeShadows(tx, at.workspaceId, shadows)
  await moveLinks(
    tx,
    at,
    told.filter((one) => !one.isDoubtful),
  )
  return told
}

async function usersOf(tx: Tx, workspaceId: number, replacements: readonly Replacement[]) {
  const ids = [...new Set(replacements.flatMap((one) => [one.oldAddressId, one.newAddressId]))]
  const { rows } = await sql<AddressUser & { addressId: number; isEnded: boolean }>`
    select pa.address_id as "addressId", pa.person_id as "personId",
      pa.ended_at is not null as "isEnded",
      p.origin = 'esp' and p.external_id is null
        and not exists (select from person_address o where o.workspace_id = pa.workspace_id
          and o.person_id = pa.person_id and o.address_id <> pa.address_id)
        and not exists (select from person m
          where m.workspace_id = pa.workspace_id and m.merged_into = p.id)
        and not exists (select from consent_fact f
          where f.workspace_id = pa.workspace_id and f.person_id = p.id) as "isShadow"
    from person_address pa
    join person p on p.workspace_id = pa.workspace_id and p.id = pa.person_id
    where pa.workspace_id = ${workspaceId} and pa.address_id = any(${ids}::integer[])
    order by pa.person_id`.execute(tx)
  const users = new Map<number, AddressUser[]>()
  const had = new Map<number, Set<number>>()
  for (const { addressId, personId, isShadow, isEnded } of rows) {
    if (isEnded) had.set(addressId, (had.get(addressId) ?? new Set<number>()).add(personId))
    else users.set(addressId, [...(users.get(addressId) ?? []), { personId, isShadow }])
  }
  return { users, had }
}

/** Nothing hangs on a shadow but its link: what happened hangs on the address. */
async function removeShadows(tx: Tx, workspaceId: number, shadows: number[]): Promise<void> {
  if (shadows.length === 0) return
  await sql`delete from person
    where workspace_id = ${workspaceId} and id = any(${shadows}::integer[])`.execute(tx)
}

async function moveLinks(
  tx: Tx,
  { workspaceId, now }: { workspaceId: number; now: number },
  replaced: readonly ReplacedAddress[],
): Promise<void> {
  if (replaced.length === 0) return
  const moved = sql`unnest(${replaced.map((one) => one.personId)}::integer[],
    ${replaced.map((one) => one.oldAddressId)}::integer[],
    ${replaced.map((one) => one.newAddressId)}::integer[]) as r (person_id, old_id, new_id)`
  await sql`
    insert into person_address (workspace_id, person_id, address_id, is_primary, started_at)
    select ${workspaceId}, r.person_id, r.new_id, bool_or(old.is_primary), ${new Date(now)}
    from ${moved} join person_address old on old.workspace_id = ${workspaceId}
      and old.person_id = r.person_id and old.address_id = r.old_id
    group by r.person_id, r.new_id
    on conflict (workspace_id, person_id, address_id) do nothing`.execute(tx)
  await sql`
    update person_address pa set ended_at = ${new Date(now)}, is_primary = false
    from ${moved}
    where pa.workspace_id = ${workspaceId} and pa.person_id = r.person_id
      and pa.address_id = r.old_id and pa.ended_at is null`.execute(tx)
}
