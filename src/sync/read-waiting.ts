import { readReceipts, type ReadOutcome } from '../ledger/index.ts'
import { measurePath } from '../platform/metrics.ts'
import type { Progress } from './lease.ts'
import type { Pull } from './pull.ts'

/** Rounds of reading before something must be wrong with the queue of receipts. */
const ROUNDS_MAX = 100_000

/** Reads the receipts that a crash or a restart left behind. */
export async function readWaiting(at: Pull): Promise<void> {
  await readAll(at)
}

/** Reads what waits until nothing does; answers how many rows were known already. */
export async function readAll(at: Pull): Promise<{ known: number }> {
  const { run } = at.lease
  let known = 0
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const taken = await at.lease.inRun({ requests: at.takeRequests() }, async (tx) => {
      const read = await readReceipts(tx, {
        workspaceId: run.workspaceId,
        connectionId: run.connectionId,
        runId: run.id,
        connector: at.connector,
        now: at.homing.now(),
        known: at.known,
      })
      if (read !== null) await at.lease.write(tx, progressOf(read.outcome))
      return read
    })
    if (taken === null) return { known }
    measurePath(taken.outcome)
    await at.grew(taken.outcome.written)
    known += taken.outcome.dropped.get('already known') ?? 0
    // Nobody but this run adds any: to look once more would cost as much as a small page.
    if (!taken.mayBeMore) return { known }
  }
  throw new Error(`Receipts were still waiting after ${ROUNDS_MAX} rounds.`)
}

/** A reason among those for which the path drops lines. */
const KEPT_AS_CONSENT = 'opt-outs of contacts, kept as consent'

function progressOf(outcome: ReadOutcome): Progress {
  return {
    read: outcome.read,
    written: outcome.written,
    problems: outcome.parked,
    skipped: {
      ...Object.fromEntries(outcome.dropped),
      // Written as facts about the address, not as events of a campaign.
      ...(outcome.optOuts.read > 0 && {
        [KEPT_AS_CONSENT]: outcome.optOuts.read,
      }),
    },
  }
}
