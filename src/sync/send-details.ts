import { sql } from 'kysely'
import { compareDetails } from '../audience/index.ts'
import { connectorOf, findConnection, type Place } from '../connections/index.ts'
import type { Homing } from '../homing.ts'
import { mappingOf } from '../mapping/index.ts'
import type { Tx } from '../platform/database/index.ts'

/**
 * The contacts were just read: where the mapping says so, changed details are compared with them
 * and go out. One at a time: while an earlier push of details is not over, no other is begun.
 */
export async function sendDetails(
  tx: Tx,
  homing: Homing,
  { workspaceId, connectionId }: Place,
): Promise<void> {
  const connection = await findConnection(tx, connectionId)
  const { fields, audience } = connectorOf(homing, connection.connector)
  if (fields === undefined || audience === undefined) return
  const { sendsChanges, madeBy } = await mappingOf(tx, { workspaceId, connectionId }, fields)
  if (!sendsChanges) return
  const { rows } = await sql`
    select from push where workspace_id = ${workspaceId} and connection_id = ${connectionId}
      and cause = 'details' and status not in ('done', 'failed', 'cancelled', 'planned')
    limit 1`.execute(tx)
  if (rows.length > 0) return
  const by = { workspaceId, name: madeBy ?? 'Homing' }
  await compareDetails(tx, homing.connectors, {
    connectionId,
    by,
    startsItself: true,
    now: homing.now(),
  })
}
