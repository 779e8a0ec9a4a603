import { sql } from 'kysely'
import { raiseProblems, resolveProblems } from '../ledger/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { DECIDED_MAX, refusalsOf } from './allowed.ts'
import { reasonsToHold, type LastRead, type ListChange } from './plan.ts'
import { findPush, ITEMS_MAX, type Push, type PushOf } from './push.ts'
import {
  chooseAddresses,
  chooseAnew,
  chooseTheOthers,
  settleWhatIsSo,
  type Takes,
} from './settle-choice.ts'

/** A transaction of whoever holds the connection's lane; throws where that is another by now. */
export type Within = <T>(work: (tx: Tx) => Promise<T>) => Promise<T>

/**
 * Plans a push that waits for it: the difference between who was chosen and what the ESP holds, as
 * it was last read, with one reason for everybody who is left out. Nothing is called. Begun again
 * after a crash, it comes to the same.
 */
export async function makePlan(
  within: Within,
  of: PushOf,
  takes: Omit<Takes, 'isExact' | 'connectionId'>,
  now: () => number,
): Promise<void> {
  const push = await within(async (tx) => {
    const push = await findPush(tx, of)
    if (push.status !== 'planning' || push.cause === 'details') return null
    const all = { ...takes, ...push }
    await chooseAnew(tx, of, all)
    await chooseAddresses(tx, of)
    if (push.isExact) await chooseTheOthers(tx, of, all)
    await settleWhatIsSo(tx, of, all)
    return push
  })
  if (push === null) return
  await decideAll(within, of, now)
  await within((tx) => endPlan(tx, of, now()))
}

/** Consent decides everybody who is left. */
export async function decideAll(within: Within, of: PushOf, now: () => number): Promise<void> {
  for (let batch = 0; batch * DECIDED_MAX <= ITEMS_MAX * 2; batch++) {
    if ((await within((tx) => decideBatch(tx, of, now()))) === 0) break
  }
}

/** Consent decides those who are left, some at a time; answers how many it was. */
async function decideBatch(tx: Tx, of: PushOf, now: number): Promise<number> {
  const { workspaceId, pushId } = of
  const { rows } = await sql<{ id: number; listId: number; addressId: number }>`
    select i.id, i.list_id as "listId", i.address_id as "addressId" from push_item i
    where i.workspace_id = ${workspaceId} and i.push_id = ${pushId} and i.status = 'chosen'
      and i.list_id = (select f.list_id from push_item f where f.workspace_id = ${workspaceId}
        and f.push_id = ${pushId} and f.status = 'chosen' order by f.list_id limit 1)
    order by i.verb, i.id limit ${DECIDED_MAX}`.execute(tx)
  if (rows.length === 0) return 0
  const addressIds = rows.map((row) => row.addressId)
  const refused = await refusalsOf(tx, { workspaceId, listId: rows[0]!.listId, addressIds, now })
  await noteRefused(
    tx,
    workspaceId,
    rows.flatMap(({ id, addressId }) =>
      refused.has(addressId) ? [{ id, reason: refused.get(addressId)! }] : [],
    ),
  )
  const allowed = rows.filter((row) => !refused.has(row.addressId)).map((row) => row.id)
  await sql`
    update push_item set status = 'waiting'
    where workspace_id = ${workspaceId} and id = any(${allowed}::integer[])`.execute(tx)
  return rows.length
}

/** Whom consent keeps off, each with the reason. */
export async function noteRefused(
  tx: Tx,
  workspaceId: number,
  refused: readonly { id: number; reason: string }[],
): Promise<void> {
  if (refused.length === 0) return
  await sql`
    update push_item i set status = 'skipped', reason = r.reason, job_id = null, settled_at = now()
    from unnest(${refused.map((one) => one.id)}::integer[],
      ${refused.map((one) => one.reason)}::text[]) as r (id, reason)
    where i.workspace_id = ${workspaceId} and i.id = r.id`.execute(tx)
}

async function endPlan(tx: Tx, of: PushOf, now: number): Promise<void> {
  const { workspaceId, pushId } = of
  const push = await findPush(tx, of)
  if (push.status !== 'planning') return
  const read = await lastRead(tx, workspaceId, push.connectionId)
  const changes = await listChanges(tx, of)
  const { rows } = await sql<{ cap: number }>`
    select removals_percent_max as cap from push_lane
    where workspace_id = ${workspaceId} and connection_id = ${push.connectionId}`.execute(tx)
  const isByHand = push.cause === 'memberships' && !push.isExact
  const reasons = reasonsToHold(changes, read, { percentMax: rows[0]!.cap, isByHand, now })
  const status = statusAfter(push, reasons)
  await sql`
    update push set status = ${status}, reasons = ${reasons}, planned_at = ${new Date(now)},
      compared_with = ${read.readAt === null ? null : new Date(read.readAt)},
      approved_at = ${status === 'approved' ? new Date(now) : null}::timestamptz,
      approved_by = ${status === 'approved' ? sql`created_by` : null}
    where workspace_id = ${workspaceId} and id = ${pushId}`.execute(tx)
  const remedy = 'Nothing was taken off. Look at the push and at who would go.'
  if (status === 'held') await tellHeld(tx, of, push, { reasons, remedy })
  else await resolveProblems(tx, workspaceId, heldIdentity(of))
}

function statusAfter(push: Push, reasons: readonly string[]): 'held' | 'approved' | 'planned' {
  if (reasons.length > 0) return 'held'
  return push.startsItself ? 'approved' : 'planned'
}

/** When what an ESP holds was last read to the end. */
export async function lastRead(
  tx: Tx,
  workspaceId: number,
  connectionId: number,
): Promise<LastRead> {
  const { rows } = await sql<{ read_at: Date | null; is_held: boolean }>`
    select max(completed_at) filter (where status = 'applied') as read_at,
      coalesce(bool_or(status = 'held'), false) as is_held
    from account_read where workspace_id = ${workspaceId} and connection_id = ${connectionId}
      and kind = 'contacts'`.execute(tx)
  return { readAt: rows[0]!.read_at?.getTime() ?? null, isHeld: rows[0]!.is_held }
}

async function listChanges(tx: Tx, { workspaceId, pushId }: PushOf): Promise<ListChange[]> {
  const { rows } = await sql<ListChange>`
    select l.name, c.adds, c.removals, (select count(*)::integer from list_member m
      where m.workspace_id = l.workspace_id and m.list_id = l.id and m.gone_at is null) as held
    from (
      select list_id, (count(*) filter (where verb = 'add'))::integer as adds,
        (count(*) filter (where verb = 'remove'))::integer as removals
      from push_item where workspace_id = ${workspaceId} and push_id = ${pushId}
        and status = 'waiting'
      group by list_id
    ) c
    join list l on l.workspace_id = ${workspaceId} and l.id = c.list_id
    order by l.id`.execute(tx)
  return rows
}

/** What a held push is told under until somebody decides. */
export function heldIdentity({ pushId }: PushOf): string {
  return `held-push:${pushId}`
}

/** Tells that a push waits for a person, and why. */
export async function tellHeld(
  tx: Tx,
  of: PushOf,
  push: Push,
  { reasons, remedy }: { reasons: string[]; remedy: string },
): Promise<void> {
  await raiseProblems(tx, [
    {
      workspaceId: of.workspaceId,
      connectionId: push.connectionId,
      cause: 'A push waits for your approval',
      sentence: reasons[0]!,
      remedy: `${remedy} Approve push ${of.pushId} or cancel it.`,
      whoMustAct: 'you',
      identity: heldIdentity(of),
    },
  ])
}
