import { sql } from 'kysely'
import { workspaceIds } from '../../accounts/index.ts'
import { connectorOf, listConnections, paceOf, quotasOf } from '../../connections/index.ts'
import type { Homing } from '../../homing.ts'
import type { Tx } from '../../platform/database/index.ts'

/** Workspaces that are counted; a firm has one. */
const WORKSPACES_MAX = 500
/** Connections whose pace is told, over all workspaces. */
const CONNECTIONS_MAX = 200
/** How many open problems and waiting receipts are counted of a workspace; more is this many. */
const COUNTED_MAX = 100_000

/** What waits for somebody, over all workspaces. Nothing in it says whose it is. */
export interface Backlog {
  receiptsWaiting: number
  /** Seconds the oldest has waited; 0 where none waits. */
  receiptsOldestSeconds: number
  problemsOpen: number
  /** Connections by status. */
  connections: Record<string, number>
  /** The day's budget of each connection's vendor. */
  paces: { connection: number; used: number; limit: number }[]
  /** Jobs by queue that nobody has taken up yet. */
  jobs: { queue: string; waiting: number; oldestSeconds: number }[]
  databaseBytes: number
}

/** Counts it all, workspace by workspace behind its fence, each in one bounded statement. */
export async function backlogOf(homing: Homing): Promise<Backlog> {
  const backlog: Backlog = {
    receiptsWaiting: 0,
    receiptsOldestSeconds: 0,
    problemsOpen: 0,
    connections: {},
    paces: [],
    ...(await homing.database.withoutWorkspace(ofInstallation)),
  }
  const ids = await workspaceIds(homing.database)
  for (const workspaceId of ids.slice(0, WORKSPACES_MAX)) {
    await homing.database.inWorkspace(workspaceId, (tx) => addWorkspace(tx, homing, backlog))
  }
  return backlog
}

async function addWorkspace(tx: Tx, homing: Homing, backlog: Backlog): Promise<void> {
  const { rows } = await sql<{ receipts: number; oldest: number; problems: number }>`
    select (select count(*)::int from (select 1 from receipt where status = 'pending'
        limit ${COUNTED_MAX}) waiting) as receipts,
      coalesce((select extract(epoch from now() - received_at) from receipt
        where status = 'pending' order by id limit 1), 0)::float8 as oldest,
      (select count(*)::int from (select 1 from problem where status = 'open'
        limit ${COUNTED_MAX}) open) as problems`.execute(tx)
  const { receipts, oldest, problems } = rows[0]!
  backlog.receiptsWaiting += receipts
  backlog.receiptsOldestSeconds = Math.max(backlog.receiptsOldestSeconds, oldest)
  backlog.problemsOpen += problems
  const connections = await listConnections(tx)
  for (const { status } of connections) {
    backlog.connections[status] = (backlog.connections[status] ?? 0) + 1
  }
  const room = connections.slice(0, CONNECTIONS_MAX - backlog.paces.length)
  const paces = room.map(({ connector, settings }) =>
    paceOf(connectorOf(homing, connector), settings),
  )
  const quotas = await quotasOf(tx, paces)
  for (const [place, { usedToday, perDay }] of quotas.entries()) {
    backlog.paces.push({ connection: room[place]!.id, used: usedToday, limit: perDay })
  }
}

async function ofInstallation(tx: Tx): Promise<Pick<Backlog, 'jobs' | 'databaseBytes'>> {
  const jobs = await sql<Backlog['jobs'][number]>`
    select q.name as queue, count(j.id)::int as waiting,
      coalesce(greatest(0, extract(epoch from now() - min(j.start_after))), 0)::float8
        as "oldestSeconds"
    from pgboss.queue q
    left join pgboss.job j on j.name = q.name and j.state < 'active' and j.start_after <= now()
    where q.name not like '\\_\\_pgboss%' group by q.name order by q.name`.execute(tx)
  const { rows } = await sql<{ bytes: number }>`
    select pg_database_size(current_database())::float8 as bytes`.execute(tx)
  return { jobs: jobs.rows, databaseBytes: rows[0]!.bytes }
}
