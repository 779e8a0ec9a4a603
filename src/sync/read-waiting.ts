import { readReceipts, type Outcome } from '../ledger/index.ts'
import type { Progress } from './lease.ts'
import type { Pull } from './pull.ts'

/** Rounds of reading before something must be wrong with the queue of receipts. */
const ROUNDS_MAX = 100_000

/**
 * Reads the receipts that wait, until none does: those just stored, and those a crash left behind.
 * Answers how many rows were known already.
 */
export async function readWaiting(at: Pull): Promise<void> {
  await readAll(at)
}

export async function readAll(at: Pull): Promise<{ known: number }> {
  const { run } = at.lease
  let known = 0
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const taken = await at.lease.inRun({ requests: at.takeRequests() }, async (tx) => {
      const { receipts, outcome } = await readReceipts(tx, {
        workspaceId: run.workspaceId,
        connectionId: run.connectionId,
        runId: run.id,
        connector: at.connector,
        now: at.homing.now(),
      })
      if (receipts > 0) await at.lease.write(tx, progressOf(outcome))
      return { receipts, outcome }
    })
    if (taken.receipts === 0) return { known }
    known += taken.outcome.dropped.get('already known') ?? 0
  }
  throw new Error(`Receipts were still waiting after ${ROUNDS_MAX} rounds.`)
}

function progressOf(outcome: Outcome): Progress {
  return {
    read: outcome.read,
    written: outcome.written,
    problems: outcome.parked,
    skipped: Object.fromEntries(outcome.dropped),
  }
}
