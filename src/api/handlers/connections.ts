import type { z } from 'zod'
import {
  authorise,
  authorised,
  changeConnection,
  changeSchedule,
  checkHealth,
  createConnection,
  findConnection,
  connectorOf,
  kindsOf,
  knownPaceOf,
  listConnections,
  quotasOf,
  readContacts,
  readLists,
  removeConnection,
  type By,
  type Connection,
  type SyncKind,
} from '../../connections/index.ts'
import { capabilitiesOf, settingsSchemaOf, type Connector } from '../../connectors/index.ts'
import type { Homing } from '../../homing.ts'
import type { Tx } from '../../platform/database/index.ts'
import { Refused } from '../../platform/refused.ts'
import { cancelRun, listRuns, showRun, startDue, startRun } from '../../sync/index.ts'
import type { connection as connectionShape, connections } from '../contract/index.ts'
import type { Caller, Handlers } from '../handler.ts'
import { authorisationPage } from './authorisation-page.ts'
import { mailingsOf } from './mailing-forms.ts'

/** Where a vendor's consent page leads back to, below the caller's origin. */
const CALLBACK_PATH = '/api/authorisations/callback'

export const connectionHandlers: Handlers<keyof typeof connections> = {
  'connectors.list': async (_ask, homing) => ({ items: homing.connectors.map(infoOf) }),

  'connections.list': ({ caller }, homing) =>
    homing.database.inWorkspace(caller.workspaceId, async (tx) => ({
      items: await shapesOf(tx, homing, await listConnections(tx)),
    })),

  'connections.create': async ({ body, caller }, homing) => {
    const { connector, name, settings } = body
    const wanted = { connector, settings, ...(name === undefined ? {} : { name }) }
    const made = await createConnection(homing, byOf(caller), wanted)
    // Nobody should wait for the schedule to see the first news.
    const hasKinds = kindsOf(connectorOf(homing, connector)).length > 0
    if (made.status === 'active' && hasKinds) await syncNow(homing, caller, made.id)
    return shown(homing, caller, made)
  },

  'connections.show': ({ params, caller }, homing) =>
    homing.database.inWorkspace(caller.workspaceId, async (tx) => {
      const found = await findConnection(tx, params.connectionId)
      return (await shapesOf(tx, homing, [found]))[0]!
    }),

  'connections.change': async ({ params, body, caller }, homing) => {
    const changed = await changeConnection(homing, byOf(caller), params.connectionId, body)
    // Whoever resumes it should not wait for the next tick.
    if (body.isPaused === false && changed.status === 'active') {
      await startDue(homing, placeOf(caller, params))
    }
    return shown(homing, caller, changed)
  },

  'schedules.change': async ({ params, body, caller }, homing) => {
    const { atTime, ...change } = body
    await changeSchedule(homing, byOf(caller), params, {
      ...change,
      ...(atTime === undefined ? {} : { atMinute: minuteOf(atTime) }),
    })
    const changed = await homing.database.inWorkspace(caller.workspaceId, (tx) =>
      findConnection(tx, params.connectionId),
    )
    return shown(homing, caller, changed)
  },

  'connections.remove': async ({ params, caller }, homing) => {
    await removeConnection(homing, byOf(caller), params.connectionId)
    return undefined
  },

  'connections.authorise': async ({ params, caller, origin }, homing) => {
    refuseKeys(caller)
    const { connectionId } = params
    const redirectUri = `${origin}${CALLBACK_PATH}`
    return { url: await authorise(homing, byOf(caller), { connectionId, redirectUri }) }
  },

  'connections.authorised': async ({ query, caller }, homing) => {
    const callback = new URLSearchParams(
      Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined),
    )
    const outcome = await authorised(homing, byOf(caller), callback)
    if (outcome.failure === null) await syncNow(homing, caller, outcome.connectionId)
    return authorisationPage(outcome)
  },

  'connections.check': ({ params, caller, signal }, homing) =>
    checkHealth(homing, placeOf(caller, params), signal),

  'connections.lists': async ({ params, caller, signal }, homing) => ({
    items: await readLists(homing, { ...placeOf(caller, params), signal }),
  }),

  'connections.contacts': async ({ params, query, caller, signal }, homing) => {
    const ask = { ...placeOf(caller, params), limit: query.limit, signal }
    const contacts = await readContacts(homing, ask)
    return {
      items: contacts.map(({ id, address, firstName, lastName, permission }) => ({
        id,
        address,
        firstName,
        lastName,
        permission,
      })),
    }
  },

  'connections.sync': ({ params, query, caller }, homing) =>
    syncNow(homing, caller, params.connectionId, query.kinds),

  'runs.list': ({ query, caller }, homing) =>
    homing.database.inWorkspace(caller.workspaceId, (tx) => listRuns(tx, query)),

  'runs.show': ({ params, caller }, homing) =>
    homing.database.inWorkspace(caller.workspaceId, (tx) => showRun(tx, params.runId)),

  'runs.cancel': ({ params, caller }, homing) =>
    homing.database.inWorkspace(caller.workspaceId, (tx) => cancelRun(tx, params.runId)),
}

function infoOf(connector: Connector) {
  return {
    id: connector.id,
    title: connector.title,
    system: connector.system ?? ('esp' as const),
    capabilities: capabilitiesOf(connector),
    settingsSchema: settingsSchemaOf(connector),
    scopes: connector.oauth2?.scopes ?? [],
    mailings: mailingsOf(connector),
  }
}

async function shown(homing: Homing, caller: Caller, connection: Connection) {
  const shapes = await homing.database.inWorkspace(caller.workspaceId, (tx) =>
    shapesOf(tx, homing, [connection]),
  )
  return shapes[0]!
}

type Shape = z.input<typeof connectionShape>

/** A connection this Homing no longer understands is shown too, without a quota. */
async function shapesOf(tx: Tx, homing: Homing, found: Connection[]): Promise<Shape[]> {
  const rows = found.map((connection) => {
    const connector = homing.connectors.find(({ id }) => id === connection.connector)
    return { connection, connector, pace: knownPaceOf(homing, connection) }
  })
  const paces = rows.flatMap(({ pace }) => pace ?? [])
  const quotas = await quotasOf(tx, paces)
  return rows.map(({ connection, connector, pace }) => {
    const quota = pace && quotas[paces.indexOf(pace)]
    return {
      id: connection.id,
      connector: connection.connector,
      connectorTitle: connector?.title ?? connection.connector,
      name: connection.name,
      status: connection.status,
      settings: connection.settings,
      schedules: schedulesShown(connection, connector),
      nextRunAt: timeOf(connection.nextRunAt),
      lastPullAt: timeOf(connection.lastPullAt),
      health: connection.health,
      healthAt: timeOf(connection.healthAt),
      quota: quota
        ? { ...quota, resetsAt: timeOf(quota.resetsAt)!, lastsUntil: timeOf(quota.lastsUntil) }
        : null,
      removalsPercentMax: connection.removalsPercentMax,
      toldWithinMinutes: connection.toldWithinMinutes,
      openRunId: connection.openRunId,
      isOpenRunWaiting: connection.isOpenRunWaiting,
      createdAt: new Date(connection.createdAt).toISOString(),
    }
  })
}

function schedulesShown(connection: Connection, connector: Connector | undefined) {
  const offered = connector === undefined ? [] : kindsOf(connector)
  return connection.schedules
    .filter(({ kind }) => offered.includes(kind))
    .map(({ kind, isOn, everyMinutes, atMinute, nextAt, lastGoodAt }) => ({
      kind,
      isOn,
      everyMinutes,
      atTime: atMinute === null ? null : timeOfDay(atMinute),
      nextAt: isOn && connection.status === 'active' ? timeOf(nextAt) : null,
      lastGoodAt: timeOf(lastGoodAt),
    }))
}

/** "02:00" as minutes after midnight, and back. */
function minuteOf(timeText: string): number {
  return Number(timeText.slice(0, 2)) * 60 + Number(timeText.slice(3))
}

function timeOfDay(minute: number): string {
  return new Date(minute * 60_000).toISOString().slice(11, 16)
}

function timeOf(moment: number | null): string | null {
  return moment === null ? null : new Date(moment).toISOString()
}

function placeOf(caller: Caller, { connectionId }: { connectionId: number }) {
  return { workspaceId: caller.workspaceId, connectionId }
}

/** Asks for a run of everything, or of some kinds; widens the one that is open, if any. */
function syncNow(
  homing: Homing,
  caller: Caller,
  connectionId: number,
  kinds: readonly SyncKind[] = [],
) {
  return startRun(homing, {
    workspaceId: caller.workspaceId,
    connectionId,
    campaignId: null,
    kinds,
    from: caller.kind === 'key' ? 'api' : 'user',
    by: caller.name,
  })
}

function byOf({ id, name, workspaceId }: Caller): By {
  return { id, name, workspaceId }
}

/** The vendor leads a browser back, and only its signed-in user can finish what they began. */
function refuseKeys(caller: Caller): void {
  if (caller.kind === 'user') return
  throw new Refused(403, 'An API key cannot visit a consent page.', {
    remedy: 'Sign in in the browser to authorise, or give the tokens among the settings.',
  })
}
