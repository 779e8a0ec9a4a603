import { connectorOf, findConnection } from '../connections/index.ts'
import type { Homing } from '../homing.ts'
import { connectionsWithDeliveries, readDeliveries, type DeliveriesRead } from '../ledger/index.ts'
import { Refused } from '../platform/refused.ts'
import { watchGrowth } from './growth.ts'

/** Transactions of one job; what is left then is taken up by the next. */
const ROUNDS_MAX = 1_000
/** Connections a tick asks for in one workspace at most; the next tick takes the others. */
const CONNECTIONS_MAX = 100

/** Asks a worker to read a connection's deliveries; asking again before it begins changes nothing. */
export function askToRead(
  homing: Homing,
  workspaceId: number,
  connectionId: number,
): Promise<void> {
  const data = { workspaceId, connectionId }
  return homing.jobs.enqueueNow('deliveries', data, `${workspaceId}:${connectionId}`)
}

/** Asks for everything that waits in a workspace, and that nobody was asked for or has forgotten. */
export async function askToReadDeliveries(homing: Homing, workspaceId: number): Promise<void> {
  const waiting = await homing.database.inWorkspace(workspaceId, (tx) =>
    connectionsWithDeliveries(tx, CONNECTIONS_MAX),
  )
  for (const connectionId of waiting) await askToRead(homing, workspaceId, connectionId)
}

/**
 * Reads what was delivered to a connection until nothing waits. It needs no lane of its own: each
 * transaction locks the campaigns it counts, as a run's does, and what a run tells too is known by
 * its natural key. A connection that is paused or gone keeps its deliveries unread.
 */
export async function readWaitingDeliveries(
  homing: Homing,
  workspaceId: number,
  connectionId: number,
): Promise<void> {
  const grew = watchGrowth(homing.database)
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const done = await readOnce(homing, workspaceId, connectionId)
    if (done === null || done.deliveries === 0) return
    homing.log.info({ connectionId, ...done }, 'read deliveries')
    await grew(done.written)
  }
}

async function readOnce(
  homing: Homing,
  workspaceId: number,
  connectionId: number,
): Promise<DeliveriesRead | null> {
  return homing.database.inWorkspace(workspaceId, async (tx) => {
    const connection = await findConnection(tx, connectionId).catch(nothingIfRefused)
    if (connection === null || connection.status === 'paused') return null
    const connector = connectorOf(homing, connection.connector)
    if (connector.hooks === undefined) return null
    const { lastPullAt } = connection
    const reading = { workspaceId, connectionId, runId: null, connector, now: homing.now() }
    return readDeliveries(tx, reading, lastPullAt === null ? null : new Date(lastPullAt))
  })
}

function nothingIfRefused(error: unknown): null {
  if (error instanceof Refused) return null
  throw error
}
