import type { HooksPart } from '../../connectors/index.ts'
import type { Homing } from '../../homing.ts'
import type { Tx } from '../../platform/database/index.ts'
import { Refused } from '../../platform/refused.ts'
import { findConnection } from '../connection.ts'
import { connectorOf } from '../connector.ts'

export interface Hooked {
  name: string
  hooks: HooksPart
}

/** A connection whose connector takes deliveries. Throws Refused 404, or 409 where it does not. */
export async function hookedConnection(tx: Tx, homing: Homing, id: number): Promise<Hooked> {
  const connection = await findConnection(tx, id)
  const { hooks, title } = connectorOf(homing, connection.connector)
  if (hooks !== undefined) return { name: connection.name, hooks }
  throw new Refused(409, `${title} does not send news to Homing by itself.`, {
    remedy: 'Nothing need be set up here: Homing asks it on a schedule.',
  })
}
