import {
  connectorOf,
  findConnection,
  openVendor,
  settleRegistration,
  type Place,
} from '../../connections/index.ts'
import { Failure, type Connector } from '../../connectors/index.ts'
import type { Homing } from '../../homing.ts'
import {
  raiseProblems,
  readReceiptsAgain,
  resolveProblems,
  storeReceipt,
} from '../../ledger/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { Refused } from '../../platform/refused.ts'
import { readSignalled } from './read.ts'
import {
  claimContacts,
  connectionsSignalled,
  forgetSpots,
  noteSpots,
  settleContact,
  type Spot,
} from './spots.ts'

/** Notes where signals point to, and asks somebody to look there. */
export async function noteSignals(homing: Homing, place: Place, spots: Spot[]): Promise<void> {
  await homing.database.inWorkspace(place.workspaceId, (tx) =>
    noteSpots(tx, place, spots, homing.now()),
  )
  await askToFollow(homing, place)
}

/** Asks a worker to follow a connection's signals; asked twice before it begins, it is once. */
export function askToFollow(homing: Homing, place: Place): Promise<void> {
  const { workspaceId, connectionId } = place
  return homing.jobs.enqueueNow(
    'signals',
    { workspaceId, connectionId },
    `${workspaceId}:${connectionId}`,
  )
}

/** Asks for everything that is due in a workspace, whatever a crash made somebody forget. */
export async function askToFollowSignals(homing: Homing, workspaceId: number): Promise<void> {
  const due = await homing.database.inWorkspace(workspaceId, (tx) =>
    connectionsSignalled(tx, workspaceId, homing.now()),
  )
  for (const connectionId of due) await askToFollow(homing, { workspaceId, connectionId })
}

/**
 * Follows the signals of a connection: looks at the contacts that may have left, at once, and asks
 * for one reading of what else was pointed to, where no run is open. Nothing a signal says is
 * believed; all it can do is to have something read that the schedule reads as well, and no more of
 * that than spots.ts lets through. The address is entered at the vendor first, where that is due.
 */
export async function followSignals(homing: Homing, place: Place): Promise<void> {
  const connector = await signalledConnector(homing, place)
  if (connector === null) return
  await register(homing, place, connector)
  await homing.database.inWorkspace(place.workspaceId, (tx) => forgetSpots(tx, place, homing.now()))
  await lookAtContacts(homing, place)
  await homing.database.inWorkspace(place.workspaceId, (tx) =>
    readSignalled(tx, homing, place, connector),
  )
}

/** Null where nothing is to be asked: the connection is gone, paused, or is not signalled. */
async function signalledConnector(homing: Homing, place: Place): Promise<Connector | null> {
  return homing.database.inWorkspace(place.workspaceId, async (tx) => {
    const connection = await findConnection(tx, place.connectionId).catch((error: unknown) => {
      if (error instanceof Refused) return null
      throw error
    })
    if (connection === null || connection.status !== 'active') return null
    const connector = connectorOf(homing, connection.connector)
    return connector.signals === undefined ? null : connector
  })
}

async function register(homing: Homing, place: Place, { title, signals }: Connector) {
  const failure = await settleRegistration(homing, place, signals!)
  if (failure === undefined) return
  const { workspaceId, connectionId } = place
  const why = failure?.message
  const identity = `hook:${connectionId}`
  await homing.database.inWorkspace(workspaceId, async (tx) => {
    if (failure === null) return resolveProblems(tx, workspaceId, identity)
    await raiseProblems(tx, [
      {
        workspaceId,
        connectionId,
        cause: 'A service could not be asked to tell of news',
        sentence: `${title} could not be asked to tell Homing when there is news: ${why}`,
        remedy: failure.remedy || 'Homing tries again by itself; the schedule reads meanwhile.',
        whoMustAct: failure.whoMustAct,
        identity,
        retriedBy: 'run',
      },
    ])
  })
}

/** One that fails leaves the others waiting, until the next minute. */
async function lookAtContacts(homing: Homing, place: Place): Promise<void> {
  const { workspaceId, connectionId } = place
  const ids = await homing.database.inWorkspace(workspaceId, (tx) =>
    claimContacts(tx, place, homing.now()),
  )
  if (ids.length === 0) return
  const ask = { purpose: 'opt_outs' } as const
  const { connector, vendor } = await openVendor(homing, workspaceId, connectionId, ask)
  for (const id of ids) {
    let body: Uint8Array | null
    try {
      body = await connector.signals!.look(vendor, id)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      homing.log.warn({ err: error, connectionId }, 'a contact could not be looked at')
      return
    }
    await homing.database.inWorkspace(workspaceId, async (tx) => {
      const hasLeft = body !== null && tellsOfSomebody(connector, body)
      if (hasLeft) await takePage(tx, { homing, place, connector }, body!)
      await settleContact(tx, place, { id, hasLeft, now: homing.now() })
    })
  }
}

/** A page that tells of nobody is not worth keeping. What is unreadable is kept, and told. */
function tellsOfSomebody(connector: Connector, body: Uint8Array): boolean {
  const { rows, refused } = connector.suppressions!.read(body)
  return rows.length + refused.length > 0
}

/** Stores a page of opt-outs and reads it, as a run does. */
async function takePage(
  tx: Tx,
  { homing, place, connector }: { homing: Homing; place: Place; connector: Connector },
  body: Uint8Array,
): Promise<void> {
  const reading = { ...place, runId: null, connector, now: homing.now() }
  const id = await storeReceipt(tx, { ...place, runId: null, ask: { stream: 'opt-outs' }, body })
  await readReceiptsAgain(tx, reading, [id])
}
