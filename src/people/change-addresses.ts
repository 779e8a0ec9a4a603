import { sql } from 'kysely'
import { type Actor, actorName, audit } from '../accounts/index.ts'
import { writeAs, type Tx } from '../platform/database/index.ts'
import { notFound, Refused } from '../platform/refused.ts'
import { personName } from './addresses.ts'
import {
  canonicalOfName,
  kindOfName,
  nameOfAddress,
  parseAddress,
  type AddressKind,
} from './address-name.ts'
import type { ParsedEmail } from './email.ts'
import { refuseErased } from './erased.ts'
import { lockIdentity } from './lock.ts'
import { promoteOldest, setPrimary } from './primary-address.ts'

export interface PersonChange {
  workspaceId: number
  personId: number
  actor: Actor
  /** Epoch milliseconds. */
  now: number
}

export interface AddressChange extends PersonChange {
  addressId: number
}

/** Gives a person one more address, beside those it has; refuses one it uses already. */
export async function addAddress(
  tx: Tx,
  change: PersonChange,
  words: { address: string; isPrimary: boolean; kind?: AddressKind },
): Promise<{ addressId: number }> {
  const parsed = readAddress(words.address, words.kind)
  if (words.isPrimary && words.kind === 'fax') throw noMail('isPrimary')
  await begin(tx, change)
  const { workspaceId, personId } = change
  const name = await nameOfOneNotMerged(tx, change)
  const addressId = await addressIdOf(tx, workspaceId, parsed)
  const { rows } = await sql`
    insert into person_address as pa (workspace_id, person_id, address_id, started_at)
    values (${workspaceId}, ${personId}, ${addressId}, ${new Date(change.now)})
    on conflict (workspace_id, person_id, address_id) do update set ended_at = null
      where pa.ended_at is not null
    returning 1`.execute(tx)
  if (rows.length === 0) throw hasIt()
  if (words.isPrimary) await setPrimary(tx, { ...change, addressId })
  await auditAddress(tx, change, {
    action: 'add_address',
    addressId,
    did: `Gave ${name} an address.`,
  })
  return { addressId }
}

/** Makes an address in use the one a person is written to first. */
export async function makeAddressPrimary(tx: Tx, change: AddressChange): Promise<void> {
  await begin(tx, change)
  const { kind } = await currentLink(tx, change)
  if (kind === 'fax') throw noMail('addressId')
  const name = await personName(tx, change.workspaceId, change.personId)
  await setPrimary(tx, change)
  const did = `Made an address of ${name} the primary one.`
  await auditAddress(tx, change, {
    action: 'make_address_primary',
    addressId: change.addressId,
    did,
  })
}

/**
 * Ends a person's use of an address: the link stays as history. Where it was the primary one, the
 * address used longest takes its place. The opt-out is consent's to keep: call through its
 * endAddress.
 */
export async function endLink(tx: Tx, change: AddressChange): Promise<void> {
  await begin(tx, change)
  const { is_primary: wasPrimary } = await currentLink(tx, change)
  await endCurrentLink(tx, change)
  if (wasPrimary) await promoteOldest(tx, change)
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
  await begin(tx, change)
  const old = await currentLink(tx, change)
  const parsed = readAddress(text, old.kind)
  const { workspaceId, personId, now } = change
  if (nameOfAddress(old.kind, old.canonical) === parsed.canonical) throw hasIt()
  const newAddressId = await addressIdOf(tx, workspaceId, parsed)
  await endCurrentLink(tx, change)
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
 * States that an address marked invalid is good again; a later hard bounce, or a later word of an
 * ESP, makes it invalid anew, and soft bounces are counted from here.
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
        bounced_at + interval '1 ms', soft_last_at + interval '1 ms',
        suppressed_at + interval '1 ms'),
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

/** How an actor stands in made_by and field_change. */
export function writerOf(actor: Actor): string {
  return `user:${actorName(actor)}`
}

/** Nobody else decides who uses an address meanwhile, and it is known who wrote what follows. */
async function begin(tx: Tx, change: PersonChange): Promise<void> {
  await lockIdentity(tx, change.workspaceId)
  await writeAs(tx, writerOf(change.actor))
}

function readAddress(text: string, kind?: AddressKind): ParsedEmail & { ok: true } {
  const parsed = parseAddress(text, kind)
  if (!parsed.ok) throw new Refused(422, parsed.reason, { field: 'address' })
  return parsed
}

function noMail(field: string): Refused {
  return new Refused(422, 'No mail goes to a fax number: it is not written to first.', { field })
}

function hasIt(): Refused {
  return new Refused(409, 'This is the address the person has already.', { field: 'address' })
}

async function nameOfOneNotMerged(tx: Tx, change: PersonChange): Promise<string> {
  const person = await tx
    .selectFrom('person')
    .select(['name', 'merged_into'])
    .where('workspace_id', '=', change.workspaceId)
    .where('id', '=', change.personId)
    .executeTakeFirst()
  if (person === undefined) throw notFound('person', change.personId)
  if (person.merged_into === null) return person.name
  throw new Refused(409, 'This person was merged into another.', {
    remedy: `Change person ${person.merged_into}, who stands for both.`,
  })
}

async function addressIdOf(
  tx: Tx,
  workspaceId: number,
  { address, canonical }: { address: string; canonical: string },
): Promise<number> {
  await refuseErased(tx, canonical)
  const kind = kindOfName(canonical)
  await sql`insert into address (workspace_id, kind, address, canonical)
    values (${workspaceId}, ${kind}, ${address}, ${canonicalOfName(canonical)})
    on conflict do nothing`.execute(tx)
  const { id } = await tx
    .selectFrom('address')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('kind', '=', kind)
    .where('canonical', '=', canonicalOfName(canonical))
    .executeTakeFirstOrThrow()
  return id
}

async function endCurrentLink(tx: Tx, change: AddressChange): Promise<void> {
  await tx
    .updateTable('person_address')
    .set({ ended_at: new Date(change.now), is_primary: false })
    .where('workspace_id', '=', change.workspaceId)
    .where('person_id', '=', change.personId)
    .where('address_id', '=', change.addressId)
    .execute()
}

async function auditAddress(
  tx: Tx,
  change: PersonChange,
  what: { action: string; addressId: number; did: string },
): Promise<void> {
  await audit(tx, {
    actor: change.actor,
    action: what.action,
    subject: 'person',
    subjectId: change.personId,
    sentence: what.did,
    detail: { addressId: what.addressId },
    at: change.now,
  })
}

/** Refuses an address that is not, or no longer, the person's. */
async function currentLink(tx: Tx, { workspaceId, personId, addressId }: AddressChange) {
  await personName(tx, workspaceId, personId)
  const link = await tx
    .selectFrom('person_address as pa')
    .innerJoin('address as a', 'a.id', 'pa.address_id')
    .select(['a.kind', 'a.canonical', 'pa.is_primary', 'pa.ended_at'])
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
