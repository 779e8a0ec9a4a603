import { sql } from 'kysely'
import type { Place } from '../../connections/index.ts'
import { Failure, type ErasePart } from '../../connectors/index.ts'
import type { Homing } from '../../homing.ts'
import { raiseProblems, resolveProblems } from '../../ledger/index.ts'
import { beginCall, contactIdsOf, settleWriteBack, type DueWriteBack } from '../../outbox/index.ts'
import { erasedAmong, parseEmail } from '../../people/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { isStillDue } from './situation.ts'
import { of, within, type Telling } from './tell.ts'

/**
 * Has a system delete the contact of somebody who was erased, and looks whether it has. A contact
 * that has another address by now is somebody else, and stays. Throws Failure where it is to be
 * tried again, LaneLeft where that is another worker's.
 */
export async function tellErasure(at: Telling, row: DueWriteBack): Promise<void> {
  const { erase } = at.part
  if (erase === undefined) {
    const outcome = `${at.title} lets no program delete a contact. Delete it there by hand.`
    const settlement = { status: 'not_permitted' as const, outcome, whoMustAct: 'you' as const }
    return within(at, (tx) => settleWriteBack(tx, of(at, row), settlement))
  }
  let deleted = 0
  for (const id of idsOf(at, row)) if (await eraseOne(at, row, { erase, id })) deleted += 1
  const settlement =
    deleted > 0
      ? { status: 'done' as const, outcome: `${at.title} has deleted the contact.` }
      : { status: 'not_needed' as const, outcome: `${at.title} has no such contact any more.` }
  await within(at, (tx) => settleWriteBack(tx, of(at, row), settlement))
}

function idsOf(at: Telling, row: DueWriteBack): string[] {
  const place = { ...at.lane.at, addressId: row.addressId }
  try {
    return contactIdsOf(at.homing.secrets, place, row.sealed!)
  } catch (cause) {
    throw new Failure('refused', 'Whom to delete cannot be read: the secret is another now.', {
      whoMustAct: 'you',
      remedy: `Delete the contact at ${at.title} by hand.`,
      cause,
    })
  }
}

async function eraseOne(
  at: Telling,
  row: DueWriteBack,
  { erase, id }: { erase: ErasePart; id: string },
): Promise<boolean> {
  const { vendor, title } = at
  const found = await erase.find(vendor, id)
  if (found === null) return false
  const isTheirs = await within(at, async (tx) => {
    if (!(await isStillDue(tx, { ...at.lane.at, row }))) return false
    const named = parseEmail(found.address)
    if (!named.ok || !(await erasedAmong(tx, [named.canonical])).has(named.canonical)) return false
    await beginCall(tx, of(at, row), 'erase')
    return true
  })
  if (!isTheirs) return false
  await erase.call(vendor, id)
  if ((await erase.find(vendor, id)) === null) return true
  throw new Failure('temporary', `${title} took the deletion and still shows the contact.`, {
    whoMustAct: 'vendor',
    remedy: 'Homing looks again by itself.',
  })
}

/** After a complete read: what was given up is asked for again, as opt-outs are. */
export async function askErasuresAgain(tx: Tx, at: Place, now: number): Promise<void> {
  await sql`
    update write_back set status = 'waiting', tries = 0, next_try_at = ${new Date(now)},
      settled_at = null
    where workspace_id = ${at.workspaceId} and connection_id = ${at.connectionId}
      and kind = 'erase' and status = 'failed'`.execute(tx)
}

/**
 * A contact that a system has not deleted in time is a problem of the connection until it has: of
 * one connection, or of all of the workspace.
 */
export async function tellUnerased(
  tx: Tx,
  homing: Homing,
  at: { workspaceId: number; connectionId?: number },
): Promise<void> {
  const { rows } = await sql<Unerased>`
    select c.id, c.name, c.connector, late.count, late.outcome, late.who from write_back_lane l
    join connection c on c.workspace_id = l.workspace_id and c.id = l.connection_id
    cross join lateral (
      select count(*)::integer as count, coalesce(max(w.outcome), '') as outcome,
        max(w.who_must_act) as who
      from write_back w
      where w.workspace_id = l.workspace_id and w.connection_id = l.connection_id
        and w.kind = 'erase' and c.deleted_at is null
        and (w.status in ('failed', 'not_permitted') or (w.status = 'waiting'
          and w.due_at <= ${new Date(homing.now())}::timestamptz
            - make_interval(mins => c.told_within_minutes)))
    ) late
    where l.workspace_id = ${at.workspaceId}
      and (${at.connectionId ?? null}::integer is null
        or c.id = ${at.connectionId ?? null}::integer)
    limit ${CONNECTIONS_MAX}`.execute(tx)
  for (const { id, name, connector, count, outcome, who } of rows) {
    const place = { workspaceId: at.workspaceId, connectionId: id }
    const identity = `erased-elsewhere:${id}`
    if (count === 0) {
      await resolveProblems(tx, at.workspaceId, identity)
      continue
    }
    const title = homing.connectors.find((one) => one.id === connector)?.title ?? connector
    const words =
      count === 1
        ? `${title} has not deleted a contact over ${name}.`
        : `${title} has not deleted ${count} contacts over ${name}.`
    await raiseProblems(tx, [
      {
        ...place,
        cause: 'A system still has somebody who was erased',
        sentence: `${words} ${outcome}`.trim(),
        remedy:
          'Nobody is written to from Homing. Delete the contact there by hand if it does not go '
          + 'by itself: the list of erasures says when each was asked for.',
        whoMustAct: who ?? 'vendor',
        identity,
      },
    ])
  }
}

/** Connections looked at in one go at most; a workspace has no more. */
const CONNECTIONS_MAX = 200

interface Unerased {
  id: number
  name: string
  connector: string
  count: number
  outcome: string
  who: 'you' | 'vendor' | 'homing' | null
}
