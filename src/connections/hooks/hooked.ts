import type { Connector, HooksPart, SignalsPart } from '../../connectors/index.ts'
import type { Homing } from '../../homing.ts'
import type { Tx } from '../../platform/database/index.ts'
import { Refused } from '../../platform/refused.ts'
import { findConnection } from '../connection.ts'
import { connectorOf } from '../connector.ts'

/** A connector's door: for news that is proved, or for signals of where some is. */
export type Door = { hooks: HooksPart; signals?: never } | { signals: SignalsPart; hooks?: never }

export type Hooked = Door & { name: string }

/** The door of a connector; null where it takes no deliveries. Pure. */
export function doorOf({ hooks, signals }: Pick<Connector, 'hooks' | 'signals'>): Door | null {
  if (hooks !== undefined) return { hooks }
  return signals === undefined ? null : { signals }
}

/** A connection whose connector takes deliveries. Throws Refused 404, or 409 where it does not. */
export async function hookedConnection(tx: Tx, homing: Homing, id: number): Promise<Hooked> {
  const connection = await findConnection(tx, id)
  const connector = connectorOf(homing, connection.connector)
  const door = doorOf(connector)
  if (door !== null) return { ...door, name: connection.name }
  throw new Refused(409, `${connector.title} does not send news to Homing by itself.`, {
    remedy: 'Nothing need be set up here: Homing asks it on a schedule.',
  })
}
