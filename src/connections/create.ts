import { audit } from '../accounts/index.ts'
import type { Homing } from '../homing.ts'
import type { Tx } from '../platform/database/index.ts'
import { Refused } from '../platform/refused.ts'
import { CONNECTIONS_MAX, findConnection, type Connection } from './connection.ts'
import { connectorOf } from './connector.ts'
import { ensureLanes } from './lanes.ts'
import { sealFor } from './sealed.ts'
import { ensureSchedules } from './schedules.ts'
import { readSettings } from './settings.ts'

/** Who does it, and in which workspace. */
export interface By {
  workspaceId: number
  id: string
  name: string
}

export interface NewConnection {
  connector: string
  /** The connector's title where absent. */
  name?: string
  settings: Record<string, unknown>
}

/**
 * Adds a connection: active at once where tokens are among the settings (the first run is due now),
 * else awaiting authorisation. Throws Refused, its field the setting at fault.
 */
export async function createConnection(
  homing: Homing,
  by: By,
  wanted: NewConnection,
): Promise<Connection> {
  const connector = connectorOf(homing, wanted.connector)
  const { open, sealed } = readSettings(connector, wanted.settings, {
    http: homing.http,
    sql: homing.sql,
    now: homing.now(),
  })
  const isActive = sealed.grant !== null || connector.needsNoGrant === true
  const name = wanted.name ?? connector.title
  return homing.database.inWorkspace(by.workspaceId, async (tx) => {
    await refuseMoreThanMax(tx)
    const { id } = await tx
      .insertInto('connection')
      .values({
        workspace_id: by.workspaceId,
        connector: connector.id,
        name,
        status: isActive ? 'active' : 'awaiting_authorisation',
        settings: JSON.stringify(open),
        created_by: by.id,
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    const place = { workspaceId: by.workspaceId, connectionId: id }
    await tx
      .updateTable('connection')
      .set({ sealed: sealFor(homing.secrets, place, sealed) })
      .where('id', '=', id)
      .execute()
    await ensureSchedules(tx, homing, by.workspaceId)
    await ensureLanes(tx, homing, by.workspaceId)
    await audit(tx, {
      actor: by,
      action: 'create_connection',
      subject: 'connection',
      subjectId: id,
      sentence: `Added the connection “${name}” to ${connector.title}.`,
      detail: { connector: connector.id, withTokens: isActive },
      at: homing.now(),
    })
    return findConnection(tx, id)
  })
}

async function refuseMoreThanMax(tx: Tx): Promise<void> {
  const { count } = await tx
    .selectFrom('connection')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('deleted_at', 'is', null)
    .executeTakeFirstOrThrow()
  if (count < CONNECTIONS_MAX) return
  throw new Refused(409, `A workspace has ${CONNECTIONS_MAX} connections at most.`, {
    remedy: 'Remove one that is no longer used.',
  })
}
