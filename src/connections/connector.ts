import { z } from 'zod'
import { placesOf, type Connector, type Pace, type Settings } from '../connectors/index.ts'
import type { Homing } from '../homing.ts'
import { Refused } from '../platform/refused.ts'

/** Throws Refused where this Homing does not have the connector. */
export function connectorOf(homing: Pick<Homing, 'connectors'>, id: string): Connector {
  const connector = homing.connectors.find((one) => one.id === id)
  if (connector) return connector
  const known = homing.connectors.map((one) => one.id).join(', ')
  throw new Refused(422, `There is no connector “${id.slice(0, 100)}”.`, {
    field: 'connector',
    remedy: `There are: ${known}.`,
  })
}

/**
 * The pace of a connection. Its budget is that of the application at this very address: another
 * server that somebody enters under the same client id cannot close the vendor's.
 */
export function paceOf(connector: Connector, settings: Settings): Pace {
  const pace = connector.pace(settings)
  return { ...pace, budget: JSON.stringify([pace.budget, placesOf(connector, settings)]) }
}

/**
 * The pace of a connection as far as it is known: null where this Homing has no such connector, or
 * where it does not understand what was entered any more. The others are shown and watched all the
 * same.
 */
export function knownPaceOf(
  homing: Pick<Homing, 'connectors'>,
  { connector: id, settings }: { connector: string; settings: Settings },
): Pace | null {
  const connector = homing.connectors.find((one) => one.id === id)
  if (connector === undefined) return null
  try {
    return paceOf(connector, settings)
  } catch (error) {
    if (error instanceof z.ZodError) return null
    throw error
  }
}
