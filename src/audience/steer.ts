import { sql } from 'kysely'
import { audit } from '../accounts/index.ts'
import { findConnection, type By } from '../connections/index.ts'
import { resolveProblems } from '../ledger/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { Refused } from '../platform/refused.ts'
import { heldIdentity } from './make-plan.ts'
import { findPush, wakePushes, type Push, type PushOf, type PushStatus } from './push.ts'

export interface Steering extends PushOf {
  by: By
  /** Epoch milliseconds. */
  now: number
}

/** Asks for the plan of a push: a dry run is a push that is planned, and never started. */
export async function planPush(tx: Tx, asked: Steering): Promise<void> {
  const push = await inStatus(tx, asked, ['draft', 'planned', 'held'], 'This push is under way.')
  const { rows } = await sql`
    select from push_item where workspace_id = ${asked.workspaceId}
      and push_id = ${asked.pushId} limit 1`.execute(tx)
  if (rows.length === 0 && push.cause !== 'details') {
    throw new Refused(409, 'Nobody was chosen yet.', { remedy: 'Choose people first.' })
  }
  await move(tx, asked, 'planning')
  await wakePushes(tx, asked.workspaceId, push.connectionId)
}

/** Begins a push as it was planned. */
export async function startPush(tx: Tx, asked: Steering): Promise<void> {
  const push = await findPush(tx, asked)
  if (push.status === 'held') {
    const what = push.cause === 'details' ? 'change' : 'take off'
    throw new Refused(409, `This push would ${what} too many: it waits for an approval.`, {
      remedy: 'Somebody who manages connections can approve it.',
    })
  }
  await begin(
    tx,
    asked,
    await inStatus(tx, asked, ['planned'], 'This push is not planned.'),
    'started',
  )
}

/** Approves or refuses a push that is held, as it was looked at. */
export async function decidePush(
  tx: Tx,
  asked: Steering & { decision: 'approve' | 'refuse' },
): Promise<void> {
  const push = await inStatus(tx, asked, ['held'], 'This push waits for no approval any more.')
  if (asked.decision === 'approve') return begin(tx, asked, push, 'approved')
  await end(tx, asked)
  await resolveProblems(tx, asked.workspaceId, heldIdentity(asked))
  await note(tx, asked, push, 'refused')
}

async function begin(tx: Tx, asked: Steering, push: Push, deed: Deed): Promise<void> {
  const { workspaceId, pushId, by, now } = asked
  await sql`
    update push set status = 'approved', approved_by = ${by.name}, approved_at = ${new Date(now)}
    where workspace_id = ${workspaceId} and id = ${pushId}`.execute(tx)
  await resolveProblems(tx, workspaceId, heldIdentity(asked))
  await note(tx, asked, push, deed)
  await wakePushes(tx, workspaceId, push.connectionId)
}

/** No job is begun any more until it goes on; those that are under way come to their end. */
export async function pausePush(tx: Tx, asked: Steering): Promise<void> {
  const push = await inStatus(tx, asked, ['approved', 'running'], 'This push is not under way.')
  await move(tx, asked, 'paused')
  await note(tx, asked, push, 'paused')
}

/** A paused push goes on where it stopped. */
export async function resumePush(tx: Tx, asked: Steering): Promise<void> {
  const push = await inStatus(tx, asked, ['paused'], 'This push is not paused.')
  await move(tx, asked, 'approved')
  await note(tx, asked, push, 'resumed')
  await wakePushes(tx, asked.workspaceId, push.connectionId)
}

const ENDED: readonly PushStatus[] = ['done', 'failed', 'cancelled']

/**
 * Whoever was not asked for yet is left out. What the ESP was asked for already it goes on doing:
 * that is read back before the push ends.
 */
export async function cancelPush(tx: Tx, asked: Steering): Promise<void> {
  const { workspaceId, pushId, by, now } = asked
  const push = await findPush(tx, asked)
  if (ENDED.includes(push.status)) throw new Refused(409, 'This push is over.')
  await sql`
    update push_item set status = 'skipped', reason = 'cancelled', settled_at = ${new Date(now)}
    where workspace_id = ${workspaceId} and push_id = ${pushId}
      and status in ('chosen', 'waiting')`.execute(tx)
  const { rows } = await sql`
    select from push_job where workspace_id = ${workspaceId} and push_id = ${pushId}
    limit 1`.execute(tx)
  await sql`
    update push set cancelled_by = ${by.name}
    where workspace_id = ${workspaceId} and id = ${pushId}`.execute(tx)
  if (rows.length === 0) await end(tx, asked)
  else await move(tx, asked, 'running')
  await resolveProblems(tx, workspaceId, heldIdentity(asked))
  await note(tx, asked, push, 'cancelled')
  await wakePushes(tx, workspaceId, push.connectionId)
}

async function inStatus(tx: Tx, of: PushOf, allowed: readonly PushStatus[], otherwise: string) {
  const push = await findPush(tx, of)
  if (allowed.includes(push.status)) return push
  throw new Refused(409, otherwise)
}

async function move(tx: Tx, { workspaceId, pushId }: PushOf, status: PushStatus): Promise<void> {
  await sql`
    update push set status = ${status}, next_look_at = '-infinity'
    where workspace_id = ${workspaceId} and id = ${pushId}`.execute(tx)
}

async function end(tx: Tx, { workspaceId, pushId, by, now }: Steering): Promise<void> {
  await sql`
    update push set status = 'cancelled', cancelled_by = ${by.name}, ended_at = ${new Date(now)}
    where workspace_id = ${workspaceId} and id = ${pushId}`.execute(tx)
}

const DEEDS = {
  started: 'Started',
  approved: 'Approved',
  refused: 'Refused',
  paused: 'Paused',
  resumed: 'Resumed',
  cancelled: 'Cancelled',
} as const
type Deed = keyof typeof DEEDS

async function note(tx: Tx, asked: Steering, push: Push, deed: Deed): Promise<void> {
  const { name } = await findConnection(tx, push.connectionId)
  const { rows } = await sql<{ adds: number; removals: number; tells: number }>`
    select (count(*) filter (where verb = 'add'))::integer as adds,
      (count(*) filter (where verb = 'remove'))::integer as removals,
      (count(*) filter (where verb = 'tell'))::integer as tells
    from push_item where workspace_id = ${asked.workspaceId} and push_id = ${asked.pushId}
      and status not in ('not_needed', 'skipped')`.execute(tx)
  const { adds, removals, tells } = rows[0]!
  const counts =
    push.cause === 'details'
      ? `the details of ${tells} to be told`
      : `${adds} to be put on lists, ${removals} to be taken off`
  await audit(tx, {
    actor: asked.by,
    action: `${deed}_push`,
    subject: 'push',
    subjectId: push.id,
    sentence: `${DEEDS[deed]} push ${push.id} to “${name}”: ${counts}.`,
    at: asked.now,
  })
}
