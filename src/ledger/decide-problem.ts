import { connectorOf, readingConnector } from '../connections/index.ts'
import type { Homing } from '../homing.ts'
import type { Tx } from '../platform/database/index.ts'
import { notFound } from '../platform/refused.ts'
import type { ProblemStatus } from './inbox.ts'
import { readReceiptsAgain, type Reading } from './read-receipts.ts'

export type Decision = 'retry' | 'ignore' | 'reopen'

/**
 * Carries out what somebody decided of a problem: ignore it, take that back, or read its record
 * again with the reader as it is now. A record that still cannot be read stays open, and the
 * sentence says so.
 */
export async function decideProblem(
  homing: Homing,
  by: { workspaceId: number; name: string },
  id: number,
  decision: Decision,
): Promise<{ status: ProblemStatus; sentence: string }> {
  return homing.database.inWorkspace(by.workspaceId, async (tx) => {
    if (decision === 'ignore') {
      await settleProblem(tx, id, 'ignored', { by: by.name, now: homing.now() })
      return { status: 'ignored', sentence: 'Ignored. The record is kept.' }
    }
    const problem = await settleProblem(tx, id, 'open', { by: by.name, now: homing.now() })
    if (decision === 'reopen') return { status: 'open', sentence: 'Open again.' }
    if (problem.receipt_id === null || problem.connection_id === null) {
      return retryWithoutRecord(tx, problem)
    }
    const reading = await readingOf(homing, tx, by.workspaceId, problem.connection_id)
    await readReceiptsAgain(tx, reading, [problem.receipt_id])
    const after = await statusOf(tx, id)
    return after === 'resolved'
      ? { status: 'resolved', sentence: 'Read. The record is in the ledger.' }
      : { status: 'open', sentence: 'The record still cannot be read.' }
  })
}

/** Reading on behalf of nobody's run; a removed connection's receipts can still be read. */
export async function readingOf(
  homing: Homing,
  tx: Tx,
  workspaceId: number,
  connectionId: number,
): Promise<Reading> {
  const connection = await tx
    .selectFrom('connection')
    .select(['id', 'connector'])
    .where('id', '=', connectionId)
    .executeTakeFirst()
  if (connection === undefined) throw notFound('connection', connectionId)
  return {
    workspaceId,
    connectionId,
    runId: null,
    connector: await readingConnector(tx, connectorOf(homing, connection.connector), connectionId),
    now: homing.now(),
  }
}

/** How a problem stands. Throws where there is none. */
export async function statusOf(tx: Tx, id: number): Promise<ProblemStatus> {
  const row = await tx
    .selectFrom('problem')
    .select('status')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return row.status
}

/** There is nothing to read again: it is done, unless only authorising anew ends it. */
async function retryWithoutRecord(
  tx: Tx,
  problem: { id: number; connection_id: number | null },
): Promise<{ status: ProblemStatus; sentence: string }> {
  const connection = await tx
    .selectFrom('connection')
    .select(['name', 'status'])
    .where('id', '=', problem.connection_id ?? 0)
    .executeTakeFirst()
  if (connection?.status === 'needs_reauthorisation') {
    return { status: 'open', sentence: `Authorise ${connection.name} again; that resolves it.` }
  }
  await tx
    .updateTable('problem')
    .set({ status: 'resolved', next_try_at: null })
    .where('id', '=', problem.id)
    .execute()
  return { status: 'resolved', sentence: 'Marked as done. It comes back if it happens again.' }
}

async function settleProblem(
  tx: Tx,
  id: number,
  status: 'open' | 'ignored',
  decided: { by: string; now: number },
) {
  const row = await tx
    .updateTable('problem')
    .set({ status, decided_by: decided.by, decided_at: new Date(decided.now), task_id: null })
    .where('id', '=', id)
    .returning(['id', 'receipt_id', 'connection_id'])
    .executeTakeFirst()
  if (row === undefined) throw notFound('problem', id)
  return row
}
