import { sql } from 'kysely'
import {
  CAMPAIGN_KINDS,
  KIND_WORDS,
  claimDueKinds,
  claimKinds,
  inOrder,
  offeredKinds,
  type Place,
  type SyncKind,
} from '../connections/index.ts'
import type { Homing } from '../homing.ts'
import type { Tx } from '../platform/database/index.ts'
import { notFound, Refused } from '../platform/refused.ts'
import { widenOpen } from './widen.ts'

/** What is told of a run that was cancelled. */
export const CANCELLED = 'Cancelled. What had come home stays.'

/** A run as screens, API and CLI show it. Times are ISO 8601. */
export interface RunView {
  id: number
  connectionId: number
  connectionName: string
  campaign: { id: number; name: string } | null
  /** What it is asked for, in the order in which that is carried out. */
  kinds: SyncKind[]
  startedFrom: 'schedule' | 'user' | 'api' | 'signal'
  startedBy: string | null
  status: 'queued' | 'running' | 'waiting' | 'done' | 'failed' | 'cancelled'
  /** While waiting: when it goes on by itself; null where that takes somebody. */
  waitingUntil: string | null
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
  /** Null: of the whole connection. */
  campaignId: number | null
  /** Everything that can be synced, unless some kinds are named. */
  kinds?: readonly SyncKind[]
  from: 'schedule' | 'user' | 'api' | 'signal'
  by: string | null
}

/**
 * Asks for a run: enqueued with its row in one transaction. A connection has one run at a time, so
 * where one is open already it is widened by what it does not do yet, and answered; one that waits
 * goes on at once when a person asks. Refuses a connection that cannot run, or kinds it has not.
 */
export async function startRun(homing: Homing, ask: RunAsk): Promise<RunView> {
  return homing.database.inWorkspace(ask.workspaceId, async (tx) => {
    const connector = await refuseUnlessActive(tx, ask.connectionId)
    const kinds = kindsFor(homing, connector, ask)
    const id = await openOrWiden(tx, homing, { ...ask, kinds })
    if (ask.campaignId === null) await claimKinds(tx, homing, { ...ask, kinds })
    return showRun(tx, id)
  })
}

/** Asks for what is due of a connection by its schedules, if anything is. */
export async function startDue(homing: Homing, at: Place): Promise<void> {
  await homing.database.inWorkspace(at.workspaceId, async (tx) => {
    const connector = await refuseUnlessActive(tx, at.connectionId)
    const due = await claimDueKinds(tx, homing, at)
    const kinds = due.filter((kind) => offeredKinds(homing, connector, []).includes(kind))
    if (kinds.length === 0) return
    const ask = { ...at, kinds, campaignId: null, from: 'schedule' as const, by: null }
    await openOrWiden(tx, homing, ask)
  })
}

/** A campaign's sync always brings opt-outs: whoever asks for its news must not miss one. */
function kindsFor(homing: Homing, connector: string, ask: RunAsk): SyncKind[] {
  const wanted = ask.kinds ?? []
  if (offeredKinds(homing, connector, []).length === 0) throw nothingToAsk()
  if (ask.campaignId === null) return inOrder(offeredKinds(homing, connector, wanted))
  const outside = wanted.find((kind) => !CAMPAIGN_KINDS.includes(kind))
  if (outside !== undefined) {
    throw new Refused(422, `A campaign has no ${KIND_WORDS[outside]} of its own.`, {
      field: 'kinds',
      remedy: 'Sync them over the connection.',
    })
  }
  const offered = offeredKinds(homing, connector, [])
  const kinds = wanted.length === 0 ? CAMPAIGN_KINDS : [...wanted, 'opt_outs' as const]
  const asked = inOrder(kinds.filter((kind) => offered.includes(kind)))
  if (asked.length === 0) throw nothingToAsk()
  return asked
}

function nothingToAsk(): Refused {
  return new Refused(409, 'There is nothing to ask this service for: its news is brought.', {
    remedy: 'Bring its files, or have it post to the hook address.',
  })
}

type Asked = RunAsk & { kinds: SyncKind[] }

async function openOrWiden(tx: Tx, homing: Homing, ask: Asked): Promise<number> {
  const opened = await openRun(tx, homing, ask)
  if (opened !== null) return opened
  const { workspaceId } = ask
  const { id, isHurried } = await widenOpen(tx, ask)
  if (isHurried) await homing.jobs.enqueue(tx, 'run', { workspaceId, runId: id })
  return id
}

/** Enqueues a run with its row; null where the connection has an open one already. */
export async function openRun(tx: Tx, homing: Homing, ask: Asked): Promise<number | null> {
  const made = await tx
    .insertInto('run')
    .values({
      workspace_id: ask.workspaceId,
      connection_id: ask.connectionId,
      campaign_id: ask.campaignId,
      kinds: ask.kinds,
      started_from: ask.from,
      started_by: ask.by,
      status: 'queued',
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  if (made === undefined) return null
  await homing.jobs.enqueue(tx, 'run', { workspaceId: ask.workspaceId, runId: made.id })
  return made.id
}

/** The id of a connection's queued or running run. */
export async function openRunOf(tx: Tx, connectionId: number): Promise<number | null> {
  const row = await tx
    .selectFrom('run')
    .select('id')
    .where('connection_id', '=', connectionId)
    .where('status', 'in', ['queued', 'running', 'waiting'])
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

/** Asks an open run to stop after the page at hand; one that nobody works on stops at once. */
export async function cancelRun(tx: Tx, id: number): Promise<RunView> {
  await sql`
    update run set cancel_asked = true,
      status = case when status = 'running' then status else 'cancelled' end,
      message = case when status = 'running' then message else ${CANCELLED} end,
      waiting_until = null,
      ended_at = case when status = 'running' then null else now() end
    where id = ${id} and status in ('queued', 'running', 'waiting')`.execute(tx)
  return showRun(tx, id)
}

const INACTIVE = {
  awaiting_authorisation: (name: string) =>
    [`The connection ${name} has not been authorised yet.`, 'Authorise it first.'] as const,
  needs_reauthorisation: (name: string) =>
    [`The connection ${name} is no longer authorised.`, 'Authorise it again.'] as const,
  paused: (name: string) => [`The connection ${name} is paused.`, 'Resume it first.'] as const,
}

/** Answers the connector of a connection that is active. */
async function refuseUnlessActive(tx: Tx, connectionId: number): Promise<string> {
  const connection = await tx
    .selectFrom('connection')
    .select(['name', 'status', 'connector'])
    .where('id', '=', connectionId)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  if (connection === undefined) throw notFound('connection', connectionId)
  if (connection.status === 'active') return connection.connector
  const [sentence, remedy] = INACTIVE[connection.status](connection.name)
  throw new Refused(409, sentence, { remedy })
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
    kinds: row.kinds,
    startedFrom: row.started_from,
    startedBy: row.started_by,
    status: row.status,
    waitingUntil: row.waiting_until?.toISOString() ?? null,
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
