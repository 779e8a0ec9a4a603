import { sql } from 'kysely'
import { workspaceIds } from '../accounts/index.ts'
import type { Homing } from '../homing.ts'
import { resumeImports } from '../people/index.ts'
import { carryOut } from './carry-out.ts'
import { askToReadDeliveries, readWaitingDeliveries } from './deliveries.ts'
import { startRun } from './runs.ts'

/** Runs a process works on at once; each connection has one at most. */
const RUNS_PARALLEL = 4
/** Connections whose deliveries a process reads at once. */
const DELIVERIES_PARALLEL = 2
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
  await homing.jobs.work('tick', 1, () => tick(homing))
  await homing.jobs.everyMinute('tick')
  await tick(homing)
}

/** Begins what is due and takes up what was left behind, workspace by workspace. */
export async function tick(homing: Homing): Promise<void> {
  for (const workspaceId of await workspaceIds(homing.database)) {
    await resumeImports(homing, workspaceId)
    await askToReadDeliveries(homing, workspaceId)
    for (const runId of await orphanedRuns(homing, workspaceId)) {
      await homing.jobs.enqueueNow('run', { workspaceId, runId })
    }
    for (const connectionId of await dueConnections(homing, workspaceId)) {
      await startRun(homing, {
        workspaceId,
        connectionId,
        campaignId: null,
        from: 'schedule',
        by: null,
      })
    }
  }
}

/** Running without a living worker, or queued without a job that came to anything. */
async function orphanedRuns(homing: Homing, workspaceId: number): Promise<number[]> {
  const rows = await homing.database.inWorkspace(workspaceId, (tx) =>
    tx
      .selectFrom('run')
      .select('id')
      .where((e) =>
        e.or([
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
  const rows = await homing.database.inWorkspace(workspaceId, (tx) =>
    tx
      .selectFrom('connection as c')
      .select('c.id')
      .where('c.status', '=', 'active')
      .where('c.deleted_at', 'is', null)
      .where('c.next_run_at', '<=', new Date(homing.now()))
      .where((e) =>
        e.not(
          e.exists(
            e
              .selectFrom('run as r')
              .select('r.id')
              .whereRef('r.connection_id', '=', 'c.id')
              .where('r.status', 'in', ['queued', 'running']),
          ),
        ),
      )
      .orderBy('c.next_run_at')
      .limit(DUE_MAX)
      .execute(),
  )
  return rows.map((row) => row.id)
}

async function freeLeases(homing: Homing): Promise<void> {
  for (const workspaceId of await workspaceIds(homing.database)) {
    await homing.database.inWorkspace(workspaceId, (tx) =>
      sql`
        update run set lease_until = now() - interval '1 second'
        where status = 'running'`.execute(tx),
    )
  }
}
