import { sql } from 'kysely'
import { openVendor, type Place } from '../../connections/index.ts'
import { Failure } from '../../connectors/index.ts'
import type { Homing } from '../../homing.ts'
import { nextWriteBacks, Lane, type DueWriteBack } from '../../outbox/index.ts'
import { Refused } from '../../platform/refused.ts'
import { inWork } from '../../platform/work.ts'
import { ownFault } from '../own-fault.ts'
import { holdTooMany } from './hold.ts'
import { tellErasure, tellUnerased } from './erase.ts'
import { tellOverdue } from './overdue.ts'
import { LaneLost, putOff, tellOne, type Telling } from './tell.ts'
import { tellUntoldValidity } from './untold-validity.ts'
import { tellValidity } from './validity.ts'

/** Batches a job tells at most; what is left then is another job's, behind those that wait. */
const BATCHES_MAX = 20
/** After so many faults in a row it is the system's fault, not that of what it was told. */
const FAULTS_MAX = 3
const FAULT_PAUSE_MS = 60_000
/** A system that does not let us in is asked again after this long. */
const CLOSED_PAUSE_MS = 5 * 60_000
const ASKED_PAUSE_MS_MAX = 26 * 3_600_000

/**
 * Tells a connection's system what is due, one worker at a time, until nothing is. What a crash
 * cuts off is told again. Does nothing where another worker is at it, or the connection does not
 * run.
 */
export async function tellConnection(homing: Homing, place: Place): Promise<void> {
  await inWork({ connection: place.connectionId }, async () => {
    // Once more after the lane is given back: whoever was sent away left their work to us.
    for (let turn = 0; turn < 2; turn++) {
      if (!(await oneTurn(homing, place))) break
    }
    await homing.database.inWorkspace(place.workspaceId, async (tx) => {
      await tellOverdue(tx, homing, place)
      await tellUnerased(tx, homing, place)
      await tellUntoldValidity(tx, homing, place)
    })
  })
}

/** Answers whether the lane was ours. */
async function oneTurn(homing: Homing, place: Place): Promise<boolean> {
  const lane = await Lane.take(homing.database, place, homing.now())
  if (lane === null) return false
  const stop = new AbortController()
  const end = () => stop.abort(new LaneLost('This process is asked to end.'))
  homing.ending?.addEventListener('abort', end, { once: true })
  lane.keep((error) => stop.abort(error))
  try {
    const at = await open(homing, lane, stop.signal)
    for (let batch = 0; batch < BATCHES_MAX; batch++) {
      if ((await tellBatch(at, stop.signal)) === 'enough') break
    }
  } catch (error) {
    // Somebody else goes on; a connection that was removed is told nothing any more.
    const isTheirs = error instanceof LaneLost || error instanceof Refused || stop.signal.aborted
    if (!isTheirs) throw error
  } finally {
    homing.ending?.removeEventListener('abort', end)
    await lane.release()
  }
  return !stop.signal.aborted && !homing.ending?.aborted
}

async function open(homing: Homing, lane: Lane, signal: AbortSignal): Promise<Telling> {
  const { workspaceId, connectionId } = lane.at
  const { connector, vendor } = await openVendor(homing, workspaceId, connectionId, {
    signal,
    purpose: 'write_backs',
  })
  if (connector.consent === undefined) throw new LaneLost('It can no longer be told.')
  const { consent: part, validity, title } = connector
  return { homing, lane, vendor, part, title, ...(validity && { validity }) }
}

async function tellBatch(at: Telling, signal: AbortSignal): Promise<'more' | 'enough'> {
  const now = at.homing.now()
  const held = await at.lane.inLane(async (tx) => {
    await holdTooMany(tx, at.lane.at, now)
    return nextWriteBacks(tx, at.lane.at, now)
  })
  if (held === null || held.of.length === 0) return 'enough'
  let faults = 0
  for (const row of held.of) {
    signal.throwIfAborted()
    const failure = await tried(at, row, signal)
    if (failure === null) {
      faults = 0
      continue
    }
    const pauseMs = pauseFor(failure)
    if (pauseMs === null) {
      await putOff(at, row, failure)
      faults += failure.kind === 'temporary' ? 1 : 0
    }
    if (pauseMs === null && faults < FAULTS_MAX) continue
    const until = at.homing.now() + (pauseMs ?? FAULT_PAUSE_MS)
    const { message: sentence, whoMustAct } = failure
    await at.lane.inLane((tx) => at.lane.pause(tx, until, { sentence, whoMustAct }))
    return 'enough'
  }
  if (faults === 0) await at.lane.inLane((tx) => at.lane.wentWell(tx))
  return 'more'
}

function tellAs({ kind }: DueWriteBack) {
  if (kind === 'erase') return tellErasure
  return kind === 'validity' ? tellValidity : tellOne
}

async function tried(at: Telling, row: DueWriteBack, signal: AbortSignal): Promise<Failure | null> {
  try {
    await tellAs(row)(at, row)
    return null
  } catch (error) {
    if (error instanceof LaneLost || signal.aborted) throw error
    if (error instanceof Failure) return error
    at.homing.log.error({ err: error, writeBack: row.id }, 'a write-back failed by a fault of ours')
    return ownFault(error)
  }
}

/**
 * How long nothing at all is told, where the failure is not of one record: the vendor asked for a
 * pause, or lets nobody in. It costs nobody a try. Null: the others are told meanwhile. Pure.
 */
export function pauseFor({ kind, waitMs }: Failure): number | null {
  if (kind === 'throttled' || kind === 'quota_exceeded') {
    return Math.min(waitMs ?? FAULT_PAUSE_MS, ASKED_PAUSE_MS_MAX)
  }
  if (kind === 'temporary' && waitMs !== null) return Math.min(waitMs, ASKED_PAUSE_MS_MAX)
  return ['unauthorised', 'forbidden', 'address_forbidden'].includes(kind) ? CLOSED_PAUSE_MS : null
}

/** For the tick: lanes of the workspace on which something is due and nobody is at it. */
export async function lanesToTell(
  homing: Homing,
  workspaceId: number,
): Promise<{ workspaceId: number; connectionId: number }[]> {
  const now = new Date(homing.now())
  return homing.database.inWorkspace(workspaceId, async (tx) => {
    // What could not be told while the connection was paused is not late yet.
    await sql`
      update write_back w set due_at = ${now} from connection c
      where c.workspace_id = ${workspaceId} and c.status = 'paused' and c.deleted_at is null
        and w.workspace_id = c.workspace_id and w.connection_id = c.id
        and w.status = 'waiting'`.execute(tx)
    const { rows } = await sql<{ connectionId: number }>`
      select l.connection_id as "connectionId" from write_back_lane l
      join connection c on c.workspace_id = l.workspace_id and c.id = l.connection_id
      where l.workspace_id = ${workspaceId} and c.status = 'active' and c.deleted_at is null
        and (l.paused_until is null or l.paused_until <= ${now})
        and (l.lease_until is null or l.lease_until < clock_timestamp())
        and exists (select from write_back w where w.workspace_id = l.workspace_id
          and w.connection_id = l.connection_id and w.status = 'waiting'
          and w.next_try_at <= ${now})
      order by l.connection_id`.execute(tx)
    return rows.map((row) => ({ workspaceId, ...row }))
  })
}
