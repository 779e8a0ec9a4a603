import { sql } from 'kysely'
import type { Homing } from '../homing.ts'
import type { Tx } from '../platform/database/index.ts'
import { sendMails } from './send-mails.ts'

/** Rounds a job makes at most; what is left then is taken up by the next minute. */
const ROUNDS_MAX = 20
/** Workspaces a process sends for at once. */
const PARALLEL = 2
/** What is settled is kept this long for looking at, and then swept, so many rows at a time. */
const KEPT_DAYS = 30
const SWEPT_MAX = 1_000

/** Makes this process one that sends mails. */
export async function startOutbox(homing: Homing): Promise<void> {
  await homing.jobs.work('deliver', PARALLEL, ({ workspaceId }) => sendWaiting(homing, workspaceId))
}

/**
 * Sends the mails that are due in a workspace. Each is taken under a lease and settled in a
 * transaction of its own, after it was sent: a process that dies in between leaves it to be sent
 * again under the same id, at least once and never not at all.
 */
export async function sendWaiting(homing: Homing, workspaceId: number): Promise<void> {
  for (let round = 0; round < ROUNDS_MAX; round++) {
    if ((await sendMails(homing, workspaceId)) === 0) return
  }
}

/**
 * For the minute's look: whatever is due and has no job (its time to try again has come, or its
 * worker died) gets one; what was settled long ago is swept.
 */
export async function resumeOutbox(tx: Tx, homing: Homing, workspaceId: number): Promise<void> {
  const now = new Date(homing.now())
  const { rows } = await sql<{ is_due: boolean }>`
    select exists (select from mail m where m.workspace_id = ${workspaceId}
      and m.status = 'waiting' and m.next_try_at <= ${now}) as is_due`.execute(tx)
  if (rows[0]!.is_due) {
    await homing.jobs.enqueue(tx, 'deliver', { workspaceId }, String(workspaceId))
  }
  await sql`delete from mail where (workspace_id, id) in (
    select workspace_id, id from mail
    where workspace_id = ${workspaceId} and status <> 'waiting'
      and created_at < ${now}::timestamptz - make_interval(days => ${KEPT_DAYS}::int)
    order by id limit ${SWEPT_MAX})`.execute(tx)
}
