import { sql } from 'kysely'
import type { Homing } from '../../homing.ts'
import type { Tx } from '../../platform/database/index.ts'
import { notFound, Refused } from '../../platform/refused.ts'
import { readingOf, type Decision } from '../decide-problem.ts'
import type { ProblemStatus } from '../inbox.ts'
import { readReceiptsAgain, RECEIPTS_MAX } from '../read-receipts.ts'
import type { BatchAsk, BatchResult } from './carry-out.ts'
import { startTask, type TaskView } from './tasks.ts'

/** Problems one transaction decides at most. */
const BATCH_MAX = 1_000

interface GroupAsk {
  /** A whole group, or what an earlier task ignored. */
  group?: string
  task?: number
  /** Problems that came later are not decided. */
  upTo: number
}

export interface GroupDecision {
  workspaceId: number
  name: string
  group: string
  decision: Decision
}

/** Decides for every problem of a group as it stands now. Refuses a group that has none. */
export async function decideGroup(homing: Homing, of: GroupDecision): Promise<TaskView> {
  const { decision, group } = of
  return homing.database.inWorkspace(of.workspaceId, async (tx) => {
    const cause = await causeOf(tx, of)
    const { rows } = await sql<{ count: number; up_to: number }>`
      select count(*)::integer as count, coalesce(max(id), 0) as up_to from problem
      where workspace_id = ${of.workspaceId} and status = ${FROM[decision]}
        and group_key = ${group}::uuid`.execute(tx)
    const { count, up_to } = rows[0]!
    if (count === 0) throw new Refused(409, `No problem of this group is ${FROM[decision]}.`)
    return startTask(homing, tx, {
      workspaceId: of.workspaceId,
      kind: decision,
      title: `${VERBS[decision]} ${count} ${count === 1 ? 'problem' : 'problems'}: ${cause}`,
      ask: { group, upTo: up_to } satisfies GroupAsk,
      total: count,
      startedBy: of.name,
    })
  })
}

async function causeOf(tx: Tx, { workspaceId, group }: GroupDecision): Promise<string> {
  const { rows } = await sql<{ cause: string }>`
    select cause from problem
    where workspace_id = ${workspaceId} and status = any ('{open,ignored,resolved}')
      and group_key = ${group}::uuid
    limit 1`.execute(tx)
  if (rows[0] === undefined) throw notFound('group of problems', group)
  return rows[0].cause
}

/** Opens again what a task ignored and nobody has decided of since. */
export async function undoTask(
  homing: Homing,
  by: { workspaceId: number; name: string },
  taskId: number,
): Promise<TaskView> {
  return homing.database.inWorkspace(by.workspaceId, async (tx) => {
    const task = await tx
      .selectFrom('task')
      .select(['kind', 'title'])
      .where('id', '=', taskId)
      .executeTakeFirst()
    if (task === undefined) throw notFound('task', taskId)
    if (task.kind !== 'ignore') throw new Refused(409, 'Only ignoring can be taken back.')
    const { rows } = await sql<{ count: number; up_to: number | null }>`
      select count(*)::integer as count, max(id) as up_to from problem
      where workspace_id = ${by.workspaceId} and task_id = ${taskId}
        and status = 'ignored'`.execute(tx)
    const { count, up_to } = rows[0]!
    if (up_to === null) throw new Refused(409, 'Nothing of it is ignored any more.')
    return startTask(homing, tx, {
      workspaceId: by.workspaceId,
      kind: 'reopen',
      title: `Take back: ${task.title}`,
      ask: { task: taskId, upTo: up_to } satisfies GroupAsk,
      total: count,
      startedBy: by.name,
    })
  })
}

const FROM: Record<Decision, ProblemStatus> = { retry: 'open', ignore: 'open', reopen: 'ignored' }
const VERBS: Record<Decision, string> = { retry: 'Read again', ignore: 'Ignore', reopen: 'Reopen' }

/** One batch of a group's decision. */
export async function decideBatch(
  homing: Homing,
  tx: Tx,
  batch: BatchAsk<GroupAsk>,
): Promise<BatchResult> {
  const chosen = await choose(tx, batch)
  if (chosen.length === 0) return { done: 0, place: null, outcome: {} }
  if (batch.kind === 'retry') return retry(homing, tx, batch, chosen)
  const status = batch.kind === 'ignore' ? 'ignored' : 'open'
  const ids = chosen.map((one) => one.id)
  await sql`
    update problem set status = ${status}, decided_by = ${batch.startedBy},
      decided_at = ${new Date(homing.now())}, task_id = ${batch.taskId}
    where id = any (${ids}::integer[])`.execute(tx)
  const name = status === 'open' ? 'opened again' : status
  return { done: ids.length, place: ids.at(-1)!, outcome: { [name]: ids.length } }
}

interface Chosen {
  id: number
  receipt_id: number | null
  connection_id: number | null
}

async function choose(tx: Tx, { workspaceId, kind, ask, place }: BatchAsk<GroupAsk>) {
  const of =
    ask.task === undefined ? sql`group_key = ${ask.group}::uuid` : sql`task_id = ${ask.task}`
  const { rows } = await sql<Chosen>`
    select id, receipt_id, connection_id from problem
    where workspace_id = ${workspaceId} and status = ${FROM[kind as Decision]}
      and ${of}
      and id > ${place} and id <= ${ask.upTo}
    order by id limit ${BATCH_MAX}
    for update`.execute(tx)
  return rows
}

/** Reads the receipts of the first of them, as many receipts as a transaction takes. */
async function retry(
  homing: Homing,
  tx: Tx,
  batch: BatchAsk<GroupAsk>,
  chosen: Chosen[],
): Promise<BatchResult> {
  const receipts = new Map<number, Set<number>>()
  const taken: Chosen[] = []
  const seen = new Set<number>()
  for (const one of chosen) {
    if (one.receipt_id !== null && !seen.has(one.receipt_id)) {
      if (seen.size === RECEIPTS_MAX) break
      seen.add(one.receipt_id)
      const connectionId = one.connection_id ?? 0
      receipts.set(connectionId, (receipts.get(connectionId) ?? new Set()).add(one.receipt_id))
    }
    taken.push(one)
  }
  for (const [connectionId, ids] of receipts) {
    await readAgain(homing, tx, batch.workspaceId, connectionId, [...ids])
  }
  const ids = taken.map((one) => one.id)
  const resolved = await endWithoutRecord(tx, ids)
  const outcome = { resolved, 'still open': ids.length - resolved }
  return { done: ids.length, place: ids.at(-1)!, outcome }
}

/** A connection whose connector this Homing no longer has leaves its problems open. */
async function readAgain(
  ...[homing, tx, workspaceId, connectionId, ids]: [Homing, Tx, number, number, number[]]
): Promise<void> {
  let reading
  try {
    reading = await readingOf(homing, tx, workspaceId, connectionId)
  } catch (error) {
    if (error instanceof Refused) return
    throw error
  }
  await readReceiptsAgain(tx, reading, ids)
}

/** Ends what has no record to read, but for lost grants; answers how many have ended by now. */
async function endWithoutRecord(tx: Tx, ids: number[]): Promise<number> {
  await sql`
    update problem p set status = 'resolved', next_try_at = null
    where p.id = any (${ids}::integer[]) and p.status = 'open' and p.receipt_id is null
      and not exists (select from connection c
        where c.id = p.connection_id and c.status = 'needs_reauthorisation')`.execute(tx)
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from problem
    where id = any (${ids}::integer[]) and status = 'resolved'`.execute(tx)
  return rows[0]!.count
}
