import { sql } from 'kysely'
import { connectorOf, openVendor, WaitedForTurn, type Place } from '../../connections/index.ts'
import { Failure } from '../../connectors/index.ts'
import type { Homing } from '../../homing.ts'
import type { Lane } from '../../outbox/index.ts'
import { inWork } from '../../platform/work.ts'
import { holdingLane, LaneLeft } from '../holding-lane.ts'
import { ownFault } from '../own-fault.ts'
import { FAULT_PAUSE_MS, pauseFor } from '../pause.ts'
import { beginLook, look, nextLook } from './compare.ts'
import { isDue, nextCampaign } from './due.ts'
import { areFiguresDue } from './figures.ts'
import { kindsTold } from './kinds.ts'
import { lookAtNewcomers } from './newcomers.ts'
import { isRaisedDue } from './raised.ts'
import { tellUntold } from './settle.ts'
import { tellFigures } from './tell-figures.ts'
import { settleJobs } from './tell-many.ts'
import { raisedKinds, tellRaised } from './tell-raised.ts'
import { tellCampaign } from './tell.ts'
import { within, type Telling } from './telling.ts'

/** Parts of campaigns a job compares, and campaigns it tells of, before others have a turn. */
const LOOKS_MAX = 50
const CAMPAIGNS_MAX = 20

/**
 * Tells a connection's CRM what targets of campaigns did since it was last told, one worker at a
 * time: what is to be told is found by comparing, so that nothing is lost by an outage, and news
 * that comes meanwhile is told together. Does nothing where another worker is at it, or the
 * connection does not run.
 */
export async function tellActivities(homing: Homing, place: Place): Promise<void> {
  await inWork({ connection: place.connectionId }, () =>
    holdingLane(homing, { place, table: 'activity_lane' }, async (lane, signal) => {
      const at = await open(homing, lane, signal)
      await compare(at)
      await tellAll(at)
    }),
  )
}

async function open(homing: Homing, lane: Lane, signal: AbortSignal): Promise<Telling> {
  const { workspaceId, connectionId } = lane.at
  const { connector, vendor } = await openVendor(homing, workspaceId, connectionId, {
    signal,
    // Behind opt-outs, of which each is somebody's wish.
    purpose: 'fresh',
  })
  const { activities: part, title } = connector
  if (part === undefined) throw new LaneLeft('It can no longer be told.')
  const held = await lane.inLane(async (tx) => {
    const { off_kinds } = await tx
      .selectFrom('activity_lane')
      .select('off_kinds')
      .where('connection_id', '=', connectionId)
      .executeTakeFirstOrThrow()
    return { kinds: kindsTold(part, off_kinds), raised: raisedKinds(part.raised, off_kinds) }
  })
  if (held === null) throw new LaneLeft('Another worker tells this connection.')
  return { homing, lane, vendor, part, title, ...held.of, signal }
}

async function compare(at: Telling): Promise<void> {
  const place = at.lane.at
  for (let count = 0; count < LOOKS_MAX; count++) {
    at.signal.throwIfAborted()
    const now = at.homing.now()
    if (await within(at, (tx) => lookAtNewcomers(tx, place, at.kinds))) continue
    const next = await within(at, (tx) => nextLook(tx, place, now))
    if (next === null) return
    const of = { ...place, campaignId: next.campaignId }
    // In a transaction of its own: whoever holds a campaign must not wait for its targets.
    if (next.after === null) await within(at, (tx) => beginLook(tx, of, next))
    const { turn } = next
    await within(at, (tx) => look(tx, of, { after: next.after ?? 0, kinds: at.kinds, now, turn }))
  }
}

async function tellAll(at: Telling): Promise<void> {
  const { lane, homing } = at
  if (await isStopped(at, () => settleJobs(at))) return
  for (let count = 0; count < CAMPAIGNS_MAX; count++) {
    at.signal.throwIfAborted()
    const due = await within(at, (tx) => nextCampaign(tx, lane.at, homing.now()))
    if (due === null) break
    if (await isStopped(at, () => tellCampaign(at, due))) return
  }
  if (await isStopped(at, () => tellRaised(at))) return
  if (await isStopped(at, () => tellFigures(at))) return
  await within(at, async (tx) => {
    await lane.wentWell(tx)
    await tellUntold(tx, lane.at, at)
  })
}

/** Whether the work met a fault that stops the lane for a while. */
async function isStopped(at: Telling, work: () => Promise<void>): Promise<boolean> {
  const failure = await tried(at, work)
  if (failure === null) return false
  // Nothing is wrong: the next look at what is due goes on.
  if (failure instanceof WaitedForTurn) return true
  const until = at.homing.now() + (pauseFor(failure) ?? FAULT_PAUSE_MS)
  await within(at, (tx) => at.lane.pause(tx, until, failure))
  return true
}

async function tried(at: Telling, work: () => Promise<void>): Promise<Failure | null> {
  try {
    await work()
    return null
  } catch (error) {
    if (error instanceof LaneLeft || at.signal.aborted) throw error
    if (error instanceof Failure) return error
    at.homing.log.error({ err: error }, 'activities were not told by a fault of ours')
    return ownFault(error)
  }
}

/** Asks for what is due on the workspace's lanes: every minute, and after a run brought news. */
export async function askToTellActivities(homing: Homing, workspaceId: number): Promise<void> {
  for (const place of await lanesWithActivities(homing, workspaceId)) {
    await homing.jobs.enqueueNow('activities', place, `${workspaceId}:${place.connectionId}`)
  }
}

/** On which something is due and nobody is at it. */
async function lanesWithActivities(homing: Homing, workspaceId: number): Promise<Place[]> {
  const now = new Date(homing.now())
  return homing.database.inWorkspace(workspaceId, async (tx) => {
    const { rows } = await sql<{ connectionId: number; connector: string; off: string[] }>`
      select l.connection_id as "connectionId", c.connector, l.off_kinds as off
      from activity_lane l
      join connection c on c.workspace_id = l.workspace_id and c.id = l.connection_id
      where l.workspace_id = ${workspaceId} and l.is_on
        and c.status = 'active' and c.deleted_at is null
        and (l.paused_until is null or l.paused_until <= ${now})
        and (l.lease_until is null or l.lease_until < clock_timestamp())
      order by l.connection_id`.execute(tx)
    const due: Place[] = []
    for (const { connectionId, connector, off } of rows) {
      const at = { workspaceId, connectionId }
      const kinds = raisedKinds(connectorOf(homing, connector).activities?.raised, off)
      const now = homing.now()
      const isOne =
        (await isDue(tx, at, now))
        || (await isRaisedDue(tx, at, { kinds, now }))
        || (await areFiguresDue(tx, at, now))
      if (isOne) due.push(at)
    }
    return due
  })
}
