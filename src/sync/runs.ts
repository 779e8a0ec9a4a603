import { sql } from 'kysely'
import type { Homing } from '../homing.ts'
import type { Tx } from '../platform/database/index.ts'
import { notFound, Refused } from '../platform/refused.ts'

/** A run as screens, API and CLI show it. Times are ISO 8601. */
export interface RunView {
  id: number
  connectionId: number
  connectionName: string
  campaign: { id: number; name: string } | null
  startedFrom: 'schedule' | 'user' | 'api'
  startedBy: string | null
  status: 'queued' | 'running' | 'done' | 'failed' | 'cancelled'
  phase: string
  stepsDone: number
  stepsTotal: number | null
  requests: number
  pages: number
  eventsRead: number
  eventsWritten: number
  /** What was not written, by reason. */
  skipped: { reason: string; count: number }[]
  problems: number
  message: string | null
  queuedAt: string
  startedAt: string | null
  endedAt: string | null
}

export interface RunAsk {
  workspaceId: number
  connectionId: number
  /** Null: everything of the connection. */
  campaignId: number | null
  from: 'schedule' | 'user' | 'api'
  by: string | null
}

/**
 * Asks for a run: enqueued with its row in one transaction. Where one is open already, that one is
 * answered instead, for a connection has one run at a time. Refuses a connection that cannot run.
 */
export async function startRun(homing: Homing, ask: RunAsk): Promise<RunView> {
  return homing.database.inWorkspace(ask.workspaceId, async (tx) => {
    await refuseUnlessActive(tx, ask.connectionId)
    const made = await tx
      .insertInto('run')
      .values({
        workspace_id: ask.workspaceId,
        connection_id: ask.connectionId,
        campaign_id: ask.campaignId,
        kind: 'feedback',
        started_from: ask.from,
        started_by: ask.by,
        status: 'queued',
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst()
    if (made !== undefined) {
      await homing.jobs.enqueue(tx, 'run', { workspaceId: ask.workspaceId, runId: made.id })
      return showRun(tx, made.id)
    }
    const open = await openRunOf(tx, ask.connectionId)
    if (open === null) throw new Refused(409, 'A run of this connection has just ended. Ask again.')
    return showRun(tx, open)
  })
}

/** The id of a connection's queued or running run. */
export async function openRunOf(tx: Tx, connectionId: number): Promise<number | null> {
  const row = await tx
    .selectFrom('run')
    .select('id')
    .where('connection_id', '=', connectionId)
    .where('status', 'in', ['queued', 'running'])
    .executeTakeFirst()
  return row?.id ?? null
}

/** One run as the contract shows it. Refuses an id that is not there. */
export async function showRun(tx: Tx, id: number): Promise<RunView> {
  const row = await runRows(tx).where('r.id', '=', id).executeTakeFirst()
  if (row === undefined) throw notFound('run', id)
  return view(row)
}

/** Runs, newest first, of all connections or of one. */
export async function listRuns(
  tx: Tx,
  query: { after?: string; limit: number; connectionId?: number; campaignId?: number },
): Promise<{ items: RunView[]; next: string | null }> {
  const rows = await runRows(tx)
    .$if(query.after !== undefined, (q) => q.where('r.id', '<', Number(query.after)))
    .$if(query.connectionId !== undefined, (q) =>
      q.where('r.connection_id', '=', query.connectionId!),
    )
    .$if(query.campaignId !== undefined, (q) => q.where('r.campaign_id', '=', query.campaignId!))
    .orderBy('r.id', 'desc')
    .limit(query.limit + 1)
    .execute()
  const items = rows.slice(0, query.limit).map(view)
  return { items, next: rows.length > query.limit ? String(items.at(-1)!.id) : null }
}

/** Asks an open run to stop after the page at hand; a queued one stops at once. */
export async function cancelRun(tx: Tx, id: number): Promise<RunView> {
  await sql`
    update run set cancel_asked = true,
      status = case when status = 'queued' then 'cancelled' else status end,
      ended_at = case when status = 'queued' then now() end
    where id = ${id} and status in ('queued', 'running')`.execute(tx)
  return showRun(tx, id)
}

async function refuseUnlessActive(tx: Tx, connectionId: number): Promise<void> {
  const connection = await tx
    .selectFrom('connection')
    .select(['name', 'status'])
    .where('id', '=', connectionId)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  if (connection === undefined) throw notFound('connection', connectionId)
  if (connection.status === 'active') return
  const words = {
    awaiting_authorisation: ['has not been authorised yet', 'Authorise it at the ESP first.'],
    needs_reauthorisation: ['is no longer authorised', 'Authorise it at the ESP again.'],
    paused: ['is paused', 'Resume it first.'],
  }[connection.status]
  throw new Refused(409, `The connection ${connection.name} ${words[0]}.`, { remedy: words[1] })
}

function runRows(tx: Tx) {
  return tx
    .selectFrom('run as r')
    .innerJoin('connection as c', 'c.id', 'r.connection_id')
    .leftJoin('campaign as g', 'g.id', 'r.campaign_id')
    .selectAll('r')
    .select(['c.name as connection_name', 'g.name as campaign_name'])
}

function view(
  row: Awaited<ReturnType<ReturnType<typeof runRows>['executeTakeFirstOrThrow']>>,
): RunView {
  return {
    id: row.id,
    connectionId: row.connection_id,
    connectionName: row.connection_name,
    campaign: row.campaign_id === null ? null : { id: row.campaign_id, name: row.campaign_name! },
    startedFrom: row.started_from,
    startedBy: row.started_by,
    status: row.status,
    phase: row.detail === '' ? row.phase : `${row.phase}: ${row.detail}`,
    stepsDone: row.steps_done,
    stepsTotal: row.steps_total,
    requests: row.requests,
    pages: row.pages,
    eventsRead: row.events_read,
    eventsWritten: row.events_written,
    skipped: Object.entries(row.skipped as Record<string, number>).map(([reason, count]) => ({
      reason,
      count,
    })),
    problems: row.problems,
    message: row.message,
    queuedAt: row.queued_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    endedAt: row.ended_at?.toISOString() ?? null,
  }
}
