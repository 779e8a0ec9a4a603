/**
 * Spends a refresh token, exactly once, and stores what came for it.
 *
 *   free --claim--> leased --exchange, keep--> free, version + 1
 *                     | \--the vendor says no--> needs_reauthorisation; or, where a user name
 *                     |      and a password are kept, the token is forgotten and they are used
 *                     | \--a fault that may pass--> leased for a pause, then free
 *                     \---the process dies--> leased until the lease ends, then free
 *
 * (1) A refresh token is sent by the holder of the lease only, and the lease outlasts the exchange.
 * (2) That a renewal was begun is committed before the token is sent.
 * (3) No transaction is open during the exchange: an embedded database has one session.
 * (4) A new pair is stored if, and only if, the version is the one its refresh token was read at;
 *     whoever comes second takes what is stored.
 * (5) Where the vendor limits how often tokens may be asked for, each asking is noted with (2).
 * (6) A grant is given up on the vendor's own word, and only if nobody stored another meanwhile.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { Failure } from '../connectors/index.ts'
import type { Homing } from '../homing.ts'
import type { Database, Tx } from '../platform/database/index.ts'
import { connectorOf } from './connector.ts'
import { heldGrant, type HeldGrant } from './grant.ts'
import { askForAuthorisation } from './reauthorisation.ts'
import { keep } from './keep.ts'
import type { Grant, Place } from './sealed.ts'
import { EXCHANGE_MS_MAX, spend, userOf } from './spend.ts'
import { storeGrant } from './store-grant.ts'

/** Clearly longer than an exchange may take, as (1) wants it. */
const LEASE_MS = EXCHANGE_MS_MAX + 10_000
/** After a fault the token endpoint is left alone for so long. */
const PAUSE_MS = 10_000
const HOUR_MS = 3_600_000

const KEPT = 'What came home stays, and nothing is read twice.'
/** Whoever finds another at work looks again this often, for at most so long. */
const POLL_MS = 150
const WAIT_MS_MAX = LEASE_MS + EXCHANGE_MS_MAX

const flights = new WeakMap<Database, Map<string, Promise<Grant>>>()

/**
 * The grant that follows the one of that version: renewed by this call, or by somebody else just
 * before. Callers of one process share one renewal. Throws Failure as tokenSource does.
 */
export function renewGrant(homing: Homing, place: Place, version: number): Promise<Grant> {
  const mine = flights.get(homing.database) ?? new Map<string, Promise<Grant>>()
  flights.set(homing.database, mine)
  const key = `${place.workspaceId}:${place.connectionId}:${version}`
  const flight = mine.get(key) ?? renew(homing, place, version).finally(() => mine.delete(key))
  mine.set(key, flight)
  return flight
}

async function renew(homing: Homing, place: Place, version: number): Promise<Grant> {
  const owner = randomUUID()
  const deadline = performance.now() + WAIT_MS_MAX
  for (;;) {
    const held = await homing.database.inWorkspace(place.workspaceId, (tx) =>
      claim(tx, homing, place, { version, owner }),
    )
    if (held.version !== version) return held.grant
    if (!held.isLeased) return exchange(homing, place, { held, owner })
    if (performance.now() > deadline) {
      throw new Failure('temporary', 'Somebody else is renewing the authorisation.', {
        whoMustAct: 'homing',
      })
    }
    await sleep(POLL_MS)
  }
}

interface Ask {
  version: number
  owner: string
}

/** The grant as it is; the lease is the owner's where version is unchanged and isLeased false. */
async function claim(tx: Tx, homing: Homing, place: Place, ask: Ask): Promise<HeldGrant> {
  const held = await heldGrant(tx, homing, place, { forUpdate: true })
  if (held.version !== ask.version || held.isLeased) return held
  const counted = await countCall(tx, homing, held)
  await tx
    .updateTable('connection')
    .set({
      refresh_owner: ask.owner,
      refresh_lease_until: after(LEASE_MS),
      refresh_started_at: sql<Date>`clock_timestamp()`,
      ...(counted && { token_calls: counted }),
    })
    .where('id', '=', place.connectionId)
    .execute()
  return held
}

/**
 * The vendor's last hour with this call, where it counts them. Throws Failure('throttled') where it
 * has given all it gives in an hour.
 */
async function countCall(tx: Tx, homing: Homing, held: HeldGrant): Promise<Date[] | null> {
  const { oauth2, title } = connectorOf(homing, held.connector)
  if (!oauth2?.callsPerHour) return null
  const { max } = oauth2.callsPerHour
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(tx)
  const now = rows[0]!.now
  const recent = held.tokenCalls.filter((at) => now.getTime() - at.getTime() < HOUR_MS)
  if (recent.length < max) return [...recent, now]
  throw new Failure('throttled', `${title} lets nobody sign in more than ${max} times an hour.`, {
    whoMustAct: 'homing',
    remedy: 'Homing goes on by itself. If it stays so, check the user name and the password.',
    waitMs: Math.max(0, recent.at(-max)!.getTime() + HOUR_MS - now.getTime()),
  })
}

interface Claimed {
  held: HeldGrant
  owner: string
}

async function exchange(homing: Homing, place: Place, claimed: Claimed): Promise<Grant> {
  const { held } = claimed
  const outcome = await spend(homing, held)
  if (!(outcome instanceof Failure)) return keep(homing, place, held.version, outcome)
  if (outcome.kind === 'unauthorised' && canSignIn(homing, held)) {
    await forget(homing, place, held.version)
    return renew(homing, place, held.version + 1)
  }
  const other = await homing.database.inWorkspace(place.workspaceId, async (tx) => {
    if (outcome.kind === 'unauthorised') return giveUp(tx, homing, place, claimed)
    await pause(tx, place, claimed, outcome)
    return null
  })
  homing.log.warn(
    { connection: place.connectionId, kind: outcome.kind, status: outcome.status },
    other ? 'a renewal lost to another one' : 'the authorisation could not be renewed',
  )
  if (other) return other
  throw outcome
}

/** Whether the refresh token alone was refused: a user name and a password are left. */
function canSignIn(homing: Homing, held: HeldGrant): boolean {
  const { oauth2 } = connectorOf(homing, held.connector)
  return held.grant.refreshToken !== null && !!oauth2 && userOf(oauth2, held) !== null
}

/** A spent refresh token is no use any more: the next exchange signs in. */
async function forget(homing: Homing, place: Place, version: number): Promise<void> {
  await homing.database.inWorkspace(place.workspaceId, async (tx) => {
    const { sealed, grant, ...held } = await heldGrant(tx, homing, place, { forUpdate: true })
    if (held.version !== version) return
    const without = { ...sealed, grant: { ...grant, accessToken: '', refreshToken: null } }
    await storeGrant(tx, homing.secrets, place, without)
  })
}

/** The grant somebody else stored meanwhile; or null, and the connection needs a person now. */
async function giveUp(
  tx: Tx,
  homing: Homing,
  place: Place,
  { held }: Claimed,
): Promise<Grant | null> {
  const now = await heldGrant(tx, homing, place, { forUpdate: true })
  if (now.version !== held.version) return now.grant
  const { title } = connectorOf(homing, held.connector)
  const isSignIn = held.grant.refreshToken === null
  const begun = held.renewalBegunAt?.toISOString().slice(0, 16).replace('T', ' ')
  const lost = isSignIn ? lostSignIn(title) : lostGrant(title, begun)
  await askForAuthorisation(tx, { ...place, ...lost })
  return null
}

function lostSignIn(title: string) {
  return {
    sentence: `${title} no longer accepts the user name and the password, or the keys.`,
    remedy: `Enter them again in the settings of the connection. ${KEPT}`,
  }
}

function lostGrant(title: string, begun: string | undefined) {
  return {
    sentence: begun
      ? `${title} no longer accepts the authorisation: a renewal begun at ${begun} UTC was cut off `
        + 'before its answer was stored.'
      : `${title} no longer accepts the authorisation.`,
    remedy: `Authorise the connection again. ${KEPT}`,
  }
}

async function pause(tx: Tx, place: Place, { owner }: Claimed, failure: Failure): Promise<void> {
  // A clear refusal proves that the refresh token was not spent; a lost answer proves nothing.
  const isUnspent = failure.kind === 'refused'
  await tx
    .updateTable('connection')
    .set(
      isUnspent
        ? { refresh_owner: null, refresh_lease_until: null, refresh_started_at: null }
        : { refresh_owner: null, refresh_lease_until: after(PAUSE_MS) },
    )
    .where('id', '=', place.connectionId)
    .where('refresh_owner', '=', owner)
    .execute()
}

function after(ms: number) {
  return sql<Date>`clock_timestamp() + make_interval(secs => ${ms / 1000}::float8)`
}
