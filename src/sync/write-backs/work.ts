import { sql } from 'kysely'
import { openVendor, type Place } from '../../connections/index.ts'
import { Failure } from '../../connectors/index.ts'
import type { Homing } from '../../homing.ts'
import { nextWriteBacks, type DueWriteBack, type Lane } from '../../outbox/index.ts'
import { inWork } from '../../platform/work.ts'
import { holdingLane, LaneLeft } from '../holding-lane.ts'
import { ownFault } from '../own-fault.ts'
import { FAULT_PAUSE_MS, pauseFor } from '../pause.ts'
import { holdTooMany } from './hold.ts'
import { tellErasure, tellUnerased } from './erase.ts'
import { tellOverdue } from './overdue.ts'
import { putOff, tellOne, type Telling } from './tell.ts'
import { tellUntoldValidity } from './untold-validity.ts'
import { tellValidity } from './validity.ts'

/** Batches a job tells at most; what is left then is another job's, behind those that wait. */
const BATCHES_MAX = 20
/** After so many faults in a row it is the system's fault, not that of what it was told. */
const FAULTS_MAX = 3

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

async function oneTurn(homing: Homing, place: Place): Promise<boolean> {
  return holdingLane(homing, { place, table: 'write_back_lane' }, async (lane, signal) => {
    const at = await open(homing, lane, signal)
    for (let batch = 0; batch < BATCHES_MAX; batch++) {
      if ((await tellBatch(at, signal)) === 'enough') break
    }
  })
}

async function open(homing: Homing, lane: Lane, signal: AbortSignal): Promise<Telling> {
  const { workspaceId, connectionId } = lane.at
  const { connector, vendor } = await openVendor(homing, workspaceId, connectionId, {
    signal,
    purpose: 'write_backs',
  })
  if (connector.consent === undefined) throw new LaneLeft('It can no longer be told.')
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
    await at.lane.inLane((tx) => at.lane.pause(tx, until, failure))
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
    if (error instanceof LaneLeft || signal.aborted) throw error
    if (error instanceof Failure) return error
    at.homing.log.error({ err: error, writeBack: row.id }, 'a write-back failed by a fault of ours')
    return ownFault(error)
  }
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
