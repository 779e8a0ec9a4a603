import { connectorOf, findConnection, type Place } from '../connections/index.ts'
import type { Homing } from '../homing.ts'
import { comeHome, mappingOf } from '../mapping/index.ts'
import type { Tx } from '../platform/database/index.ts'

/** The contacts were just read: what they say in fields that come home is written into persons. */
export async function bringHome(tx: Tx, homing: Homing, of: Place): Promise<void> {
  const { workspaceId, connectionId } = of
  const connection = await findConnection(tx, connectionId)
  const { fields, title } = connectorOf(homing, connection.connector)
  if (fields === undefined) return
  const { rules } = await mappingOf(tx, { workspaceId, connectionId }, fields)
  await comeHome(tx, { workspaceId, connectionId }, { rules, title })
}
