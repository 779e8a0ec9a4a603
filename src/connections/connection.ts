import { sql, type Selectable } from 'kysely'
import type { Health, Settings } from '../connectors/index.ts'
import type { Tables, Tx } from '../platform/database/index.ts'
import { notFound } from '../platform/refused.ts'
import { schedulesOf, type Schedule } from './schedules.ts'

/** Connections one workspace may have; more would be somebody's mistake in a loop. */
export const CONNECTIONS_MAX = 200

export type ConnectionStatus = Tables['connection']['status']

/** A connection as the rest of Homing sees it: nothing of it is secret. Times in epoch ms. */
export interface Connection {
  id: number
  workspaceId: number
  /** The connector's id. */
  connector: string
  name: string
  status: ConnectionStatus
  settings: Settings
  schedules: Schedule[]
  /** When any kind is due next; null while nothing is scheduled or the connection is not active. */
  nextRunAt: number | null
  lastPullAt: number | null
  optOutsSince: number | null
  /** A read that takes away more than this share of what is held waits for a person. */
  removalsPercentMax: number
  /** What must be told and is not acknowledged for so long is a problem. */
  toldWithinMinutes: number
  health: Health | null
  healthAt: number | null
  /** The run that is queued, under way or waiting, if any. */
  openRunId: number | null
  isOpenRunWaiting: boolean
  createdAt: number
}

/** Throws Refused 404 where there is none, or it was removed. */
export async function findConnection(tx: Tx, id: number): Promise<Connection> {
  const row = await read(tx).where('connection.id', '=', id).executeTakeFirst()
  if (!row) throw notFound('connection', id)
  return (await withSchedules(tx, [row]))[0]!
}

/** All of the workspace's connections, oldest first. */
export async function listConnections(tx: Tx): Promise<Connection[]> {
  const rows = await read(tx).orderBy('connection.id').limit(CONNECTIONS_MAX).execute()
  return withSchedules(tx, rows)
}

function read(tx: Tx) {
  return tx
    .selectFrom('connection')
    .select([
      'connection.id',
      'connection.workspace_id',
      'connection.connector',
      'connection.name',
      'connection.status',
      'connection.settings',
      'connection.last_pull_at',
      'connection.opt_outs_since',
      'connection.removals_percent_max',
      'connection.told_within_minutes',
      'connection.health',
      'connection.health_at',
      'connection.created_at',
    ])
    .select(
      // One connection has one open run at most (run_one_open).
      sql<number | null>`(select run.id from run where run.workspace_id = connection.workspace_id
        and run.connection_id = connection.id
        and run.status in ('queued', 'running', 'waiting'))`.as('open_run_id'),
    )
    .select(
      sql<boolean>`exists (select from run where run.workspace_id = connection.workspace_id
        and run.connection_id = connection.id and run.status = 'waiting')`.as('is_waiting'),
    )
    .where('connection.deleted_at', 'is', null)
}

type Row = Omit<Selectable<Tables['connection']>, keyof Hidden> & {
  open_run_id: number | null
  is_waiting: boolean
}
type Hidden = Pick<
  Tables['connection'],
  | 'sealed'
  | 'sealed_version'
  | 'refresh_started_at'
  | 'refresh_owner'
  | 'refresh_lease_until'
  | 'token_calls'
  | 'opt_outs_told'
  | 'created_by'
  | 'deleted_at'
>

async function withSchedules(tx: Tx, rows: Row[]): Promise<Connection[]> {
  const schedules = await schedulesOf(
    tx,
    rows.map(({ id }) => id),
  )
  return rows.map((row) => connectionOf(row, schedules.get(row.id)!))
}

function connectionOf(row: Row, schedules: Schedule[]): Connection {
  const due = schedules.filter(({ isOn }) => isOn).map((one) => one.nextAt)
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    connector: row.connector,
    name: row.name,
    status: row.status,
    settings: row.settings as Settings,
    schedules,
    nextRunAt: row.status === 'active' && due.length > 0 ? Math.min(...due) : null,
    lastPullAt: row.last_pull_at?.getTime() ?? null,
    optOutsSince: row.opt_outs_since?.getTime() ?? null,
    removalsPercentMax: row.removals_percent_max,
    toldWithinMinutes: row.told_within_minutes,
    health: row.health as Health | null,
    healthAt: row.health_at?.getTime() ?? null,
    openRunId: row.open_run_id,
    isOpenRunWaiting: row.is_waiting,
    createdAt: row.created_at.getTime(),
  }
}
