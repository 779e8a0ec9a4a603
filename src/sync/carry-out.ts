import { openVendor } from '../connections/index.ts'
import { Failure } from '../connectors/index.ts'
import type { Homing } from '../homing.ts'
import { raiseProblems, resolveProblems } from '../ledger/index.ts'
import { KnownAddresses } from '../people/index.ts'
import { Refused } from '../platform/refused.ts'
import { inWork } from '../platform/work.ts'
import { askToTellActivities } from './activities/work.ts'
import { watchGrowth } from './growth.ts'
import { giveBackAtEnd } from './give-back.ts'
import { CancelAsked, Ending, Lease, LeaseLost, PauseAsked } from './lease.ts'
import { ownFault } from './own-fault.ts'
import { pull, type Pull } from './pull.ts'
import { CANCELLED } from './runs.ts'
import { GiveWay, Slice } from './slice.ts'
import { whatNext } from './what-next.ts'

export interface Turn {
  /** Requests after which the run gives way to others; the usual slice unless told. */
  sliceRequests?: number
}

/**
 * Gives one run a turn, from where it stands: after a crash, a restart or a pause it goes on with
 * the waiting receipts, the saved cursors and the phases that are left. Where its turn ends before
 * it does, it is queued again or waits; unless another worker has taken it up meanwhile.
 */
export async function carryOut(
  homing: Homing,
  workspaceId: number,
  runId: number,
  turn: Turn = {},
): Promise<void> {
  await inWork({ run: runId }, () => underLease(homing, { workspaceId, runId }, turn))
}

async function underLease(
  homing: Homing,
  { workspaceId, runId }: { workspaceId: number; runId: number },
  turn: Turn,
): Promise<void> {
  const lease = await Lease.take(homing.database, workspaceId, runId)
  if (lease === null) return
  const stop = new AbortController()
  lease.keep((error) => stop.abort(error))
  const forget = giveBackAtEnd(homing.ending, lease, stop)
  try {
    const at = await open(homing, lease, {
      signal: stop.signal,
      slice: new Slice(turn.sliceRequests),
    })
    await pull(at)
    await settle(homing, lease, null)
    await askToTellActivities(homing, workspaceId)
  } catch (error) {
    const reason: unknown = stop.signal.reason
    await stopped(homing, lease, reason instanceof Ending ? reason : error).catch(
      (unwritten: unknown) => {
        // A full disk takes not even that. The lease runs out, and the next tick takes the run up.
        homing.log.error({ err: unwritten }, 'how a run stopped could not be written')
      },
    )
  } finally {
    forget()
    lease.release()
  }
}

async function open(
  homing: Homing,
  lease: Lease,
  { signal, slice }: { signal: AbortSignal; slice: Slice },
): Promise<Pull> {
  const { workspaceId, connectionId } = lease.run
  const purpose = () => at.purpose
  const { connector, vendor } = await openVendor(homing, workspaceId, connectionId, {
    signal,
    onRequest: () => slice.asked(),
    purpose,
  })
  const at: Pull = {
    homing,
    lease,
    connector,
    vendor,
    known: new KnownAddresses(),
    grew: watchGrowth(homing.database),
    takeRequests: () => slice.takeRequests(),
    breathe: () => slice.breathe(),
    purpose: 'fresh',
  }
  return at
}

/** What becomes of a run that did not come to its end. */
async function stopped(homing: Homing, lease: Lease, error: unknown): Promise<void> {
  const { workspaceId, id: runId, attempts } = lease.run
  if (error instanceof LeaseLost) {
    homing.log.warn('another worker took up this run')
  } else if (error instanceof GiveWay || error instanceof Ending) {
    await lease.giveWay((tx) => homing.jobs.enqueue(tx, 'run', { workspaceId, runId }))
    if (error instanceof Ending) {
      homing.log.info('the run was given back; the next worker goes on with it')
    }
  } else if (error instanceof CancelAsked) {
    await lease.end('cancelled', CANCELLED)
  } else if (error instanceof PauseAsked) {
    const message = 'The connection is paused. The run goes on where it stopped when it is resumed.'
    await lease.wait({ waitMs: null, message, attempts })
  } else if (error instanceof Refused) {
    // The connection was removed while the run was waiting.
    await lease.end('failed', error.message)
  } else {
    await failed(homing, lease, error)
  }
}

async function failed(homing: Homing, lease: Lease, error: unknown): Promise<void> {
  if (!(error instanceof Failure)) {
    homing.log.error({ err: error }, 'a run failed by a fault of ours')
  }
  const fault = error instanceof Failure ? error : ownFault(error)
  const next = whatNext(fault, lease.run.attempts)
  if (next.kind !== 'give_up') {
    const promise =
      next.kind === 'snooze'
        ? 'The run goes on by itself then.'
        : `Homing tries again by itself (try ${next.attempts + 1}).`
    return lease.wait({ ...next, message: `${fault.message} ${promise}` })
  }
  await lease.end('failed', fault.message)
  await settle(homing, lease, fault)
}

/** A failure is a problem until a run succeeds. */
async function settle(homing: Homing, lease: Lease, failure: Failure | null): Promise<void> {
  const { workspaceId, connectionId } = lease.run
  const identity = `run:${connectionId}`
  await homing.database.inWorkspace(workspaceId, async (tx) => {
    const connection = await tx
      .selectFrom('connection')
      .select(['name', 'status'])
      .where('id', '=', connectionId)
      .executeTakeFirstOrThrow()
    if (failure === null) return resolveProblems(tx, workspaceId, identity)
    // A lost grant has a problem of its own, with the way to mend it.
    if (connection.status === 'needs_reauthorisation') return
    await raiseProblems(tx, [
      {
        workspaceId,
        connectionId,
        cause: 'A connection cannot be read',
        sentence: `${connection.name}: ${failure.message}`,
        remedy: failure.remedy || 'Homing tries again by itself.',
        whoMustAct: failure.whoMustAct,
        identity,
        retriedBy: 'run',
      },
    ])
  })
}
