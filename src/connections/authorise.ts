/**
 * Authorisation in the browser: a person goes to the vendor's consent page and comes back with a
 * code. The state that goes with them is bound to them and their workspace, is kept hashed, lives
 * for ten minutes, and is spent by its first use.
 */
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { audit } from '../accounts/index.ts'
import {
  beginAuthorisation,
  Failure,
  finishAuthorisation,
  type Settings,
  type Tokens,
} from '../connectors/index.ts'
import type { Homing } from '../homing.ts'
import type { Tx } from '../platform/database/index.ts'
import { notFound, Refused } from '../platform/refused.ts'
import { findConnection } from './connection.ts'
import { connectorOf } from './connector.ts'
import type { By } from './create.ts'
import { unseal, type Place } from './sealed.ts'
import { counterpartOf } from './settings.ts'
import { storeGrant } from './store-grant.ts'

const STATE_MINUTES = 10
/** Consent pages one connection may have open. */
const VISITS_MAX = 20
const EXCHANGE_MS_MAX = 20_000

/** What is kept sealed until the visitor comes back. */
interface Visit {
  verifier: string
  /** Whom the settings spoke to then; the code is for nobody else. */
  counterpart: string
}

/**
 * Begins: answers the consent page to visit. redirectUri is where it leads back to. Throws Refused
 * where the connector knows no such authorisation.
 */
export async function authorise(
  homing: Homing,
  by: By,
  { connectionId, redirectUri }: { connectionId: number; redirectUri: string },
): Promise<string> {
  const place = { workspaceId: by.workspaceId, connectionId }
  return homing.database.inWorkspace(by.workspaceId, async (tx) => {
    const { connector: id, settings } = await findConnection(tx, connectionId)
    const connector = connectorOf(homing, id)
    if (!connector.oauth2) {
      throw new Refused(409, `${connector.title} is not authorised in the browser.`)
    }
    await sweep(tx, connectionId)
    const begun = await beginAuthorisation({ part: connector.oauth2, settings, redirectUri })
    const stateHash = hashOf(begun.state)
    const visit: Visit = {
      verifier: begun.verifier,
      counterpart: counterpartOf(connector, settings),
    }
    await tx
      .insertInto('authorisation')
      .values({
        state_hash: stateHash,
        workspace_id: by.workspaceId,
        connection_id: connectionId,
        user_id: by.id,
        sealed: homing.secrets.seal(placeOf(place, stateHash), visit),
        redirect_uri: redirectUri,
        expires_at: sql`clock_timestamp() + make_interval(mins => ${STATE_MINUTES})`,
      })
      .execute()
    return begun.url
  })
}

export interface Authorised {
  connectionId: number
  name: string
  /** Why the vendor gave no tokens; null where it did. */
  failure: Failure | null
}

/**
 * The visitor is back with the consent page's answer. Throws Refused 400 where the state is unknown,
 * spent, too old or another person's.
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
  const visit = homing.secrets.open<Visit>(placeOf(place, stateHash), row.sealed)
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

/** Clears what is too old, and refuses where too many pages are open still. */
async function sweep(tx: Tx, connectionId: number): Promise<void> {
  await tx
    .deleteFrom('authorisation')
    .where('connection_id', '=', connectionId)
    .where('expires_at', '<=', sql<Date>`clock_timestamp()`)
    .execute()
  const { count } = await tx
    .selectFrom('authorisation')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('connection_id', '=', connectionId)
    .executeTakeFirstOrThrow()
  if (count < VISITS_MAX) return
  throw new Refused(429, 'Too many authorisations of this connection were begun.', {
    remedy: `Finish one, or wait ${STATE_MINUTES} minutes.`,
    retryAfterSeconds: STATE_MINUTES * 60,
  })
}

function hashOf(state: string): string {
  return createHash('sha256').update(state).digest('hex')
}

function placeOf({ workspaceId, connectionId }: Place, stateHash: string): string {
  return `authorisation:${workspaceId}:${connectionId}:${stateHash}`
}
