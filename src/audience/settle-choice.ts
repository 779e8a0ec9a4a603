import { sql } from 'kysely'
import { ERASED_TEXT } from '../ledger/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { ourRecord, recordsOf, type OfRecords } from './of-records.ts'
import type { PushOf } from './push.ts'
import type { Reason } from './reasons.ts'

/** What the plan must know of the ESP. */
export interface Takes {
  connectionId: number
  isExact: boolean
  /** Its words for a permission under which it sends nothing. */
  unmailableWords: readonly string[]
  /** Characters of a new contact's address at most. */
  addressCharsMax: number
  /** Present where lists hold a CRM's own records; null: they hold contacts, and take anybody. */
  records: OfRecords | null
}

/** Begins a plan: everybody is as chosen, whatever an earlier plan said. */
export async function chooseAnew(tx: Tx, of: PushOf, { isExact }: Takes): Promise<void> {
  if (isExact) await sql`delete from push_item where ${inPush(of)} and verb = 'remove'`.execute(tx)
  await sql`
    update push_item set status = 'chosen', reason = '', outcome = '', settled_at = null,
      address_id = case when verb = 'add' then null else address_id end
    where ${inPush(of)}
      and (status <> 'chosen' or (verb = 'add' and address_id is not null))`.execute(tx)
}

/**
 * Which address of each person: the primary one, else the one used longest. Looked up person by
 * person from the indexes, here as below (offset 0 keeps it so): a table that was filled a moment
 * ago has no statistics, and a join of it with itself would compare everybody with everybody.
 */
export async function chooseAddresses(tx: Tx, of: PushOf): Promise<void> {
  await sql`
    update push_item i set address_id = (
      select a.id from person_address pa
      join address a on a.workspace_id = pa.workspace_id and a.id = pa.address_id
        and a.kind = 'email'
      where pa.workspace_id = ${of.workspaceId} and pa.person_id = i.person_id
        and pa.ended_at is null
      order by pa.is_primary desc, pa.started_at, a.id limit 1)
    where ${inPush(of, 'i')} and i.verb = 'add'`.execute(tx)
  await settle(tx, of, { status: 'skipped', reason: 'no_address' }, sql`i.address_id is null`)
}

/**
 * Of an exact push: members nobody chose are to go; of a CRM's list, those whom Homing put on it.
 * Whom consent keeps off stays chosen.
 */
export async function chooseTheOthers(
  tx: Tx,
  of: PushOf,
  { records }: Pick<Takes, 'records'>,
): Promise<void> {
  const isOurs = records === null ? sql`true` : sql`exists (${ourRecord(of.workspaceId, 'm')})`
  await sql`
    insert into push_item (workspace_id, push_id, list_id, person_id, address_id, verb)
    select m.workspace_id, ${of.pushId}, m.list_id, (
        select u.person_id from person_address u where u.workspace_id = m.workspace_id
          and u.address_id = m.address_id and u.ended_at is null
        order by u.is_primary desc, u.person_id limit 1),
      m.address_id, 'remove'
    from list_member m
    where m.workspace_id = ${of.workspaceId} and m.gone_at is null and ${isOurs}
      and m.list_id in (select list_id from push_item where ${inPush(of)})
      and not exists (select from push_item i where ${inPush(of, 'i')} and i.verb = 'add'
        and i.list_id = m.list_id and i.address_id = m.address_id offset 0)`.execute(tx)
}

/** What needs no call, and what no call can do: by what the ESP holds, as it was last read. */
export async function settleWhatIsSo(tx: Tx, of: PushOf, takes: Takes): Promise<void> {
  const isMember = sql`exists (select from list_member m where m.workspace_id = i.workspace_id
    and m.list_id = i.list_id and m.address_id = i.address_id and m.gone_at is null offset 0)`
  const contact = sql`select from contact k where k.workspace_id = i.workspace_id
    and k.connection_id = ${takes.connectionId} and k.address_id = i.address_id
    and k.gone_at is null`
  const isAdd = sql`i.verb = 'add'`
  await settle(
    tx,
    of,
    { status: 'skipped', reason: 'list_gone' },
    sql`exists (select from list l where l.workspace_id = i.workspace_id and l.id = i.list_id
      and l.gone_at is not null)`,
  )
  await settle(
    tx,
    of,
    { status: 'skipped', reason: 'duplicate' },
    sql`${isAdd} and exists (select from push_item o where ${inPush(of, 'o')} and o.verb = 'add'
      and o.list_id = i.list_id and o.address_id = i.address_id and o.id < i.id offset 0)`,
  )
  await settle(
    tx,
    of,
    { status: 'not_needed', reason: 'already_there' },
    sql`${isAdd} and ${isMember}`,
  )
  await settle(
    tx,
    of,
    { status: 'not_needed', reason: 'not_there' },
    sql`i.verb = 'remove' and not ${isMember}`,
  )
  await settle(
    tx,
    of,
    { status: 'skipped', reason: 'address_too_long' },
    sql`${isAdd} and not exists (${contact} and k.external_id <> ${ERASED_TEXT} offset 0)
      and exists (select from address a where a.workspace_id = i.workspace_id
        and a.id = i.address_id and length(a.address) > ${takes.addressCharsMax} offset 0)`,
  )
  await settle(
    tx,
    of,
    { status: 'skipped', reason: 'unmailable_there' },
    sql`${isAdd} and exists (${contact}
      and k.permission = any(${[...takes.unmailableWords]}::text[]) offset 0)`,
  )
  if (takes.records !== null) await settleByRecords(tx, of, { records: takes.records, contact })
  await sql`
    update push_item set status = 'waiting'
    where ${inPush(of)} and status = 'chosen' and verb = 'remove'`.execute(tx)
}

/** Put on is whom the CRM has a record of, and taken off whom Homing put on. */
async function settleByRecords(
  tx: Tx,
  of: PushOf,
  { records, contact }: { records: OfRecords; contact: ReturnType<typeof sql> },
): Promise<void> {
  await settle(
    tx,
    of,
    { status: 'skipped', reason: 'no_record' },
    sql`i.verb = 'add' and not (exists (${recordsOf(records)} offset 0)
      and exists (${contact} and k.external_id <> ${ERASED_TEXT} offset 0))`,
  )
  await settle(
    tx,
    of,
    { status: 'skipped', reason: 'not_ours' },
    sql`i.verb = 'remove' and not exists (${ourRecord(of.workspaceId, 'i')})`,
  )
}

async function settle(
  tx: Tx,
  of: PushOf,
  as: { status: 'skipped' | 'not_needed'; reason: Reason },
  where: ReturnType<typeof sql>,
): Promise<void> {
  await sql`
    update push_item i set status = ${as.status}, reason = ${as.reason}, settled_at = now()
    where ${inPush(of, 'i')} and i.status = 'chosen' and ${where}`.execute(tx)
}

function inPush({ workspaceId, pushId }: PushOf, alias = 'push_item') {
  const of = sql.raw(alias)
  return sql`${of}.workspace_id = ${workspaceId} and ${of}.push_id = ${pushId}`
}
