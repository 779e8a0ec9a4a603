import { sql, type Selectable } from 'kysely'
import type { Health, Settings } from '../connectors/index.ts'
import type { Tables, Tx } from '../platform/database/index.ts'
import { notFound } from '../platform/refused.ts'

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
  scheduleMinutes: number
  nextRunAt: number | null
  lastPullAt: number | null
  optOutsSince: number | null
  health: Health | null
  healthAt: number | null
  /** The run that is queued or under way, if any. */
  openRunId: number | null
  createdAt: number
}

/** Throws Refused 404 where there is none, or it was removed. */
export async function findConnection(tx: Tx, id: number): Promise<Connection> {
  const row = await read(tx).where('connection.id', '=', id).executeTakeFirst()
  if (!row) throw notFound('connection', id)
  return connectionOf(row)
}

/** All of the workspace's connections, oldest first. */
export async function listConnections(tx: Tx): Promise<Connection[]> {
  const rows = await read(tx).orderBy('connection.id').limit(CONNECTIONS_MAX).execute()
  return rows.map(connectionOf)
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
      'connection.schedule_minutes',
      'connection.next_run_at',
      'connection.last_pull_at',
      'connection.opt_outs_since',
      'connection.health',
      'connection.health_at',
      'connection.created_at',
    ])
    .select(
      // One connection has one open run at most (run_one_open).
      sql<number | null>`(select run.id from run where run.workspace_id = connection.workspace_id
        and run.connection_id = connection.id and run.status in ('queued', 'running'))`.as(
        'open_run_id',
      ),
    )
    .where('connection.deleted_at', 'is', null)
}

type Row = Omit<Selectable<Tables['connection']>, keyof Hidden> & { open_run_id: number | null }
type Hidden = Pick<
  Tables['connection'],
  | 'sealed'
  | 'sealed_version'
  | 'refresh_started_at'
  | 'refresh_owner'
  | 'refresh_lease_until'
  | 'created_by'
  | 'deleted_at'
>

function connectionOf(row: Row): Connection {
  return {
    id: row.id,
    workspaceId: row.workspace_id,
    connector: row.connector,
    name: row.name,
    status: row.status,
    settings: row.settings as Settings,
    scheduleMinutes: row.schedule_minutes,
    nextRunAt: row.next_run_at?.getTime() ?? null,
    lastPullAt: row.last_pull_at?.getTime() ?? null,
    optOutsSince: row.opt_outs_since?.getTime() ?? null,
    health: row.health as Health | null,
    healthAt: row.health_at?.getTime() ?? null,
    openRunId: row.open_run_id,
    createdAt: row.created_at.getTime(),
  }
}
