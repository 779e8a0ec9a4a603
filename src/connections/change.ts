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
import { sealFor, unseal, type Place, type Sealed } from './sealed.ts'
import { counterpartOf, readSettings } from './settings.ts'

export interface ConnectionChange {
  name?: string | undefined
  scheduleMinutes?: number | undefined
  isPaused?: boolean | undefined
  /** The settings to change; null takes one away, what is not named stays. */
  settings?: Record<string, unknown> | undefined
}

type Columns = UpdateObject<Tables, 'connection'>

/**
 * Renames, reschedules, pauses, resumes, or changes settings. Settings that lead to another server
 * or another application part with the secrets and tokens kept so far, unless new ones come along:
 * what was entrusted to one is not sent to another. Throws Refused.
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
      ...reschedule(change),
      ...(after === null ? {} : store(homing, place, after)),
      ...turn(before, { isPaused: change.isPaused, after, now: homing.now() }),
    }
    if (Object.keys(columns).length > 0) {
      await tx.updateTable('connection').set(columns).where('id', '=', id).execute()
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
  const world = { http: homing.http, now: homing.now() }
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

function reschedule({ scheduleMinutes }: ConnectionChange): Columns {
  if (scheduleMinutes === undefined) return {}
  return {
    schedule_minutes: scheduleMinutes,
    // A shorter schedule counts from now, not from a next run that lies far ahead.
    next_run_at: sql`least(next_run_at, now() + make_interval(mins => ${scheduleMinutes}::int))`,
  }
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
        }
      : {}),
  }
}

/** What becomes of status and schedule. */
function turn(
  before: Before,
  { isPaused, after, now }: { isPaused: boolean | undefined; after: After | null; now: number },
): Columns {
  const hasGrant = (after?.sealed ?? before.sealed).grant !== null
  const settled = after?.isGrantNew ? (hasGrant ? 'active' : 'awaiting_authorisation') : null
  const status = settled && before.status !== 'paused' ? settled : before.status
  if (isPaused === undefined || isPaused === (status === 'paused')) {
    if (status === before.status) return {}
    return { status, next_run_at: status === 'active' ? new Date(now) : null }
  }
  if (!isPaused) {
    return hasGrant
      ? { status: 'active', next_run_at: new Date(now) }
      : { status: 'awaiting_authorisation', next_run_at: null }
  }
  if (status !== 'active') {
    throw new Refused(409, 'Only a connection that is active can be paused.', {
      field: 'isPaused',
      remedy: 'This one does not run anyway until it is authorised.',
    })
  }
  return { status: 'paused', next_run_at: null }
}

async function note(
  tx: Tx,
  told: { by: By; id: number; name: string; change: ConnectionChange; at: number },
): Promise<void> {
  const { name, scheduleMinutes, isPaused, settings } = told.change
  const parts = [
    name === undefined ? '' : `renamed it “${name}”`,
    scheduleMinutes === undefined ? '' : `let it run every ${scheduleMinutes} minutes`,
    isPaused === undefined ? '' : isPaused ? 'paused it' : 'resumed it',
    settings === undefined ? '' : 'changed its settings',
  ]
  await audit(tx, {
    actor: told.by,
    action: 'change_connection',
    subject: 'connection',
    subjectId: told.id,
    sentence: `Changed the connection “${told.name}”: ${parts.filter(Boolean).join(', ')}.`,
    // Which settings, never their values: some are secret.
    detail: { ...(settings ? { settings: Object.keys(settings) } : {}) },
    at: told.at,
  })
}
