import { openVendor } from '../connections/index.ts'
import { Failure } from '../connectors/index.ts'
import type { Homing } from '../homing.ts'
import { raiseProblems, resolveProblems } from '../ledger/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { Refused } from '../platform/refused.ts'
import { watchGrowth } from './growth.ts'
import { CancelAsked, Lease, LeaseLost } from './lease.ts'
import { ownFault } from './own-fault.ts'
import { pull } from './pull.ts'

/**
 * Carries out one run, from where it stands: after a crash, a restart or a pause it goes on with
 * the waiting receipts and the saved cursors. Its end is always written, unless another worker has
 * taken it up meanwhile.
 */
export async function carryOut(homing: Homing, workspaceId: number, runId: number): Promise<void> {
  const lease = await Lease.take(homing.database, workspaceId, runId)
  if (lease === null) return
  const stop = new AbortController()
  lease.keep((error) => stop.abort(error))
  const { connectionId } = lease.run
  try {
    let requests = 0
    const opened = await openVendor(homing, workspaceId, connectionId, {
      signal: stop.signal,
      onRequest: () => {
        requests += 1
      },
    })
    await pull({
      homing,
      lease,
      connector: opened.connector,
      vendor: opened.vendor,
      grew: watchGrowth(homing.database),
      takeRequests() {
        const taken = requests
        requests = 0
        return taken
      },
    })
    await lease.end('done', null)
    await planNext(homing, workspaceId, connectionId, null)
  } catch (error) {
    await endBadly(homing, lease, error)
  } finally {
    lease.release()
  }
}

async function endBadly(homing: Homing, lease: Lease, error: unknown): Promise<void> {
  const { workspaceId, connectionId, id } = lease.run
  if (error instanceof LeaseLost) {
    homing.log.warn({ run: id }, 'another worker took up this run')
    return
  }
  if (error instanceof CancelAsked) {
    await lease.end('cancelled', 'Cancelled. What had come home stays.')
    await planNext(homing, workspaceId, connectionId, null)
    return
  }
  if (error instanceof Failure) {
    await lease.end('failed', error.message)
    await planNext(homing, workspaceId, connectionId, error)
    return
  }
  if (error instanceof Refused) {
    // The connection was removed or paused while the run was waiting.
    await lease.end('failed', error.message)
    return
  }
  homing.log.error({ err: error, run: id }, 'a run failed by a fault of ours')
  const fault = ownFault(error)
  await lease.end('failed', fault.message)
  await planNext(homing, workspaceId, connectionId, fault)
}

/**
 * When the schedule comes next: after the usual time, or when the vendor answers again. The
 * failure is a problem until a run succeeds.
 */
async function planNext(
  homing: Homing,
  workspaceId: number,
  connectionId: number,
  failure: Failure | null,
): Promise<void> {
  await homing.database.inWorkspace(workspaceId, async (tx) => {
    const connection = await tx
      .selectFrom('connection')
      .select(['schedule_minutes', 'name', 'status'])
      .where('id', '=', connectionId)
      .executeTakeFirstOrThrow()
    const waitMs = Math.max(connection.schedule_minutes * 60_000, failure?.waitMs ?? 0)
    await tx
      .updateTable('connection')
      .set({ next_run_at: new Date(homing.now() + waitMs) })
      .where('id', '=', connectionId)
      .where('status', '=', 'active')
      .where('deleted_at', 'is', null)
      .execute()
    // A lost grant has a problem of its own, with the way to mend it.
    if (connection.status === 'needs_reauthorisation') return
    await tellOf(tx, { workspaceId, connectionId, name: connection.name, failure })
  })
}

async function tellOf(
  tx: Tx,
  at: { workspaceId: number; connectionId: number; name: string; failure: Failure | null },
): Promise<void> {
  const identity = `run:${at.connectionId}`
  if (at.failure === null) {
    await resolveProblems(tx, at.workspaceId, identity)
    return
  }
  await raiseProblems(tx, [
    {
      workspaceId: at.workspaceId,
      connectionId: at.connectionId,
      cause: 'A connection cannot be read',
      sentence: `${at.name}: ${at.failure.message}`,
      remedy: at.failure.remedy || 'Homing tries again by itself.',
      whoMustAct: at.failure.whoMustAct,
      identity,
    },
  ])
}
