import { sql } from 'kysely'
import type { Homing } from '../../homing.ts'
import type { Tx } from '../../platform/database/index.ts'
import { notFound } from '../../platform/refused.ts'

/** Tasks a list answers at most, the newest. */
const LISTED_MAX = 50

export type TaskKind =
  | 'retry'
  | 'ignore'
  | 'reopen'
  | 'read_receipts'
  | 'judge_addresses'
  | 'match_links'
  | 'carry_opt_outs'
export type TaskStatus = 'queued' | 'running' | 'done' | 'failed' | 'cancelled'

/** Its task comes from a migration (0108), where no sentence is translated. */
const CARRYING = 'Carry opt-outs that came late to the addresses in use now'

/** A task as API and screens show it. */
export interface TaskView {
  id: number
  kind: TaskKind
  title: string
  status: TaskStatus
  done: number
  total: number
  outcome: { name: string; count: number }[]
  message: string | null
  startedBy: string
  /** The problems it ignored can be opened again. */
  canUndo: boolean
  queuedAt: string
  startedAt: string | null
  endedAt: string | null
}

export interface NewTask {
  workspaceId: number
  kind: TaskKind
  title: string
  ask: unknown
  total: number
  startedBy: string
}

/** Sets a task in motion within the caller's transaction; a worker carries it out. */
export async function startTask(homing: Homing, tx: Tx, wanted: NewTask): Promise<TaskView> {
  const { id } = await tx
    .insertInto('task')
    .values({
      workspace_id: wanted.workspaceId,
      kind: wanted.kind,
      title: wanted.title,
      ask: JSON.stringify(wanted.ask),
      total: wanted.total,
      started_by: wanted.startedBy,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await homing.jobs.enqueue(tx, 'task', { workspaceId: wanted.workspaceId, taskId: id })
  return showTask(tx, id)
}

/** One task. Refuses an id that is not there. */
export async function showTask(tx: Tx, id: number): Promise<TaskView> {
  const row = await tx.selectFrom('task').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined) throw notFound('task', id)
  return view(row)
}

/** The newest tasks, or those that have not ended. */
export async function listTasks(tx: Tx, { isOpen = false }): Promise<TaskView[]> {
  const rows = await tx
    .selectFrom('task')
    .selectAll()
    .$if(isOpen, (query) => query.where('status', 'in', ['queued', 'running']))
    .orderBy('id', 'desc')
    .limit(LISTED_MAX)
    .execute()
  return rows.map(view)
}

/** Asks a task to stop after the batch at hand; a queued one stops at once. */
export async function cancelTask(tx: Tx, id: number): Promise<TaskView> {
  await sql`
    update task set cancel_asked = true,
      status = case when status = 'queued' then 'cancelled' else status end,
      ended_at = case when status = 'queued' then now() end
    where id = ${id} and status in ('queued', 'running')`.execute(tx)
  return showTask(tx, id)
}

function view(row: {
  id: number
  kind: TaskKind
  title: string
  status: TaskStatus
  done: number
  total: number
  outcome: unknown
  message: string | null
  started_by: string
  queued_at: Date
  started_at: Date | null
  ended_at: Date | null
}): TaskView {
  const outcome = Object.entries(row.outcome as Record<string, number>)
  return {
    id: row.id,
    kind: row.kind,
    title: row.kind === 'carry_opt_outs' ? CARRYING : row.title,
    status: row.status,
    done: row.done,
    total: row.total,
    outcome: outcome.map(([name, count]) => ({ name, count })),
    message: row.message,
    startedBy: row.started_by,
    canUndo: row.kind === 'ignore' && row.ended_at !== null && row.done > 0,
    queuedAt: row.queued_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    endedAt: row.ended_at?.toISOString() ?? null,
  }
}
