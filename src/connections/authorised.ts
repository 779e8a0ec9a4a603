import { sql } from 'kysely'
import { audit } from '../accounts/index.ts'
import { Failure, finishAuthorisation, type Settings, type Tokens } from '../connectors/index.ts'
import type { Homing } from '../homing.ts'
import type { Tx } from '../platform/database/index.ts'
import { notFound, Refused } from '../platform/refused.ts'
import { findConnection } from './connection.ts'
import { connectorOf } from './connector.ts'
import type { By } from './create.ts'
import { unseal, type Place } from './sealed.ts'
import { counterpartOf } from './settings.ts'
import { EXCHANGE_MS_MAX } from './spend.ts'
import { storeGrant } from './store-grant.ts'
import { hashOf, openVisit, type Visit } from './visit.ts'

export interface Authorised {
  connectionId: number
  name: string
  /** Why the vendor gave no tokens; null where it did. */
  failure: Failure | null
}

/**
 * The visitor is back with the consent page's answer. Throws Refused 400 where the state is
 * unknown, spent, too old or another person's; 409 where the settings were changed meanwhile.
 */
export async function authorised(
  homing: Homing,
  by: By,
  callback: URLSearchParams,
): Promise<Authorised> {
  const state = callback.get('state') ?? ''
  const visit = await homing.database.inWorkspace(by.workspaceId, (tx) =>
    spendState(tx, homing, by, state),
  )
  const { connectionId, name } = visit
  const tokens = await exchange(homing, visit, callback)
  if (tokens instanceof Failure) {
    homing.log.warn({ connection: connectionId, kind: tokens.kind }, 'an authorisation failed')
    return { connectionId, name, failure: tokens }
  }
  await homing.database.inWorkspace(by.workspaceId, (tx) => keep(tx, homing, by, { visit, tokens }))
  return { connectionId, name, failure: null }
}

interface SpentVisit extends Visit, Place {
  name: string
  connector: string
  settings: Settings
  clientSecret: string | null
  redirectUri: string
}

async function spendState(tx: Tx, homing: Homing, by: By, state: string): Promise<SpentVisit> {
  const stateHash = hashOf(state)
  const row = await tx
    .deleteFrom('authorisation')
    .where('state_hash', '=', stateHash)
    .where('user_id', '=', by.id)
    .where('expires_at', '>', sql<Date>`clock_timestamp()`)
    .returning(['connection_id', 'sealed', 'redirect_uri'])
    .executeTakeFirst()
  if (!row) {
    throw new Refused(400, 'This authorisation was used already, is too old, or is not yours.', {
      field: 'state',
      remedy: 'Open the connection and begin the authorisation again.',
    })
  }
  const place = { workspaceId: by.workspaceId, connectionId: row.connection_id }
  const { connector, name, settings } = await findConnection(tx, row.connection_id)
  const visit = openVisit(homing.secrets, { ...place, stateHash }, row.sealed)
  refuseOtherCounterpart(visit, counterpartOf(connectorOf(homing, connector), settings))
  const { secrets } = await readSealed(tx, homing, place)
  const { clientSecret } = secrets
  return {
    ...place,
    ...visit,
    name,
    connector,
    settings,
    clientSecret: typeof clientSecret === 'string' ? clientSecret : null,
    redirectUri: row.redirect_uri,
  }
}

async function exchange(
  homing: Homing,
  visit: SpentVisit,
  callback: URLSearchParams,
): Promise<Tokens | Failure> {
  const { oauth2, title } = connectorOf(homing, visit.connector)
  if (!oauth2) throw new Error(`${title} was authorised without the part for it.`)
  const signal = AbortSignal.timeout(EXCHANGE_MS_MAX)
  try {
    return await finishAuthorisation({
      vendor: title,
      part: oauth2,
      settings: visit.settings,
      ...(visit.clientSecret === null ? {} : { clientSecret: visit.clientSecret }),
      http: homing.http,
      clock: homing,
      signal,
      redirectUri: visit.redirectUri,
      callback,
      state: callback.get('state') ?? '',
      verifier: visit.verifier,
    })
  } catch (error) {
    if (error instanceof Failure) return error
    if (!signal.aborted) throw error
    return new Failure('temporary', `${title}'s token service took too long.`, {
      whoMustAct: 'vendor',
      remedy: 'Begin the authorisation again.',
      cause: error,
    })
  }
}

async function keep(
  tx: Tx,
  homing: Homing,
  by: By,
  { visit, tokens }: { visit: SpentVisit; tokens: Tokens },
): Promise<void> {
  const sealed = await readSealed(tx, homing, visit)
  const { settings } = await findConnection(tx, visit.connectionId)
  const connector = connectorOf(homing, visit.connector)
  refuseOtherCounterpart(visit, counterpartOf(connector, settings))
  const grant = { ...tokens, receivedAt: homing.now() }
  await storeGrant(tx, homing.secrets, visit, { ...sealed, grant })
  await audit(tx, {
    actor: by,
    action: 'authorise_connection',
    subject: 'connection',
    subjectId: visit.connectionId,
    sentence: `Authorised the connection “${visit.name}” at ${connector.title}.`,
    detail: { scopes: tokens.scopes },
    at: homing.now(),
  })
}

/** Locks the row, so that what is read cannot change before it is written. */
async function readSealed(tx: Tx, homing: Homing, place: Place) {
  const row = await tx
    .selectFrom('connection')
    .select('sealed')
    .where('id', '=', place.connectionId)
    .where('deleted_at', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  if (!row?.sealed) throw notFound('connection', place.connectionId)
  return unseal(homing.secrets, place, row.sealed)
}

function refuseOtherCounterpart({ counterpart }: Visit, now: string): void {
  if (counterpart === now) return
  throw new Refused(409, 'The settings were changed while you were at the consent page.', {
    remedy: 'Open the connection and begin the authorisation again.',
  })
}
