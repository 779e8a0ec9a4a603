import {
  createVendorHttp,
  createVendorLogs,
  createVendorSql,
  type AskedOnce,
  type Connector,
  type Vendor,
} from '../connectors/index.ts'
import type { Homing } from '../homing.ts'
import { realClock } from '../platform/http/index.ts'
import { findConnection, type Connection } from './connection.ts'
import { connectorOf, paceOf } from './connector.ts'
import { paceGate } from './pace.ts'
import type { Purpose } from './purpose.ts'
import { unseal } from './sealed.ts'
import { tokenSource } from './tokens.ts'

export interface OpenOptions {
  signal?: AbortSignal
  /** Called for every try that went out. */
  onRequest?: (asked: AskedOnce) => void
  /** What requests are for: how much of the day's budget may be used. 'fresh' unless told. */
  purpose?: Purpose | (() => Purpose)
}

export interface OpenVendor {
  connector: Connector
  vendor: Vendor
  connection: Connection
}

/**
 * An open line to the account of a connection: paced, authorised, guarded. Nothing is asked yet;
 * that a grant is missing shows with the first request. Throws Refused 404 where the connection is
 * not there.
 */
export async function openVendor(
  homing: Homing,
  workspaceId: number,
  connectionId: number,
  options: OpenOptions = {},
): Promise<OpenVendor> {
  const place = { workspaceId, connectionId }
  const { connection, grant } = await homing.database.inWorkspace(workspaceId, async (tx) => {
    const connection = await findConnection(tx, connectionId)
    const { sealed } = await tx
      .selectFrom('connection')
      .select('sealed')
      .where('id', '=', connectionId)
      .executeTakeFirstOrThrow()
    const grant = sealed && unseal(homing.secrets, place, sealed).grant
    return { connection, grant }
  })
  const { settings } = connection
  const named = connectorOf(homing, connection.connector)
  const connector = { ...named, ...named.readAs?.(settings) }
  const { signal, onRequest, purpose } = options
  const abort = signal ? { signal } : {}
  const line = {
    connector,
    settings,
    tokens: tokenSource(homing, place),
    pace: paceGate(homing, paceOf(connector, settings), {
      ...(purpose === undefined ? {} : { purpose }),
      ...abort,
    }),
    clock: { now: () => homing.now(), sleep: homing.sleep ?? realClock.sleep },
    random: () => homing.random(),
    ...abort,
    ...(onRequest ? { onRequest } : {}),
  }
  const { sql: part } = connector
  const vendor: Vendor = {
    settings,
    now: () => homing.now(),
    ...(homing.logs && { logs: createVendorLogs(homing.logs) }),
    http: createVendorHttp({ ...line, http: homing.http }),
    ...(part && homing.sql && { sql: createVendorSql({ ...line, part, sql: homing.sql }) }),
    ...(grant && {
      granted: { scopes: grant.scopes, hasRefreshToken: grant.refreshToken !== null },
    }),
  }
  return { connector, vendor, connection }
}
