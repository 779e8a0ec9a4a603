/** The vendor's list of who is told of what: Homing's own lines of it, entered and taken off. */
import { sql } from 'kysely'
import { Failure, type SignalsPart, type Subscription } from '../../connectors/index.ts'
import type { Homing } from '../../homing.ts'
import type { Tx } from '../../platform/database/index.ts'
import { Refused } from '../../platform/refused.ts'
import type { Place } from '../sealed.ts'
import { openVendor } from '../vendor.ts'
import { hashOf } from './token.ts'

/** What stands at the vendor is looked at again this long after it was seen there. */
const LOOK_EVERY_MS = 24 * 3600_000
/** After a failure it is tried again this much later, by itself. */
const RETRY_MS = 10 * 60_000
/** Addresses of a connection that may stand at its vendor, which could not be asked meanwhile. */
const ADDRESSES_MAX = 20
/** Taking lines off happens while somebody waits for a connection to be removed. */
const FORGET_MS_MAX = 20_000

/** How the address of a connection stands at its vendor, as screens show it. Epoch milliseconds. */
export interface Registration {
  registeredAt: number | null
  failure: { sentence: string; remedy: string } | null
}

/**
 * Keeps an address to be entered at the vendor, in the place of one there may be. Throws Refused
 * where too many wait for the vendor to be asked.
 */
export async function keepRegistration(
  tx: Tx,
  homing: Homing,
  place: Place,
  url: string,
): Promise<void> {
  const { workspaceId, connectionId } = place
  const hash = hashIn(url)
  if (hash === null) throw new Error('This is no hook address.')
  const sealed = homing.secrets.seal(placeOf(place), url)
  const now = new Date(homing.now())
  const { rows } = await sql`
    insert into hook_registration as r (workspace_id, connection_id, sealed, hashes, next_at)
    values (${workspaceId}, ${connectionId}, ${sealed}, array[${hash}::text], ${now})
    on conflict (workspace_id, connection_id) do update set sealed = excluded.sealed,
      hashes = r.hashes || excluded.hashes, registered_at = null, failure = '', remedy = '',
      next_at = excluded.next_at
    where cardinality(r.hashes) < ${ADDRESSES_MAX}
    returning r.connection_id`.execute(tx)
  if (rows.length > 0) return
  throw new Refused(409, 'The address was replaced many times, and none could be entered yet.', {
    remedy: 'See why the service cannot be asked; replace it once it can.',
  })
}

/** Null where there is no address to be entered. */
export async function registrationOf(tx: Tx, connectionId: number): Promise<Registration | null> {
  const row = await tx
    .selectFrom('hook_registration')
    .select(['registered_at', 'failure', 'remedy'])
    .where('connection_id', '=', connectionId)
    .executeTakeFirst()
  if (row === undefined) return null
  return {
    registeredAt: row.registered_at?.getTime() ?? null,
    failure: row.failure === '' ? null : { sentence: row.failure, remedy: row.remedy },
  }
}

/**
 * Enters at the vendor what is missing of a connection's address, and takes off what is Homing's
 * own and no longer of use: an address that was replaced, a line that stands there twice. It lists
 * before it adds, so doing it again changes nothing. Answers why it could not be done, in the
 * vendor's error, or null; undefined where it is not due.
 */
export async function settleRegistration(
  homing: Homing,
  place: Place,
  signals: SignalsPart,
): Promise<Failure | null | undefined> {
  const kept = await registrationToSettle(homing, place)
  if (kept === null) return undefined
  const settled = { next_at: new Date(homing.now() + LOOK_EVERY_MS), failure: '', remedy: '' }
  try {
    await enter(homing, place, signals, kept)
    await note(homing, place, kept, {
      ...settled,
      hashes: [kept.hash],
      registered_at: new Date(homing.now()),
    })
    return null
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const waitMs = Math.max(RETRY_MS, error.waitMs ?? 0)
    const next_at = new Date(homing.now() + waitMs)
    await note(homing, place, kept, { next_at, failure: error.message, remedy: error.remedy })
    return error
  }
}

/**
 * Takes Homing's own lines off at the vendor, before the connection is removed. Answers false where
 * that could not be done in time: what is left there leads nowhere.
 */
export async function forgetRegistration(homing: Homing, place: Place): Promise<boolean> {
  const kept = await registrationToSettle(homing, place, { whenever: true })
  if (kept === null) return true
  const signal = AbortSignal.timeout(FORGET_MS_MAX)
  try {
    const { workspaceId, connectionId } = place
    const ask = { signal, purpose: 'person' } as const
    const { connector, vendor } = await openVendor(homing, workspaceId, connectionId, ask)
    const { subscriptions } = connector.signals!
    const listed = await subscriptions.list(vendor)
    for (const { id, url } of listed) if (isOwn(kept, url)) await subscriptions.remove(vendor, id)
    return true
  } catch (error) {
    const isForeign = error instanceof Failure || error instanceof Refused || signal.aborted
    if (!isForeign) throw error
    homing.log.warn({ err: error }, 'the hook of a connection is left at its vendor')
    return false
  }
}

/** What is to be done so that each event has one line with the wanted address. Pure. */
function linesToChange(
  events: readonly string[],
  listed: readonly Subscription[],
  is: { own(url: string): boolean; wanted(url: string): boolean },
): { add: string[]; remove: string[] } {
  const kept = new Set<string>()
  const remove: string[] = []
  for (const { id, event, url } of listed) {
    if (!is.own(url)) continue
    if (is.wanted(url) && events.includes(event) && !kept.has(event)) kept.add(event)
    else remove.push(id)
  }
  return { add: events.filter((event) => !kept.has(event)), remove }
}

interface Kept {
  url: string
  /** Of the token in url. */
  hash: string
  /** Of every address of this connection that may stand at the vendor. */
  hashes: string[]
}

async function registrationToSettle(
  homing: Homing,
  place: Place,
  { whenever = false } = {},
): Promise<Kept | null> {
  const row = await homing.database.inWorkspace(place.workspaceId, (tx) =>
    tx
      .selectFrom('hook_registration')
      .select(['sealed', 'hashes'])
      .where('connection_id', '=', place.connectionId)
      .$if(!whenever, (q) => q.where('next_at', '<=', new Date(homing.now())))
      .executeTakeFirst(),
  )
  if (row === undefined) return null
  const url = homing.secrets.open<string>(placeOf(place), row.sealed)
  return { url, hash: hashIn(url)!, hashes: row.hashes }
}

async function enter(
  homing: Homing,
  { workspaceId, connectionId }: Place,
  { subscriptions }: SignalsPart,
  kept: Kept,
): Promise<void> {
  const { vendor } = await openVendor(homing, workspaceId, connectionId)
  const { add, remove } = linesToChange(subscriptions.events, await subscriptions.list(vendor), {
    own: (url) => isOwn(kept, url),
    wanted: (url) => hashIn(url) === kept.hash,
  })
  for (const event of add) await subscriptions.add(vendor, { event, url: kept.url })
  for (const id of remove) await subscriptions.remove(vendor, id)
}

/** Not where the address was replaced meanwhile: that one is still to be entered. */
async function note(
  homing: Homing,
  { workspaceId, connectionId }: Place,
  { hash }: Kept,
  told: { next_at: Date; failure: string; remedy: string } & {
    hashes?: string[]
    registered_at?: Date
  },
): Promise<void> {
  await homing.database.inWorkspace(workspaceId, (tx) =>
    tx
      .updateTable('hook_registration')
      .set(told)
      .where('connection_id', '=', connectionId)
      .where(sql<boolean>`hashes[cardinality(hashes)] = ${hash}`)
      .execute(),
  )
}

function isOwn({ hashes }: Kept, url: string): boolean {
  const hash = hashIn(url)
  return hash !== null && hashes.includes(hash)
}

/** The hash of the token an address ends in, in hex; null for what is no hook address. */
function hashIn(url: string): string | null {
  const token = /\/hooks\/([\w-]{1,80})$/.exec(url)?.[1]
  return token === undefined ? null : hashOf(token).toString('hex')
}

function placeOf({ workspaceId, connectionId }: Place): string {
  return `hook_registration:${workspaceId}:${connectionId}`
}
