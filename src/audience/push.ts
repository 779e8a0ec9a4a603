import { sql } from 'kysely'
import { findConnection, type By } from '../connections/index.ts'
import { jobsOf } from '../platform/jobs/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { notFound, Refused } from '../platform/refused.ts'
import type { Connector } from '../connectors/index.ts'

export type PushStatus =
  | 'draft'
  | 'planning'
  | 'planned'
  | 'held'
  | 'approved'
  | 'running'
  | 'paused'
  | 'done'
  | 'failed'
  | 'cancelled'

export interface Push {
  id: number
  connectionId: number
  cause: 'memberships' | 'selection' | 'details'
  isExact: boolean
  startsItself: boolean
  status: PushStatus
}

/** Of one push; more are several pushes. */
export const ITEMS_MAX = 500_000

export interface PushOf {
  workspaceId: number
  pushId: number
}

export interface NewPush {
  connectionId: number
  cause: Push['cause']
  isExact?: boolean
  startsItself?: boolean
  by: Pick<By, 'workspaceId' | 'name'>
  /** Epoch milliseconds. */
  now: number
}

/** Begins a push without anybody in it; refuses a connection whose lists cannot be filled. */
export async function createPush(
  tx: Tx,
  connectors: readonly Connector[],
  asked: NewPush,
): Promise<PushOf> {
  const { connectionId, by } = asked
  const { workspaceId } = by
  const connection = await findConnection(tx, connectionId)
  const connector = connectors.find((one) => one.id === connection.connector)
  if (connector?.audience === undefined) {
    throw new Refused(409, `Homing cannot fill lists over “${connection.name}”.`, {
      field: 'connectionId',
    })
  }
  await sql`
    insert into push_lane (workspace_id, connection_id) values (${workspaceId}, ${connectionId})
    on conflict do nothing`.execute(tx)
  const { rows } = await sql<{ id: number }>`
    insert into push (workspace_id, connection_id, cause, is_exact, starts_itself, created_by,
      created_at)
    values (${workspaceId}, ${connectionId}, ${asked.cause}, ${asked.isExact ?? false},
      ${asked.startsItself ?? false}, ${by.name}, ${new Date(asked.now)})
    returning id`.execute(tx)
  return { workspaceId, pushId: rows[0]!.id }
}

/** Locked until the transaction ends; refuses one that is not there. */
export async function findPush(tx: Tx, { workspaceId, pushId }: PushOf): Promise<Push> {
  const { rows } = await sql<Push>`
    select id, connection_id as "connectionId", cause, is_exact as "isExact",
      starts_itself as "startsItself", status
    from push where workspace_id = ${workspaceId} and id = ${pushId} for update`.execute(tx)
  if (rows[0] === undefined) throw notFound('push', pushId)
  return rows[0]
}

/** As findPush; refuses one that is past its draft. */
export async function findDraft(tx: Tx, of: PushOf): Promise<Push> {
  const push = await findPush(tx, of)
  if (push.cause === 'details') {
    throw new Refused(409, 'Who is in this push is decided by the mapping.')
  }
  if (!['draft', 'planned', 'held'].includes(push.status)) {
    throw new Refused(409, 'This push is under way: who is in it can no longer be changed.', {
      remedy: 'Begin another one.',
    })
  }
  if (push.status !== 'draft') await backToDraft(tx, of)
  return push
}

/** A plan that is changed is no plan any more: it is made anew before anything goes out. */
async function backToDraft(tx: Tx, { workspaceId, pushId }: PushOf): Promise<void> {
  await sql`
    update push set status = 'draft', reasons = '{}', planned_at = null
    where workspace_id = ${workspaceId} and id = ${pushId}`.execute(tx)
}

/** Wakes whoever carries out pushes: a job a connection, there if the transaction commits. */
export async function wakePushes(tx: Tx, workspaceId: number, connectionId: number): Promise<void> {
  // Without a queue beside the database the next tick finds them.
  await jobsOf(tx)?.enqueue(
    tx,
    'pushes',
    { workspaceId, connectionId },
    `${workspaceId}:${connectionId}`,
  )
}
