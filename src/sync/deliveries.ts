import { connectorOf, findConnection, readingConnector, type Place } from '../connections/index.ts'
import type { Homing } from '../homing.ts'
import {
  connectionsWithDeliveries,
  DELIVERIES_MAX,
  parkNextDelivery,
  readDeliveries,
  type DeliveriesRead,
} from '../ledger/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { measurePath } from '../platform/metrics.ts'
import { Refused } from '../platform/refused.ts'
import { watchGrowth } from './growth.ts'

/** Transactions of one job; what is left then is taken up by the next. */
const ROUNDS_MAX = 1_000
/** Connections a tick asks for in one workspace at most; the next tick takes the others. */
const CONNECTIONS_MAX = 100

/** Asks a worker to read a connection's deliveries; asked twice before it begins, it is once. */
export function askToRead(
  homing: Homing,
  workspaceId: number,
  connectionId: number,
): Promise<void> {
  const data = { workspaceId, connectionId }
  return homing.jobs.enqueueNow('deliveries', data, `${workspaceId}:${connectionId}`)
}

/** Asks for everything that waits in a workspace, whatever a crash made somebody forget. */
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
 *
 * Where a batch cannot be written for something in it, ever smaller ones are tried until the one
 * delivery is found; it is parked, and the others go on.
 */
export async function readWaitingDeliveries(
  homing: Homing,
  workspaceId: number,
  connectionId: number,
): Promise<void> {
  const place = { workspaceId, connectionId }
  const grew = watchGrowth(homing.database)
  let deliveriesMax = DELIVERIES_MAX
  for (let round = 0; round < ROUNDS_MAX; round++) {
    try {
      const done = await readOnce(homing, place, deliveriesMax)
      if (done === null || done.deliveries === 0) return
      const { deliveries, outcome } = done
      const { read, written, parked } = outcome
      homing.log.info({ connectionId, deliveries, read, written, parked }, 'read deliveries')
      measurePath(outcome)
      await grew(written)
    } catch (error) {
      if (!isOfTheData(error)) throw error
      homing.log.error({ err: error, connectionId }, 'deliveries could not be written')
      if (deliveriesMax === 1) await parkNext(homing, place, error as Error)
      deliveriesMax = deliveriesMax === 1 ? DELIVERIES_MAX : Math.floor(deliveriesMax / 2)
    }
  }
}

function readOnce(
  homing: Homing,
  place: Place,
  deliveriesMax: number,
): Promise<DeliveriesRead | null> {
  return homing.database.inWorkspace(place.workspaceId, async (tx) => {
    const at = await readingOf(tx, homing, place)
    if (at === null) return null
    return readDeliveries(tx, at.reading, { campaignsSeenAt: at.campaignsSeenAt, deliveriesMax })
  })
}

async function parkNext(homing: Homing, place: Place, error: Error): Promise<void> {
  const sentence = 'Homing cannot write what this delivery tells; its log has the details.'
  const failure = new Error(sentence, { cause: error })
  await homing.database.inWorkspace(place.workspaceId, async (tx) => {
    const at = await readingOf(tx, homing, place)
    if (at === null) return
    await parkNextDelivery(tx, at.reading, { campaignsSeenAt: at.campaignsSeenAt, failure })
  })
}

/** Null where nothing is to be read: the connection is paused, gone, or takes no deliveries. */
async function readingOf(tx: Tx, homing: Homing, { workspaceId, connectionId }: Place) {
  const connection = await findConnection(tx, connectionId).catch(nothingIfRefused)
  if (connection === null || connection.status === 'paused') return null
  const named = connectorOf(homing, connection.connector)
  const connector = await readingConnector(tx, named, connectionId)
  // What nobody has said how to read waits.
  if (named.readBy !== undefined && connector === named) return null
  if (connector.hooks === undefined) return null
  const { lastPullAt } = connection
  return {
    reading: { workspaceId, connectionId, runId: null, connector, now: homing.now() },
    campaignsSeenAt: lastPullAt === null ? null : new Date(lastPullAt),
  }
}

/**
 * Whether an error comes of what was to be written, and not of the database being away, full, busy
 * or at odds with another session: SQLSTATE classes 22 and 23, or no database's error at all.
 */
function isOfTheData(error: unknown): boolean {
  const { code } = error as { code?: unknown }
  return error instanceof Error && (code === undefined || /^2[23]/.test(String(code)))
}

function nothingIfRefused(error: unknown): null {
  if (error instanceof Refused) return null
  throw error
}
