import { sql, type UpdateObject } from 'kysely'
import { audit } from '../accounts/index.ts'
import type { Connector, Settings } from '../connectors/index.ts'
import type { Homing } from '../homing.ts'
import type { Tables, Tx } from '../platform/database/index.ts'
import { notFound, Refused } from '../platform/refused.ts'
import { findConnection, type Connection } from './connection.ts'
import { connectorOf } from './connector.ts'
import type { By } from './create.ts'
import { settleAuthorisation } from './reauthorisation.ts'
import { makeDue } from './schedules.ts'
import { sealFor, unseal, type Place, type Sealed } from './sealed.ts'
import { counterpartOf, readSettings } from './settings.ts'

export interface ConnectionChange {
  name?: string | undefined
  /** The share of what is held that a read may take away without a person's word, in percent. */
  removalsPercentMax?: number | undefined
  /** What must be told and is not acknowledged for so long is a problem. */
  toldWithinMinutes?: number | undefined
  isPaused?: boolean | undefined
  /** The settings to change; null takes one away, what is not named stays. */
  settings?: Record<string, unknown> | undefined
}

type Columns = UpdateObject<Tables, 'connection'>

/**
 * Renames, pauses, resumes, moves the cap on removals, or changes settings. Settings that lead to
 * another server or another application part with the secrets and tokens kept so far, unless new
 * ones come along: what was entrusted to one is not sent to another. Throws Refused.
 */
export async function changeConnection(
  homing: Homing,
  by: By,
  id: number,
  change: ConnectionChange,
): Promise<Connection> {
  const place = { workspaceId: by.workspaceId, connectionId: id }
  return homing.database.inWorkspace(by.workspaceId, async (tx) => {
    const before = await lock(tx, homing, place)
    const after = change.settings ? resettle(homing, before, change.settings) : null
    const columns: Columns = {
      ...(change.name === undefined ? {} : { name: change.name }),
      ...(change.removalsPercentMax === undefined
        ? {}
        : { removals_percent_max: change.removalsPercentMax }),
      ...(change.toldWithinMinutes === undefined
        ? {}
        : { told_within_minutes: change.toldWithinMinutes }),
      ...(after === null ? {} : store(homing, place, after)),
      ...turn(before, { isPaused: change.isPaused, after }),
    }
    if (Object.keys(columns).length > 0) {
      await tx.updateTable('connection').set(columns).where('id', '=', id).execute()
      if (columns.status === 'active') await resume(tx, id)
      if (after?.isGrantNew && after.sealed.grant) await settleAuthorisation(tx, id)
      await note(tx, { by, id, name: before.name, change, at: homing.now() })
    }
    return findConnection(tx, id)
  })
}

interface Before {
  connector: Connector
  name: string
  status: Connection['status']
  settings: Settings
  sealed: Sealed
}

async function lock(tx: Tx, homing: Homing, place: Place): Promise<Before> {
  const row = await tx
    .selectFrom('connection')
    .select(['connector', 'name', 'status', 'settings', 'sealed'])
    .where('id', '=', place.connectionId)
    .where('deleted_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  if (!row) throw notFound('connection', place.connectionId)
  return {
    connector: connectorOf(homing, row.connector),
    name: row.name,
    status: row.status,
    settings: row.settings as Settings,
    sealed: row.sealed ? unseal(homing.secrets, place, row.sealed) : { secrets: {}, grant: null },
  }
}

interface After {
  open: Settings
  sealed: Sealed
  /** Other tokens than before, or none any more. */
  isGrantNew: boolean
}

function resettle(homing: Homing, before: Before, given: Record<string, unknown>): After {
  const { connector } = before
  const world = { http: homing.http, sql: homing.sql, now: homing.now() }
  const present = (settings: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== null))

  const kept = { ...before.settings, ...before.sealed.secrets }
  const { open, sealed } = readSettings(connector, present({ ...kept, ...given }), world)
  const isSame = counterpartOf(connector, open) === counterpartOf(connector, before.settings)
  if (isSame) {
    const grant = sealed.grant ?? before.sealed.grant
    return { open, sealed: { ...sealed, grant }, isGrantNew: sealed.grant !== null }
  }
  const anew = readSettings(connector, present({ ...before.settings, ...given }), world)
  return { ...anew, isGrantNew: true }
}

/** Everything is due, and a run that was waiting for this goes on with the next tick. */
async function resume(tx: Tx, id: number): Promise<void> {
  await makeDue(tx, id)
  await tx
    .updateTable('run')
    .set({ waiting_until: sql<Date>`now()` })
    .where('connection_id', '=', id)
    .where('status', '=', 'waiting')
    .where('waiting_until', 'is', null)
    .execute()
}

function store(homing: Homing, place: Place, after: After): Columns {
  return {
    settings: JSON.stringify(after.open),
    sealed: sealFor(homing.secrets, place, after.sealed),
    ...(after.isGrantNew
      ? {
          sealed_version: sql`sealed_version + 1`,
          refresh_started_at: null,
          refresh_owner: null,
          refresh_lease_until: null,
          // What the last look found was of the old ones; the next run looks anew.
          health: null,
          health_at: null,
        }
      : {}),
  }
}

/** What becomes of the status. */
function turn(
  before: Before,
  { isPaused, after }: { isPaused: boolean | undefined; after: After | null },
): { status?: Connection['status'] } {
  const { needsNoGrant = false } = before.connector
  const hasGrant = needsNoGrant || (after?.sealed ?? before.sealed).grant !== null
  const settled = after?.isGrantNew ? (hasGrant ? 'active' : 'awaiting_authorisation') : null
  const status = settled && before.status !== 'paused' ? settled : before.status
  if (isPaused === undefined || isPaused === (status === 'paused')) {
    if (status === before.status) return {}
    return { status }
  }
  if (!isPaused) {
    return { status: hasGrant ? 'active' : 'awaiting_authorisation' }
  }
  if (status !== 'active') {
    throw new Refused(409, 'Only a connection that is active can be paused.', {
      field: 'isPaused',
      remedy: 'This one does not run anyway until it is authorised.',
    })
  }
  return { status: 'paused' }
}

async function note(
  tx: Tx,
  told: { by: By; id: number; name: string; change: ConnectionChange; at: number },
): Promise<void> {
  const { name, removalsPercentMax, toldWithinMinutes, isPaused, settings } = told.change
  const [of, percent, minutes] = [told.name, removalsPercentMax, toldWithinMinutes]
  const sentences = [
    name !== undefined && `Renamed the connection “${of}”: “${name}”.`,
    percent !== undefined && `Lets a read of “${of}” take away ${percent} % without asking.`,
    minutes !== undefined && `Gives “${of}” ${minutes} minutes to take an opt-out.`,
    isPaused === true && `Paused the connection “${of}”.`,
    isPaused === false && `Resumed the connection “${of}”.`,
    settings !== undefined && `Changed the settings of the connection “${of}”.`,
  ]
  await audit(tx, {
    actor: told.by,
    action: 'change_connection',
    subject: 'connection',
    subjectId: told.id,
    sentence: sentences.filter(Boolean).join(' '),
    // Which settings, never their values: some are secret.
    detail: { ...(settings ? { settings: Object.keys(settings) } : {}) },
    at: told.at,
  })
}
