import { sql } from 'kysely'
import type { Homing } from '../homing.ts'
import { readingOf } from './decide-problem.ts'
import { readReceiptsAgain, RECEIPTS_MAX } from './read-receipts.ts'

/** Where reading fails by a fault of ours, it is tried again after this long. */
const FAULT_WAIT_MINUTES = 60

/**
 * Reads again the records whose time has come, a bounded part of them at a time; for every minute.
 * How often it was tried stands with each problem, and after TRIES_MAX a person is asked for.
 */
export async function retryDueProblems(homing: Homing, workspaceId: number): Promise<void> {
  const due = await homing.database.inWorkspace(workspaceId, async (tx) => {
    const { rows } = await sql<{ connection_id: number; receipt_ids: number[] }>`
      select connection_id, array_agg(receipt_id) as receipt_ids
      from (
        select distinct connection_id, receipt_id from problem
        where workspace_id = ${workspaceId} and status = 'open' and next_try_at <= now()
          and connection_id is not null and receipt_id is not null
        limit ${RECEIPTS_MAX}
      ) due group by connection_id order by connection_id`.execute(tx)
    return rows
  })
  for (const { connection_id: connectionId, receipt_ids: receiptIds } of due) {
    try {
      await homing.database.inWorkspace(workspaceId, async (tx) => {
        await readReceiptsAgain(
          tx,
          await readingOf(homing, tx, workspaceId, connectionId),
          receiptIds,
        )
      })
    } catch (error) {
      homing.log.error({ err: error, connection: connectionId }, 'parked records were not read')
      await postpone(homing, workspaceId, receiptIds)
    }
  }
}

/** So that one fault does not keep the others from their turn. */
async function postpone(homing: Homing, workspaceId: number, receiptIds: number[]): Promise<void> {
  await homing.database.inWorkspace(workspaceId, (tx) =>
    sql`
      update problem set next_try_at = now() + make_interval(mins => ${FAULT_WAIT_MINUTES})
      where status = 'open' and receipt_id = any (${receiptIds}::integer[])
        and next_try_at <= now()`.execute(tx),
  )
}
