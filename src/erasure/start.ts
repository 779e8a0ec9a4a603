import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { type Actor, actorName, audit } from '../accounts/index.ts'
import type { Homing } from '../homing.ts'
import { ERASED_TEXT } from '../ledger/index.ts'
import { askToErase } from '../outbox/index.ts'
import { ERASED_DOMAIN, erasedHash, lockIdentity, nameOfAddress } from '../people/index.ts'
import { keyedHash, type Tx } from '../platform/database/index.ts'
import { Refused } from '../platform/refused.ts'
import { refuseMerged } from './merged.ts'
import { seal, type Sought } from './sought.ts'
import { showErasure, type ErasureView } from './show.ts'
import { targetOf, type Target, type TargetAddress } from './target.ts'

/** Random bytes of a pseudonym: nobody guesses one, and no two meet. */
const PSEUDONYM_BYTES = 12

export interface ErasureAsk {
  workspaceId: number
  personId: number
  actor: Exclude<Actor, string>
  /** What the person is called, typed: nobody is erased by a slip. */
  confirm: string
}

/**
 * Erases a person: from this transaction on nobody sees the person, no address of theirs is taken
 * in again, and none may be written to. What was said of the person in pages and texts is erased by
 * a worker afterwards, in bounded steps. Refuses somebody who is not there, who was merged, and
 * another name.
 */
export async function startErasure(homing: Homing, ask: ErasureAsk): Promise<ErasureView> {
  return homing.database.inWorkspace(ask.workspaceId, async (tx) => {
    await lockIdentity(tx, ask.workspaceId)
    await refuseMerged(tx, ask.workspaceId, ask.personId)
    const target = await targetOf(tx, ask.workspaceId, ask.personId)
    const { name } = await tx
      .selectFrom('person')
      .select('name')
      .where('workspace_id', '=', ask.workspaceId)
      .where('id', '=', ask.personId)
      .executeTakeFirstOrThrow()
    if (ask.confirm.trim().toLowerCase() !== name.trim().toLowerCase()) {
      throw new Refused(422, 'This is not the name of the person.', {
        field: 'confirm',
        remedy: 'Type the name exactly as it is shown: an erasure cannot be taken back.',
      })
    }
    await refuseUntold(tx, ask.workspaceId, target)
    return eraseTarget(homing, tx, { ...ask, target })
  })
}

/**
 * Refuses as long as another system has not taken an opt-out of one of the addresses: without its
 * text nobody could tell it any more, and the person would be written to.
 */
async function refuseUntold(tx: Tx, workspaceId: number, target: Target): Promise<void> {
  const own = target.addresses.filter((one) => !one.isShared).map((one) => one.id)
  const { rows } = await sql<{ name: string }>`
    select distinct n.name from write_back b
    join connection n on n.workspace_id = b.workspace_id and n.id = b.connection_id
    where b.workspace_id = ${workspaceId} and b.address_id = any (${own}::integer[])
      and b.wanted = 'out' and b.status in ('waiting', 'held', 'refused', 'failed')
      and n.deleted_at is null
    order by n.name`.execute(tx)
  if (rows.length === 0) return
  const names = rows.map((row) => row.name).join(', ')
  throw new Refused(409, `${names} has not taken an opt-out of this person yet.`, {
    remedy:
      'Wait until it has, or see to it under "Going out" on the page of the connection; after the '
      + 'erasure nobody could tell it any more.',
  })
}

/** The same for somebody who is known to be the one; again after a backup was restored, say. */
export async function eraseTarget(
  homing: Homing,
  tx: Tx,
  { workspaceId, actor, target }: { workspaceId: number; actor: Actor; target: Target },
): Promise<ErasureView> {
  const { id } = await tx
    .insertInto('erasure')
    .values({
      workspace_id: workspaceId,
      person_id: target.personId,
      person_hash: personHash(tx, workspaceId, target),
      asked_by: actorName(actor),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  const at = { workspaceId, erasureId: id }
  const own = target.addresses.filter((one) => !one.isShared)
  const pseudonyms = await pseudonymise(tx, at, own)
  await sql`select erasure_of_facts(${id}, ${own.map((one) => one.id)}::integer[],
    ${own.map((one) => one.canonical)}::text[])`.execute(tx)
  const addressIds = own.map((one) => one.id)
  await askToErase(tx, homing.secrets, { workspaceId, addressIds, now: homing.now() })
  await forgetContacts(tx, workspaceId, target)
  await forgetPerson(tx, workspaceId, target)
  const sought: Sought = { ...target, pseudonyms, kept: null }
  await tx
    .updateTable('erasure')
    .set({ sealed: seal(homing, at, sought), place_max: await lastReceipt(tx, workspaceId) })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', id)
    .execute()
  await audit(tx, {
    actor,
    action: 'erase_person',
    subject: 'erasure',
    subjectId: id,
    sentence: 'Erased a person.',
    detail: { personId: target.personId, addresses: own.length },
    at: homing.now(),
  })
  await homing.jobs.enqueue(tx, 'erasures', {}, 'erasures')
  return showErasure(tx, id)
}

/** Tells a person in a backup: the number and the moment the row was made, which stay the same. */
export function personHash(
  tx: Tx,
  workspaceId: number,
  { personId, createdAt }: Pick<Target, 'personId' | 'createdAt'>,
): Buffer {
  return keyedHash(tx, { workspaceId, purpose: 'erased person' }, `${personId} ${createdAt}`)
}

/** The addresses become texts that tell nothing; by their hashes they stay suppressed. */
async function pseudonymise(
  tx: Tx,
  { workspaceId, erasureId }: { workspaceId: number; erasureId: number },
  own: TargetAddress[],
): Promise<Record<string, string>> {
  const pseudonyms: Record<string, string> = {}
  for (const { id, kind, canonical } of own) {
    const pseudonym = `erased-${randomBytes(PSEUDONYM_BYTES).toString('hex')}@${ERASED_DOMAIN}`
    const name = nameOfAddress(kind, canonical)
    await tx
      .insertInto('erased_address')
      .values({
        workspace_id: workspaceId,
        hash: erasedHash(tx, workspaceId, name),
        erasure_id: erasureId,
        address_id: id,
      })
      .execute()
    await sql`
      update address set address = ${pseudonym}, canonical = ${pseudonym}, erased_at = now()
      where workspace_id = ${workspaceId} and id = ${id}`.execute(tx)
    pseudonyms[name] = pseudonym
  }
  return pseudonyms
}

/** What ESPs know: that there is a contact, and on which lists, counts on; who it is does not. */
export async function forgetContacts(tx: Tx, workspaceId: number, target: Target): Promise<void> {
  const own = target.addresses.filter((one) => !one.isShared).map((one) => one.id)
  const all = target.addresses.map((one) => one.id)
  const names = target.texts.map((one) => one.toLowerCase())
  await sql`delete from contact_identity where workspace_id = ${workspaceId}
    and address_id = any (${own}::integer[])`.execute(tx)
  await sql`delete from seed_address where workspace_id = ${workspaceId}
    and address_id = any (${own}::integer[])`.execute(tx)
  await sql`delete from write_back where workspace_id = ${workspaceId}
    and kind <> 'erase' and (address_id = any (${own}::integer[])
      or from_address_id = any (${own}::integer[]))`.execute(tx)
  // What a CRM was told of them stays there, as its own record of them does: it is its master.
  await sql`
    delete from told_figures f using told_recipient r
    where r.workspace_id = ${workspaceId} and r.address_id = any (${own}::integer[])
      and f.workspace_id = r.workspace_id and f.connection_id = r.connection_id
      and f.module = r.module and f.record_id = r.record_id`.execute(tx)
  for (const table of ['told_recipient', 'told_newcomer', 'told_raised']) {
    await sql`delete from ${sql.table(table)} where workspace_id = ${workspaceId}
      and address_id = any (${own}::integer[])`.execute(tx)
  }
  const isTelling = sql`verb = 'tell' and status in ('chosen', 'waiting', 'sent')`
  await sql`
    update push_item set changes = '[]',
      outcome = case when verb = 'tell' then '' else outcome end,
      status = case when ${isTelling} then 'skipped' else status end,
      reason = case when ${isTelling} then 'erased' else reason end
    where workspace_id = ${workspaceId} and changes is not null
      and (address_id = any (${all}::integer[]) or person_id = ${target.personId})`.execute(tx)
  await sql`
    update push_item set record = '' where workspace_id = ${workspaceId} and record <> ''
      and (address_id = any (${all}::integer[]) or person_id = ${target.personId})`.execute(tx)
  for (const table of ['contact', 'staged_contact'] as const) {
    const noneTold = table === 'contact' ? sql`, told = '{}'` : sql``
    await sql`
      update ${sql.table(table)} set external_id = ${ERASED_TEXT}, first_name = '', last_name = '',
        job_title = '', company = '', details = '{}'${noneTold}
      where workspace_id = ${workspaceId} and address_id = any (${own}::integer[])`.execute(tx)
    await sql`
      update ${sql.table(table)} set first_name = '', last_name = '', job_title = '',
        details = '{}'${noneTold}
      where workspace_id = ${workspaceId} and address_id = any (${all}::integer[])
        and (lower(first_name) = any (${names}::text[]) or first_name = '')
        and (lower(last_name) = any (${names}::text[]) or last_name = '')`.execute(tx)
  }
}

async function forgetPerson(tx: Tx, workspaceId: number, target: Target): Promise<void> {
  await sql`delete from organization where workspace_id = ${workspaceId}
    and id = any (${target.householdIds}::integer[])`.execute(tx)
  await sql`delete from person where workspace_id = ${workspaceId}
    and id = ${target.personId}`.execute(tx)
}

async function lastReceipt(tx: Tx, workspaceId: number): Promise<number> {
  const { rows } = await sql<{ last: number }>`
    select coalesce(max(id), 0) as last from receipt
    where workspace_id = ${workspaceId}`.execute(tx)
  return rows[0]!.last
}
