import { sql } from 'kysely'
import type { Homing } from '../../homing.ts'
import type { Tx } from '../../platform/database/index.ts'
import type { BatchAsk, BatchResult } from '../tasks/carry-out.ts'
import { judgeAddresses, JUDGED_MAX } from './judge.ts'

/** Batches of the event path have ended by then. */
const SETTLED_AFTER_MINUTES = 2
/** Portions of JUDGED_MAX a tick judges of a workspace; the next tick takes the others. */
const PORTIONS_MAX = 20

/**
 * Judges once more what a batch judged a while ago: another batch may have written a sign of life
 * at the same moment, and neither saw the other's. For every minute.
 */
export async function settleAddresses(homing: Homing, workspaceId: number): Promise<void> {
  for (let portion = 0; portion < PORTIONS_MAX; portion++) {
    const judged = await homing.database.inWorkspace(workspaceId, (tx) => settle(tx, workspaceId))
    if (judged < JUDGED_MAX) return
  }
}

async function settle(tx: Tx, workspaceId: number): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    select id from address
    where workspace_id = ${workspaceId}
      and soft_judged_at < now() - make_interval(mins => ${SETTLED_AFTER_MINUTES})
    order by soft_judged_at, id limit ${JUDGED_MAX}`.execute(tx)
  if (rows.length === 0) return 0
  const ids = rows.map((row) => row.id)
  await judgeAddresses(tx, workspaceId, ids)
  await sql`
    update address set soft_judged_at = null
    where workspace_id = ${workspaceId} and id = any(${ids}::integer[])`.execute(tx)
  return ids.length
}

/** One batch of judging every address that has bounced softly, by the policy as it is now. */
export async function judgeBatch(tx: Tx, batch: BatchAsk): Promise<BatchResult> {
  const { rows } = await sql<{ id: number }>`
    select id from address
    where workspace_id = ${batch.workspaceId} and soft_count > 0 and id > ${batch.place}
    order by id limit ${JUDGED_MAX}`.execute(tx)
  if (rows.length === 0) return { done: 0, place: null, outcome: {} }
  const ids = rows.map((row) => row.id)
  const { invalid, valid } = await judgeAddresses(tx, batch.workspaceId, ids)
  const outcome = {
    'now invalid': invalid,
    'good again': valid,
    unchanged: ids.length - invalid - valid,
  }
  return { done: ids.length, place: ids.at(-1)!, outcome }
}
