import { sql } from 'kysely'
import { audit, type Actor } from '../accounts/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { notFound, Refused } from '../platform/refused.ts'
import { parseEmail } from './email.ts'
import { lockIdentity } from './lock.ts'
import { whyInvalid } from './validity.ts'

/** An address in the hands of one person, now or once. */
export interface AddressOfPerson {
  id: number
  kind: 'email' | 'fax'
  address: string
  isPrimary: boolean
  isValid: boolean
  invalidReason: string | null
  invalidSince: Date | null
  /** Soft bounces in a row, valid or not, and when the first of them was. */
  softBounces: number
  softBouncesSince: Date | null
  endedAt: Date | null
  /** Other people who use it now. */
  sharedWith: number
}

/** Addresses of a person: the primary one first, those that were corrected last. */
export async function addressesOfPerson(
  tx: Tx,
  workspaceId: number,
  personId: number,
): Promise<AddressOfPerson[]> {
  const { reason, since } = whyInvalid('a')
  const { rows } = await sql<AddressOfPerson>`
    select a.id, a.kind, a.address, pa.is_primary and pa.ended_at is null as "isPrimary",
      a.is_valid as "isValid",
      ${reason} as "invalidReason", ${since} as "invalidSince",
      a.soft_count as "softBounces", a.soft_first_at as "softBouncesSince",
      pa.ended_at as "endedAt",
      (select count(*)::integer from person_address o
        where o.workspace_id = pa.workspace_id and o.address_id = pa.address_id
          and o.person_id <> pa.person_id and o.ended_at is null) as "sharedWith"
    from person_address pa
    join address a on a.workspace_id = pa.workspace_id and a.id = pa.address_id
    where pa.workspace_id = ${workspaceId} and pa.person_id = ${personId}
    order by pa.ended_at desc nulls first, pa.is_primary desc, pa.started_at, a.id`.execute(tx)
  return rows
}

/** The name of a person; refuses where there is none. */
export async function personName(tx: Tx, workspaceId: number, personId: number): Promise<string> {
  const person = await tx
    .selectFrom('person')
    .select('name')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', personId)
    .executeTakeFirst()
  if (person === undefined) throw notFound('person', personId)
  return person.name
}

export interface AddressChange {
  workspaceId: number
  personId: number
  addressId: number
  actor: Actor
  /** Epoch milliseconds. */
  now: number
}

/**
 * Gives a person another address in the place of one: the link to the old one ends and stays as
 * history, with everything that happened there. An address that is known already is used as it
 * stands, with its validity and its opt-outs. The person's opt-out is consent's to keep: call
 * through consent's correctAddress.
 */
export async function replaceAddress(
  tx: Tx,
  change: AddressChange,
  text: string,
): Promise<{ newAddressId: number }> {
  const parsed = parseEmail(text)
  if (!parsed.ok) throw new Refused(422, parsed.reason, { field: 'address' })
  await lockIdentity(tx, change.workspaceId)
  const old = await currentLink(tx, change)
  const { workspaceId, personId, now } = change
  if (old.canonical === parsed.canonical) {
    throw new Refused(409, 'This is the address the person has already.', { field: 'address' })
  }
  await sql`insert into address (workspace_id, kind, address, canonical)
    values (${workspaceId}, 'email', ${parsed.address}, ${parsed.canonical})
    on conflict do nothing`.execute(tx)
  const { id: newAddressId } = await tx
    .selectFrom('address')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('kind', '=', 'email')
    .where('canonical', '=', parsed.canonical)
    .executeTakeFirstOrThrow()
  await tx
    .updateTable('person_address')
    .set({ ended_at: new Date(now), is_primary: false })
    .where('workspace_id', '=', workspaceId)
    .where('person_id', '=', personId)
    .where('address_id', '=', change.addressId)
    .execute()
  // The person may have had the new one before, or have it beside: then the link lives again.
  await sql`
    insert into person_address as pa
      (workspace_id, person_id, address_id, is_primary, started_at)
    values (${workspaceId}, ${personId}, ${newAddressId}, ${old.is_primary}, ${new Date(now)})
    on conflict (workspace_id, person_id, address_id) do update
      set ended_at = null, is_primary = pa.is_primary or excluded.is_primary`.execute(tx)
  return { newAddressId }
}

/**
 * States that an address marked invalid is good again; a later hard bounce makes it invalid anew,
 * and soft bounces are counted from here.
 */
export async function confirmAddress(
  tx: Tx,
  change: AddressChange,
  evidence: string,
): Promise<void> {
  await currentLink(tx, change)
  const name = await personName(tx, change.workspaceId, change.personId)
  await sql`
    update address set confirmed_at = greatest(to_timestamp(${change.now}::bigint / 1000.0),
        bounced_at + interval '1 ms', soft_last_at + interval '1 ms'),
      soft_count = 0, soft_first_at = null, soft_last_at = null, soft_reason = null,
      soft_campaign_id = null, soft_invalid_at = null
    where workspace_id = ${change.workspaceId} and id = ${change.addressId}`.execute(tx)
  await audit(tx, {
    actor: change.actor,
    action: 'confirm_address',
    subject: 'person',
    subjectId: change.personId,
    sentence: `Confirmed that an address of ${name} is good.`,
    detail: { addressId: change.addressId, evidence },
    at: change.now,
  })
}

/** Refuses an address that is not, or no longer, the person's. */
async function currentLink(tx: Tx, { workspaceId, personId, addressId }: AddressChange) {
  await personName(tx, workspaceId, personId)
  const link = await tx
    .selectFrom('person_address as pa')
    .innerJoin('address as a', 'a.id', 'pa.address_id')
    .select(['a.canonical', 'pa.is_primary', 'pa.ended_at'])
    .where('pa.workspace_id', '=', workspaceId)
    .where('pa.person_id', '=', personId)
    .where('pa.address_id', '=', addressId)
    .executeTakeFirst()
  if (link === undefined) throw notFound('address', addressId)
  if (link.ended_at !== null) {
    throw new Refused(409, 'This address was corrected already; it is history.', {
      remedy: 'Change the address the person has now.',
    })
  }
  return link
}
