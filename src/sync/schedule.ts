import { sql } from 'kysely'
import { workspaceIds } from '../accounts/index.ts'
import { clearDrafts } from '../audience/index.ts'
import { ensureLanes, ensureSchedules } from '../connections/index.ts'
import { askToLookAtSources, tellCutShort } from '../files/index.ts'
import type { Homing } from '../homing.ts'
import { matchNewLinks, resumeTasks, retryDueProblems, settleAddresses } from '../ledger/index.ts'
import { tellUnmapped } from '../lists/index.ts'
import { resumeImports } from '../people/index.ts'
import { askToTellActivities, tellActivities } from './activities/work.ts'
import { carryOut } from './carry-out.ts'
import { askToReadDeliveries, readWaitingDeliveries } from './deliveries.ts'
import { mailingsToTell, tellMailing } from './mailings/work.ts'
import { startDue } from './runs.ts'
import { askToFollowSignals, followSignals } from './signals/follow.ts'
import { tellUnerased } from './write-backs/erase.ts'
import { tellOverdue } from './write-backs/overdue.ts'
import { tellUntoldValidity } from './write-backs/untold-validity.ts'
import { compareWithFacts } from './write-backs/reconcile.ts'
import { lanesToPush, pushConnection } from './pushes/work.ts'
import { lanesToTell, tellConnection } from './write-backs/work.ts'

/** Runs a process works on at once; each connection has one at most. */
const RUNS_PARALLEL = 4
/** Connections whose deliveries a process reads at once. */
const DELIVERIES_PARALLEL = 2
/** Connections whose signals a process follows at once. */
const SIGNALS_PARALLEL = 2
/** Connections whose systems a process tells at once. */
const WRITE_BACKS_PARALLEL = 2
/** Connections whose lists a process fills at once. */
const PUSHES_PARALLEL = 2
/** Connections whose CRMs a process tells what targets did at once. */
const ACTIVITIES_PARALLEL = 2
/** Campaigns a process tells their systems of at once. */
const MAILINGS_PARALLEL = 2
/** Connections begun a tick and workspace at most; the next tick takes the others. */
const DUE_MAX = 100

/** Makes this process a worker: it carries out runs and keeps the schedule. */
export async function startSync(homing: Homing): Promise<void> {
  // The embedded folder has one process: whatever it finds running was cut off with the last one.
  if (homing.database.engine.kind === 'pglite') await freeLeases(homing)
  await homing.jobs.work('run', RUNS_PARALLEL, ({ workspaceId, runId }) =>
    carryOut(homing, workspaceId, runId),
  )
  await homing.jobs.work('deliveries', DELIVERIES_PARALLEL, ({ workspaceId, connectionId }) =>
    readWaitingDeliveries(homing, workspaceId, connectionId),
  )
  await homing.jobs.work('signals', SIGNALS_PARALLEL, (place) => followSignals(homing, place))
  await homing.jobs.work('write_backs', WRITE_BACKS_PARALLEL, (place) =>
    tellConnection(homing, place),
  )
  await homing.jobs.work('pushes', PUSHES_PARALLEL, (place) => pushConnection(homing, place))
  await homing.jobs.work('mailings', MAILINGS_PARALLEL, (place) => tellMailing(homing, place))
  await homing.jobs.work('activities', ACTIVITIES_PARALLEL, (place) =>
    tellActivities(homing, place),
  )
  await homing.jobs.work('tick', 1, () => tick(homing))
  await homing.jobs.everyMinute('tick')
  // What fails is in the log, and comes again in a minute: Homing starts all the same.
  await takeSteps(homing)
}

type Step = (homing: Homing, workspaceId: number) => Promise<unknown>

/** What a tick does in a workspace, in this order: begins what is due, takes up what was left. */
const STEPS: Readonly<Record<string, Step>> = {
  'imports that were left': resumeImports,
  'tasks that were left': resumeTasks,
  'problems to try again': retryDueProblems,
  'groups that stand for no topic': (homing, workspaceId) =>
    homing.database.inWorkspace(workspaceId, (tx) => tellUnmapped(tx, workspaceId)),
  'addresses to judge': settleAddresses,
  'links to match': matchNewLinks,
  'deliveries to read': askToReadDeliveries,
  'signals to follow': askToFollowSignals,
  'files that were cut short': tellCutShort,
  'sources to look at': askToLookAtSources,
  'systems to tell': askToTell,
  'lists to fill': askToPush,
  'activities to tell': askToTellActivities,
  'drafts to clear': (homing, workspaceId) =>
    homing.database.inWorkspace(workspaceId, (tx) => clearDrafts(tx, workspaceId, homing.now())),
  'mailings to tell': askToTellMailings,
  'runs without a worker': askForOrphanedRuns,
  'connections to sync': beginDueRuns,
}

/**
 * Begins what is due and takes up what was left behind, workspace by workspace. Throws what failed
 * first, once everything else was done.
 */
export async function tick(homing: Homing): Promise<void> {
  const failures = await takeSteps(homing)
  if (failures.length > 0) throw failures[0]
}

/** A step that fails is logged, and keeps no other waiting, of no firm. Answers what failed. */
async function takeSteps(homing: Homing): Promise<unknown[]> {
  const failures: unknown[] = []
  for (const workspaceId of await workspaceIds(homing.database)) {
    for (const [step, take] of Object.entries(STEPS)) {
      if (homing.ending?.aborted) return failures
      try {
        await take(homing, workspaceId)
      } catch (error) {
        failures.push(error)
        homing.log.error({ err: error, workspace: workspaceId, step }, 'a step of a tick failed')
      }
    }
  }
  return failures
}

/** Everything that is due, whatever a crash made somebody forget; and what is late is a problem. */
async function askToTell(homing: Homing, workspaceId: number): Promise<void> {
  await homing.database.inWorkspace(workspaceId, async (tx) => {
    for (const connectionId of await ensureLanes(tx, homing, workspaceId)) {
      await compareWithFacts(tx, { workspaceId, connectionId }, homing.now())
    }
    await tellOverdue(tx, homing, { workspaceId })
    await tellUnerased(tx, homing, { workspaceId })
    await tellUntoldValidity(tx, homing, { workspaceId })
  })
  for (const place of await lanesToTell(homing, workspaceId)) {
    await homing.jobs.enqueueNow('write_backs', place, `${workspaceId}:${place.connectionId}`)
  }
}

async function askToTellMailings(homing: Homing, workspaceId: number): Promise<void> {
  for (const place of await mailingsToTell(homing, workspaceId)) {
    await homing.jobs.enqueueNow('mailings', place, `${workspaceId}:${place.campaignId}`)
  }
}

async function askForOrphanedRuns(homing: Homing, workspaceId: number): Promise<void> {
  for (const runId of await orphanedRuns(homing, workspaceId)) {
    await homing.jobs.enqueueNow('run', { workspaceId, runId })
  }
}

async function beginDueRuns(homing: Homing, workspaceId: number): Promise<void> {
  for (const connectionId of await dueConnections(homing, workspaceId)) {
    await startDue(homing, { workspaceId, connectionId })
  }
}

async function askToPush(homing: Homing, workspaceId: number): Promise<void> {
  for (const place of await lanesToPush(homing, workspaceId)) {
    await homing.jobs.enqueueNow('pushes', place, `${workspaceId}:${place.connectionId}`)
  }
}

/** Waited long enough, running without a living worker, or queued without a job that worked. */
async function orphanedRuns(homing: Homing, workspaceId: number): Promise<number[]> {
  const rows = await homing.database.inWorkspace(workspaceId, (tx) =>
    tx
      .selectFrom('run')
      .select('id')
      .where((e) =>
        e.or([
          e.and([e('status', '=', 'waiting'), e('waiting_until', '<=', sql<Date>`now()`)]),
          e.and([e('status', '=', 'running'), e('lease_until', '<', sql<Date>`now()`)]),
          e.and([
            e('status', '=', 'queued'),
            e('queued_at', '<', sql<Date>`now() - interval '2 minutes'`),
          ]),
        ]),
      )
      .orderBy('id')
      .limit(DUE_MAX)
      .execute(),
  )
  return rows.map((row) => row.id)
}

async function dueConnections(homing: Homing, workspaceId: number): Promise<number[]> {
  return homing.database.inWorkspace(workspaceId, async (tx) => {
    await ensureSchedules(tx, homing, workspaceId)
    const { rows } = await sql<{ id: number }>`
      select c.id
      from sync_schedule s
      join connection c on c.workspace_id = s.workspace_id and c.id = s.connection_id
      where s.workspace_id = ${workspaceId} and s.is_on
        and s.next_at <= ${new Date(homing.now())}
        and c.status = 'active' and c.deleted_at is null
      group by c.id
      order by min(s.next_at)
      limit ${DUE_MAX}`.execute(tx)
    return rows.map((row) => row.id)
  })
}

const LEASED = ['write_back_lane', 'push_lane', 'activity_lane', 'campaign_draft']

async function freeLeases(homing: Homing): Promise<void> {
  for (const workspaceId of await workspaceIds(homing.database)) {
    await homing.database.inWorkspace(workspaceId, (tx) =>
      sql`
        update run set lease_until = now() - interval '1 second'
        where status = 'running'`.execute(tx),
    )
    for (const leased of LEASED) {
      await homing.database.inWorkspace(workspaceId, (tx) =>
        sql`
          update ${sql.table(leased)} set lease_owner = null, lease_until = null
          where workspace_id = ${workspaceId} and lease_owner is not null`.execute(tx),
      )
    }
  }
}
