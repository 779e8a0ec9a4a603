import { sql } from 'kysely'
import { makeDetailsPlan, makePlan, type PushOf } from '../../audience/index.ts'
import { openVendor, type Place } from '../../connections/index.ts'
import type { Homing } from '../../homing.ts'
import type { Lane } from '../../outbox/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { realClock } from '../../platform/http/index.ts'
import { inWork } from '../../platform/work.ts'
import { holdingLane, LaneLeft } from '../holding-lane.ts'
import { endPush } from './end.ts'
import { nextJob, OPEN_MAX, openJobs } from './jobs.ts'
import { orderJob, pollJob } from './order.ts'
import { readBack } from './read-back.ts'
import { lookFirst, readBackTold } from './tell.ts'
import { recordsHere } from './records.ts'
import { within, type Turn } from './turn.ts'
import { rulesNow } from './values.ts'
import { writeEach } from './write-each.ts'

/** Slices a job gives at most; what is left then is another job's. */
const SLICES_MAX = 20
/** A push is worked on so long before another of the connection has its turn. */
const SLICE_MS = 30_000
/** Steps of a slice: each asks for jobs, or looks where they stand. */
const STEPS_MAX = 1_000
/** A bulk job is asked for again after this long, ever more slowly while it stands still. */
const POLL_MS_MIN = 1_000
const POLL_MS_MAX = 15_000
/** What is not over after its slice is taken up again so much later. */
const LATER_MS = 1_000

/**
 * Plans and carries out the pushes of a connection, one worker at a time, until none is due. What a
 * crash cuts off is taken up again, and asks for nothing that changes more. Does nothing where
 * another worker is at it, or the connection does not run.
 */
export async function pushConnection(homing: Homing, place: Place): Promise<void> {
  await inWork({ connection: place.connectionId }, async () => {
    // Once more after the lane is given back: whoever was sent away left their work to us.
    for (let turn = 0; turn < 2; turn++) {
      if (!(await oneTurn(homing, place))) break
    }
  })
}

async function oneTurn(homing: Homing, place: Place): Promise<boolean> {
  return holdingLane(homing, { place, table: 'push_lane' }, async (lane, signal) => {
    const at = await open(homing, lane, signal)
    for (let slice = 0; slice < SLICES_MAX; slice++) {
      const of = await within(at, (tx) => nextPush(tx, place, homing.now()))
      if (of === null) break
      await carryOut(at, of)
    }
    await within(at, (tx) => lane.wentWell(tx))
  })
}

async function open(homing: Homing, lane: Lane, signal: AbortSignal): Promise<Turn> {
  const { workspaceId, connectionId } = lane.at
  const { connector, vendor } = await openVendor(homing, workspaceId, connectionId, {
    signal,
    purpose: 'fresh',
  })
  const { audience: part, consent, fields, title } = connector
  if (part === undefined) throw new LaneLeft('Its lists can no longer be filled.')
  return { homing, lane, vendor, part, consent, fields, title, signal }
}

/** A push that is due; of details, it tells, and changes no list. */
interface Due extends PushOf {
  isDetails: boolean
}

/** Single memberships first, then whoever has waited longest. */
async function nextPush(tx: Tx, place: Place, now: number): Promise<Due | null> {
  const { rows } = await sql<{ id: number; cause: string }>`
    select id, cause from push
    where workspace_id = ${place.workspaceId} and connection_id = ${place.connectionId}
      and status in ('planning', 'approved', 'running') and next_look_at <= ${new Date(now)}
    order by (cause = 'memberships') desc, next_look_at, id limit 1`.execute(tx)
  if (rows[0] === undefined) return null
  const { id: pushId, cause } = rows[0]
  return { workspaceId: place.workspaceId, pushId, isDetails: cause === 'details' }
}

async function plan(at: Turn, of: Due): Promise<void> {
  const inLane = <T>(work: (tx: Tx) => Promise<T>) => within(at, work)
  const unmailableWords = at.consent?.unmailableWords ?? []
  const { now } = at.homing
  const { addressCharsMax } = at.part.limits
  if (!of.isDetails) {
    const records = recordsHere(at)
    return makePlan(inLane, of, { unmailableWords, addressCharsMax, records }, now)
  }
  const rules = await rulesNow(at)
  if (rules === null) throw new LaneLeft('Its fields can no longer be filled.')
  const { live, gone } = rules
  const { title } = at
  const takes = { unmailableWords, addressCharsMax }
  await makeDetailsPlan(inLane, of, { rules: live, gone, title, ...takes }, now)
}

async function carryOut(at: Turn, of: Due): Promise<void> {
  await plan(at, of)
  const until = at.homing.now() + SLICE_MS
  const isLate = () => at.homing.now() > until
  let waitMs = POLL_MS_MIN
  for (let step = 0; step < STEPS_MAX && !isLate(); step++) {
    const did = await oneStep(at, of, isLate)
    if (did === 'over') return
    if (did === 'later') break
    waitMs = did === 'moved' ? POLL_MS_MIN : Math.min(waitMs * 1.5, POLL_MS_MAX)
    if (did !== 'asked') await (at.homing.sleep ?? realClock.sleep)(waitMs, at.signal)
  }
  await within(at, (tx) =>
    sql`
      update push set next_look_at = ${new Date(at.homing.now() + LATER_MS)}
      where workspace_id = ${of.workspaceId} and id = ${of.pushId}`.execute(tx),
  )
}

type Did = 'asked' | 'moved' | 'waits' | 'over' | 'later'

/** One step of a push that is under way. */
async function oneStep(at: Turn, of: Due, isLate: () => boolean): Promise<Did> {
  at.signal.throwIfAborted()
  if (!(await looked(at, of, isLate))) return 'later'
  if (!(await written(at, of, isLate))) return 'later'
  const jobs = await within(at, async (tx) => {
    if (!(await isRunning(tx, of, at.homing.now()))) return null
    const open = await openJobs(tx, of)
    if (open.length >= Math.min(OPEN_MAX, at.part.limits.jobsMax)) return open
    const { connectionId } = at.lane.at
    const isNew = await nextJob(tx, { ...of, connectionId }, at.part.limits)
    return isNew ? openJobs(tx, of) : open
  })
  if (jobs === null) return 'over'
  if (jobs.length === 0) {
    if (!(await seenBack(at, of, isLate))) return 'later'
    await within(at, (tx) => endPush(tx, of, { title: at.title, now: at.homing.now() }))
    return 'over'
  }
  const calling = jobs.find((job) => job.status === 'calling')
  if (calling !== undefined) {
    await orderJob(at, of, calling)
    return 'asked'
  }
  let hasMoved = false
  for (const job of jobs) hasMoved = (await pollJob(at, of, job)) || hasMoved
  return hasMoved ? 'moved' : 'waits'
}

/** Before anything is told; where it tells nothing, at once. */
async function looked(at: Turn, of: Due, isLate: () => boolean): Promise<boolean> {
  if (!of.isDetails) return true
  const waits = await within(at, (tx) => hasWaiting(tx, of))
  const now = waits ? await rulesNow(at) : null
  return now === null || lookFirst(at, of, { now, isLate })
}

/** After the look, and before the jobs: what no job can say. */
async function written(at: Turn, of: Due, isLate: () => boolean): Promise<boolean> {
  if (!of.isDetails || !(await within(at, (tx) => isRunning(tx, of, at.homing.now())))) return true
  const now = await rulesNow(at)
  return now === null || writeEach(at, of, { now, isLate })
}

async function seenBack(at: Turn, of: Due, isLate: () => boolean): Promise<boolean> {
  if (!of.isDetails) return readBack(at, of, isLate)
  const now = await rulesNow(at)
  return now === null || readBackTold(at, of, { now, isLate })
}

async function hasWaiting(tx: Tx, { workspaceId, pushId }: PushOf): Promise<boolean> {
  const { rows } = await sql`
    select from push p where p.workspace_id = ${workspaceId} and p.id = ${pushId}
      and p.status in ('approved', 'running')
      and exists (select from push_item i where i.workspace_id = p.workspace_id
        and i.push_id = p.id and i.status = 'waiting')`.execute(tx)
  return rows.length > 0
}

async function isRunning(tx: Tx, { workspaceId, pushId }: PushOf, now: number): Promise<boolean> {
  const { rows } = await sql`
    update push set status = 'running', started_at = coalesce(started_at, ${new Date(now)})
    where workspace_id = ${workspaceId} and id = ${pushId} and status in ('approved', 'running')
    returning 1`.execute(tx)
  return rows.length > 0
}

/** For the tick: lanes of the workspace with a push that is due and nobody is at. */
export async function lanesToPush(homing: Homing, workspaceId: number): Promise<Place[]> {
  const now = new Date(homing.now())
  return homing.database.inWorkspace(workspaceId, async (tx) => {
    const { rows } = await sql<{ connectionId: number }>`
      select l.connection_id as "connectionId" from push_lane l
      join connection c on c.workspace_id = l.workspace_id and c.id = l.connection_id
      where l.workspace_id = ${workspaceId} and c.status = 'active' and c.deleted_at is null
        and (l.paused_until is null or l.paused_until <= ${now})
        and (l.lease_until is null or l.lease_until < clock_timestamp())
        and exists (select from push p where p.workspace_id = l.workspace_id
          and p.connection_id = l.connection_id and p.next_look_at <= ${now}
          and p.status in ('planning', 'approved', 'running'))
      order by l.connection_id`.execute(tx)
    return rows.map((row) => ({ workspaceId, ...row }))
  })
}
