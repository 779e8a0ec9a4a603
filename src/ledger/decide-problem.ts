import { connectorOf } from '../connections/index.ts'
import type { Homing } from '../homing.ts'
import { settleProblem } from './problems.ts'
import { readReceiptAgain } from './read-receipts.ts'

/**
 * Carries out what somebody decided of a problem: ignore it, or read its record again with the
 * reader as it is now. A record that still cannot be read stays open, and the sentence says so.
 */
export async function decideProblem(
  homing: Homing,
  workspaceId: number,
  id: number,
  decision: 'retry' | 'ignore',
): Promise<{ status: 'open' | 'ignored' | 'resolved'; sentence: string }> {
  return homing.database.inWorkspace(workspaceId, async (tx) => {
    if (decision === 'ignore') {
      await settleProblem(tx, id, 'ignored')
      return { status: 'ignored', sentence: 'Ignored. The record is kept.' }
    }
    const problem = await settleProblem(tx, id, 'resolved')
    // A removed connection's receipts can still be read.
    const connection = await tx
      .selectFrom('connection')
      .select(['id', 'connector', 'name', 'status'])
      .where('id', '=', problem.connection_id ?? 0)
      .executeTakeFirst()
    if (problem.receipt_id === null || connection === undefined) {
      if (connection?.status === 'needs_reauthorisation') {
        await settleProblem(tx, id, 'open')
        return { status: 'open', sentence: `Authorise ${connection.name} again; that resolves it.` }
      }
      return { status: 'resolved', sentence: 'Marked as done. It comes back if it happens again.' }
    }
    await readReceiptAgain(
      tx,
      {
        workspaceId,
        connectionId: connection.id,
        runId: null,
        connector: connectorOf(homing, connection.connector),
        now: homing.now(),
      },
      problem.receipt_id,
    )
    // Reading raises the problem again where the record is still refused.
    const after = await tx
      .selectFrom('problem')
      .select('status')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    return after.status === 'resolved'
      ? { status: 'resolved', sentence: 'Read. The record is in the ledger.' }
      : { status: 'open', sentence: 'The record still cannot be read.' }
  })
}
