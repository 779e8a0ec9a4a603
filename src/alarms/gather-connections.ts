import { sql } from 'kysely'
import {
  grantFacts,
  knownPaceOf,
  listConnections,
  newsKind,
  quotasOf,
  type Connection,
} from '../connections/index.ts'
import type { Homing } from '../homing.ts'
import { overdueWriteBacks } from '../outbox/index.ts'
import type { Tx } from '../platform/database/index.ts'
import type { ConnectionFacts, HookFacts } from './facts.ts'
import { MINUTE } from './time.ts'

/** Runs of each connection that are looked at, newest first. */
const RUNS_MAX = 30
const DAY_MINUTES = 24 * 60
const WEEK_MINUTES = 7 * DAY_MINUTES

/** What is known of each connection of the workspace, in a handful of statements. */
export async function connectionFacts(
  tx: Tx,
  homing: Homing,
  workspaceId: number,
): Promise<ConnectionFacts[]> {
  const connections = await listConnections(tx)
  if (connections.length === 0) return []
  const runs = await recentRuns(tx, connections)
  const news = await lastNews(tx, workspaceId)
  const grants = await grantFacts(tx, homing, workspaceId)
  const quotas = await quotasFor(tx, homing, workspaceId, connections)
  const closedHooks = await hooksClosed(tx, workspaceId)
  const late = await overdueWriteBacks(tx, workspaceId, homing.now())
  return connections.map((connection) => {
    const connector = homing.connectors.find(({ id }) => id === connection.connector)
    // Where keys are kept, Homing asks for another session by itself: nothing ends.
    const grant = connector?.keys === undefined ? grants.get(connection.id) : undefined
    const idleDays = connector?.oauth2?.refreshTokenLife?.idleDays ?? null
    return {
      id: connection.id,
      name: connection.name,
      vendor: connector?.title ?? connection.connector,
      status: connection.status,
      createdAt: connection.createdAt,
      ...newsSchedule(connection),
      ...runFacts(connection, runs.get(connection.id) ?? []),
      lastEventAt: news.get(connection.id)?.eventAt ?? null,
      lastLearntAt: news.get(connection.id)?.learntAt ?? null,
      grant: grant === undefined ? null : { ...grant, idleDays },
      quota: quotas.get(connection.id) ?? null,
      ...(late.has(connection.id) && { late: late.get(connection.id)! }),
      ...(closedHooks.has(connection.id) && { hook: closedHooks.get(connection.id)! }),
    }
  })
}

/** How often the news is read, and when next; by hand alone counts as once a week. */
function newsSchedule(connection: Connection) {
  const { schedules, status } = connection
  const news = schedules.find(({ kind, isOn }) => kind === newsOf(connection) && isOn)
  const minutes = news === undefined ? WEEK_MINUTES : (news.everyMinutes ?? DAY_MINUTES)
  const nextRunAt = status === 'active' ? (news?.nextAt ?? null) : null
  return { intervalMs: minutes * MINUTE, nextRunAt }
}

const newsOf = ({ schedules }: Connection) => newsKind(schedules.map(({ kind }) => kind))

export interface RecentRun {
  status: string
  message: string | null
  /** Tries that faults have used up. */
  attempts: number
  endedAt: number | null
  isAlive: boolean
}

/** What the newest runs of the news tell of a connection. Pure; runs come newest first. */
export function runFacts(
  { lastPullAt }: Pick<Connection, 'lastPullAt'>,
  runs: readonly RecentRun[],
): Pick<
  ConnectionFacts,
  'lastGoodAt' | 'lastTriedAt' | 'failedInRow' | 'lastFailure' | 'isRunning'
> {
  const ended = runs.filter((run) => run.endedAt !== null)
  const good = ended.find((run) => run.status === 'done')?.endedAt ?? null
  const told = ended.filter((run) => run.status !== 'cancelled')
  const until = told.findIndex((run) => run.status !== 'failed')
  // A run that met a fault waits and tries again before it fails: its tries count too.
  const open = runs.find((run) => run.endedAt === null && run.attempts > 0)
  const failedInRow = (open?.attempts ?? 0) + (until < 0 ? told.length : until)
  return {
    lastGoodAt: latest(good, lastPullAt),
    lastTriedAt: ended[0]?.endedAt ?? null,
    failedInRow,
    lastFailure: failedInRow > 0 ? (open ?? told[0]!).message : null,
    isRunning: runs.some((run) => run.isAlive),
  }
}

function latest(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.max(one, other)
}

/** A run of one campaign, or of lists alone, says nothing about the news: those are left out. */
async function recentRuns(
  tx: Tx,
  connections: readonly Connection[],
): Promise<Map<number, RecentRun[]>> {
  const { rows } = await sql<{
    connection_id: number
    status: string
    message: string | null
    attempts: number
    ended_at: Date | null
    is_alive: boolean
  }>`
    select c.id as connection_id, r.status, r.message, r.attempts, r.ended_at,
      coalesce(r.status = 'running' and r.lease_until > now()
        or r.status = 'waiting'
        or r.status = 'queued' and r.queued_at > now() - interval '2 minutes', false) as is_alive
    from unnest(${connections.map(({ id }) => id)}::bigint[],
      ${connections.map((one) => newsOf(one))}::text[]) as n (connection_id, kind)
    join connection c on c.id = n.connection_id
    cross join lateral (
      select * from run r
      where r.workspace_id = c.workspace_id and r.connection_id = c.id and r.campaign_id is null
        and n.kind = any (r.kinds)
      order by r.id desc limit ${RUNS_MAX}
    ) r
    order by c.id, r.id desc`.execute(tx)
  const byConnection = new Map<number, RecentRun[]>()
  for (const { connection_id, ended_at, is_alive: isAlive, ...run } of rows) {
    const runs = byConnection.get(connection_id) ?? []
    runs.push({ ...run, isAlive, endedAt: ended_at?.getTime() ?? null })
    byConnection.set(connection_id, runs)
  }
  return byConnection
}

/** Hooks whose door somebody closed. */
async function hooksClosed(tx: Tx, workspaceId: number): Promise<Map<number, HookFacts>> {
  const rows = await tx
    .selectFrom('hook_closing')
    .select(['connection_id', 'closed_by', 'closed_at'])
    .where('workspace_id', '=', workspaceId)
    .execute()
  return new Map(
    rows.map(({ connection_id, closed_by, closed_at }) => [
      connection_id,
      { disabledAt: closed_at.getTime(), reason: `${closed_by} closed it.` },
    ]),
  )
}

/** The newest event of each connection, and when one was last learnt. */
async function lastNews(tx: Tx, workspaceId: number) {
  const { rows } = await sql<{
    connection_id: number
    event_at: Date | null
    learnt_at: Date | null
  }>`
    select i.connection_id, max(k.last_at) as event_at, max(n.learnt_at) as learnt_at
    from campaign_news n
    join campaign_identity i on i.workspace_id = n.workspace_id and i.campaign_id = n.campaign_id
      and i.kind = 'campaign'
    join campaign_count k on k.workspace_id = n.workspace_id and k.campaign_id = n.campaign_id
      and k.kind > 0
    where n.workspace_id = ${workspaceId}
    group by i.connection_id`.execute(tx)
  return new Map(
    rows.map((row) => [
      row.connection_id,
      { eventAt: row.event_at?.getTime() ?? null, learntAt: row.learnt_at?.getTime() ?? null },
    ]),
  )
}

/** The day's budget of each connection, and how many parts of its feedback wait to be read. */
async function quotasFor(
  tx: Tx,
  homing: Homing,
  workspaceId: number,
  connections: readonly Connection[],
) {
  const { rows } = await sql<{ connection_id: number; waiting: number }>`
    select connection_id, sum(waiting)::int as waiting from (
      select connection_id, count(*) as waiting from stream
      where workspace_id = ${workspaceId} and cursor is not null and pass is not null
      group by connection_id
      union all
      select connection_id, greatest(steps_total - steps_done, 0) from run
      where workspace_id = ${workspaceId} and status = 'running' and steps_total is not null
    ) part group by connection_id`.execute(tx)
  const waiting = new Map(rows.map((row) => [row.connection_id, row.waiting]))
  const paced = connections.flatMap((connection) => {
    const pace = knownPaceOf(homing, connection)
    return pace ? [{ id: connection.id, pace }] : []
  })
  const quotas = await quotasOf(
    tx,
    paced.map(({ pace }) => pace),
  )
  return new Map(paced.map(({ id }, at) => [id, { ...quotas[at]!, waiting: waiting.get(id) ?? 0 }]))
}
