import { sql } from 'kysely'
import { whoseRecords, type OfRecords, type PushOf } from '../../audience/index.ts'
import type { KnownMember, PutRecord } from '../../connectors/index.ts'
import { noteJoined, noteLeft } from '../../lists/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import type { OpenJob, Told } from './jobs.ts'
import { pausing } from './order.ts'
import { within, type Turn } from './turn.ts'

/** People asked for at once, to see who is on a list. */
const ASKED_MAX = 200

/** Whose records the lists of this connection hold; null where they hold contacts. */
export function recordsHere({ part, lane }: Pick<Turn, 'part' | 'lane'>): OfRecords | null {
  return part.records === undefined ? null : { ...lane.at, modules: part.records.modules }
}

/**
 * What was on the list before the first call was put there by somebody else: it is theirs. Pure.
 */
export function ourRecords(records: readonly PutRecord[], { tries }: Pick<OpenJob, 'tries'>) {
  return records.filter(({ wasThere }) => !wasThere || tries > 0)
}

/** Which record of each was put on, so that this one alone is ever taken off. */
export async function noteRecords(
  tx: Tx,
  workspaceId: number,
  told: { job: OpenJob; people: readonly Told[]; records: readonly PutRecord[] },
): Promise<void> {
  const itemOf = new Map(told.people.map(({ contactId, id }) => [contactId, id]))
  const ours = ourRecords(told.records, told.job)
  if (ours.length === 0) return
  await sql`
    update push_item i set record = r.record
    from unnest(${ours.map(({ contactId }) => itemOf.get(contactId)!)}::integer[],
      ${ours.map(({ module, id }) => `${module} ${id}`)}::text[]) as r (id, record)
    where i.workspace_id = ${workspaceId} and i.id = r.id`.execute(tx)
}

interface Asked extends KnownMember {
  itemId: number
  listId: number
  external: string
  verb: 'add' | 'remove'
  addressId: number
  permission: string
}

/**
 * Reads back by records whom the jobs were for, and settles each. Answers false where time is up
 * and there is more.
 */
export async function readBackRecords(
  at: Turn,
  of: PushOf,
  isLate: () => boolean,
): Promise<boolean> {
  for (;;) {
    const asked = await within(at, (tx) => unsettled(tx, at, of))
    const [first] = asked
    if (first === undefined) return true
    const here = asked.filter(({ listId }) => listId === first.listId)
    const on = await pausing(at, () => at.part.records!.onList(at.vendor, first.external, here))
    await within(at, (tx) => settle(tx, at, { asked: here, on }))
    if (isLate()) return false
  }
}

async function unsettled(tx: Tx, at: Turn, { workspaceId, pushId }: PushOf): Promise<Asked[]> {
  const { rows } = await sql<Asked>`
    select i.id as "itemId", i.list_id as "listId", l.external_id as external, i.verb,
      i.address_id as "addressId", a.address, k.external_id as id, k.permission,
      ${whoseRecords(recordsHere(at))} as records
    from push_item i
    join address a on a.workspace_id = i.workspace_id and a.id = i.address_id
    join list l on l.workspace_id = i.workspace_id and l.id = i.list_id
    join contact k on k.workspace_id = i.workspace_id and k.address_id = i.address_id
      and k.connection_id = ${at.lane.at.connectionId}
    where i.workspace_id = ${workspaceId} and i.push_id = ${pushId} and i.status = 'sent'
    order by i.list_id, i.id limit ${ASKED_MAX}`.execute(tx)
  return rows
}

async function settle(
  tx: Tx,
  at: Turn,
  { asked, on }: { asked: readonly Asked[]; on: ReadonlySet<string> },
): Promise<void> {
  const {
    at: place,
    at: { workspaceId },
  } = at.lane
  const isDone = ({ verb, id }: Asked) => on.has(id) === (verb === 'add')
  const done = asked.filter(isDone)
  const isOn = `${at.title} was asked, and still shows the person on the list.`
  const isOff = `${at.title} was asked, and does not show the person on the list.`
  const outcomes = asked.map((one) => (isDone(one) ? '' : one.verb === 'add' ? isOff : isOn))
  await sql`
    update push_item i set settled_at = now(), outcome = r.outcome,
      status = case when r.outcome = '' then 'done' else 'failed' end,
      reason = case when r.outcome = '' then '' else 'not_acknowledged' end
    from unnest(${asked.map((one) => one.itemId)}::integer[], ${outcomes}::text[])
      as r (id, outcome)
    where i.workspace_id = ${workspaceId} and i.id = r.id and i.status = 'sent'`.execute(tx)
  const list = { ...place, listId: asked[0]!.listId }
  const joined = done.filter(({ verb }) => verb === 'add')
  await noteJoined(
    tx,
    list,
    joined.map(({ addressId, id: externalId, permission }) => ({
      addressId,
      externalId,
      permission,
    })),
  )
  const left = done.filter(({ verb }) => verb === 'remove')
  await noteLeft(
    tx,
    list,
    left.map(({ addressId }) => addressId),
  )
}
