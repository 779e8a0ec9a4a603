import { sql } from 'kysely'
import { workspaceIds } from '../../accounts/index.ts'
import { carryKnownLate } from '../../consent/index.ts'
import type { Homing } from '../../homing.ts'
import type { Tx } from '../../platform/database/index.ts'
import { decideBatch } from './decide-group.ts'
import { matchBatch } from './match-links.ts'
import { readAgainBatch } from './read-again.ts'
import { judgeBatch } from '../validity/settle.ts'
import type { TaskKind } from './tasks.ts'

/** Tasks a process works on at once: they are patient. */
const TASKS_PARALLEL = 1
/** A worker that has not finished a batch in this time is taken for dead. */
const LEASE_SECONDS = 120
/** Batches of one task before something must be wrong with its place. */
const BATCHES_MAX = 1_000_000
/** Workers that may die on a task before it is given up. */
const WORKERS_MAX = 10
/** Tasks taken up again at once; the next round takes the others. */
const RESUMED_MAX = 100

interface TaskJob {
  workspaceId: number
  taskId: number
}

/** What a batch is given. */
export interface BatchAsk<Ask = unknown> {
  workspaceId: number
  taskId: number
  kind: TaskKind
  ask: Ask
  /** The last id of the batch before. */
  place: number
  startedBy: string
}

/** What a batch did; place null where nothing is left. */
export interface BatchResult {
  done: number
  place: number | null
  outcome: Record<string, number>
}

/**
 * Makes this process a worker for tasks. The embedded folder has one process: whatever it finds
 * running was cut off with the last one.
 */
export async function startTasks(homing: Homing): Promise<void> {
  await homing.jobs.work('task', TASKS_PARALLEL, (job) => carryOutTask(homing, job))
  for (const workspaceId of await workspaceIds(homing.database)) {
    if (homing.database.engine.kind === 'pglite') await freeLeases(homing, workspaceId)
    await resumeTasks(homing, workspaceId)
  }
}

async function freeLeases(homing: Homing, workspaceId: number): Promise<void> {
  await homing.database.inWorkspace(workspaceId, (tx) =>
    sql`
      update task set lease_until = now() - interval '1 second'
      where status = 'running'`.execute(tx),
  )
}

/** Takes up tasks whose worker is gone. For every minute. */
export async function resumeTasks(homing: Homing, workspaceId: number): Promise<void> {
  await homing.database.inWorkspace(workspaceId, async (tx) => {
    const { rows } = await sql<{ id: number }>`
      select id from task
      where status in ('queued', 'running')
        and coalesce(lease_until, queued_at + interval '2 minutes') < now()
      order by id limit ${RESUMED_MAX}`.execute(tx)
    for (const { id } of rows) await homing.jobs.enqueue(tx, 'task', { workspaceId, taskId: id })
  })
}

/**
 * Carries a task out, or goes on with one where its last batch ended: a batch and its place are one
 * transaction, so nothing is done twice or left out. Does nothing where another worker has it.
 */
export async function carryOutTask(homing: Homing, job: TaskJob): Promise<void> {
  const { workspaceId, taskId } = job
  const claimed = await homing.database.inWorkspace(workspaceId, (tx) => claim(tx, taskId))
  if (claimed === null) return
  try {
    for (let batch = 0; batch < BATCHES_MAX; batch++) {
      const goesOn = await homing.database.inWorkspace(workspaceId, (tx) =>
        step(homing, tx, job, claimed),
      )
      if (!goesOn) return
    }
    throw new Error(`Task ${taskId} did not end after ${BATCHES_MAX} batches.`)
  } catch (error) {
    homing.log.error({ err: error, task: taskId }, 'a task failed by a fault of ours')
    await homing.database.inWorkspace(workspaceId, (tx) =>
      sql`
        update task set status = 'failed', ended_at = now(), lease_until = null,
          message = 'Homing made a mistake here; its log has the details. What was done stays.'
        where id = ${taskId} and epoch = ${claimed.epoch} and status = 'running'`.execute(tx),
    )
  }
}

interface Claimed {
  epoch: number
  kind: TaskKind
  ask: unknown
  startedBy: string
}

async function claim(tx: Tx, taskId: number): Promise<Claimed | null> {
  const { rows } = await sql<Claimed>`
    update task set status = 'running', epoch = epoch + 1,
      lease_until = now() + make_interval(secs => ${LEASE_SECONDS}),
      started_at = coalesce(started_at, now())
    where id = ${taskId}
      and (status = 'queued' or (status = 'running' and lease_until < now()))
    returning epoch, kind, ask, started_by as "startedBy"`.execute(tx)
  const claimed = rows[0]
  if (claimed === undefined || claimed.epoch <= WORKERS_MAX) return claimed ?? null
  await end(
    tx,
    taskId,
    'failed',
    `It was given up: ${WORKERS_MAX} workers could not go on with it.`,
  )
  return null
}

/** One batch with the task's new place; false where the task has ended. */
async function step(homing: Homing, tx: Tx, job: TaskJob, claimed: Claimed): Promise<boolean> {
  const { workspaceId, taskId } = job
  const { rows } = await sql<{ place: number; cancel_asked: boolean }>`
    update task set lease_until = now() + make_interval(secs => ${LEASE_SECONDS})
    where id = ${taskId} and epoch = ${claimed.epoch} and status = 'running'
    returning place, cancel_asked`.execute(tx)
  if (rows[0] === undefined) return false
  if (rows[0].cancel_asked) {
    await end(tx, taskId, 'cancelled', 'Stopped. What was done stays.')
    return false
  }
  const { kind, ask, startedBy } = claimed
  const batch = { workspaceId, taskId, kind, ask, place: rows[0].place, startedBy }
  const { done, place, outcome } = await BATCHES[kind](homing, tx, batch as never)
  await sql`
    update task set done = done + ${done}, place = ${place ?? rows[0].place},
      outcome = (
        select coalesce(jsonb_object_agg(name, count), '{}') from (
          select key as name, sum(value::integer) as count from (
            select * from jsonb_each_text(outcome)
            union all
            select * from jsonb_each_text(${JSON.stringify(outcome)}::jsonb)
          ) side group by key
        ) summed)
    where id = ${taskId}`.execute(tx)
  if (place !== null) return true
  await end(tx, taskId, 'done', null)
  return false
}

const BATCHES: Record<TaskKind, (homing: Homing, tx: Tx, batch: never) => Promise<BatchResult>> = {
  retry: decideBatch,
  ignore: decideBatch,
  reopen: decideBatch,
  read_receipts: readAgainBatch,
  judge_addresses: (_, tx, batch) => judgeBatch(tx, batch),
  match_links: (_, tx, batch) => matchBatch(tx, batch),
  carry_opt_outs: (homing, tx, batch) => carryBatch(tx, batch, homing.now()),
}

/** Set in motion by migration 0108, once for each firm that was there. */
async function carryBatch(tx: Tx, { workspaceId, place: from }: BatchAsk, now: number) {
  const { looked, carried, place } = await carryKnownLate(tx, { workspaceId, now }, from)
  return { done: looked, place, outcome: { carried, 'not late': looked - carried } }
}

async function end(
  tx: Tx,
  taskId: number,
  status: 'done' | 'failed' | 'cancelled',
  message: string | null,
): Promise<void> {
  await sql`
    update task set status = ${status}, message = ${message}, ended_at = now(), lease_until = null,
      total = case when ${status} = 'done' then done else total end
    where id = ${taskId}`.execute(tx)
}
