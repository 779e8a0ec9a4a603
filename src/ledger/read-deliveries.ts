import { gunzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { knownActivities } from '../campaigns/index.ts'
import {
  type FeedbackEvent,
  type HookPage,
  type HooksPart,
  type RefusedRow,
} from '../connectors/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { takeOptOuts } from './opt-outs.ts'
import { takePath } from './path.ts'
import { parkReceipt } from './park-receipt.ts'
import type { Reading } from './read-receipts.ts'
import { BODY_BYTES_MAX, settleReceipts } from './receipts.ts'

/** Deliveries one transaction reads at most; most tell of a single happening. */
export const DELIVERIES_MAX = 500
/** Events one transaction writes at most, but for a single delivery that tells of more. */
const EVENTS_MAX = 20_000
/** So long a delivery waits for the campaign it speaks of; then it is read as it is. */
const WAIT_HOURS_MAX = 24

/** Which of the waiting deliveries are taken up. */
export interface Taking {
  /** When the campaigns were last begun to be looked for. */
  campaignsSeenAt: Date | null
  /** At most DELIVERIES_MAX. */
  deliveriesMax: number
}

export interface DeliveriesRead {
  /** Deliveries that were taken up; 0 means none is left for now. */
  deliveries: number
  read: number
  written: number
  parked: number
}

/**
 * Takes the oldest waiting deliveries of a connection through the path of an event, in the caller's
 * transaction. One that speaks of a campaign nobody has heard of waits until the campaigns have
 * been looked for since it came, or for a day: news of
 * a mailing is often faster than the list of mailings. Two workers never read the same one.
 */
export async function readDeliveries(
  tx: Tx,
  reading: Reading,
  taking: Taking,
): Promise<DeliveriesRead> {
  const { connectionId } = reading
  await sql`select pg_advisory_xact_lock(hashtext('homing deliveries'), ${connectionId})`.execute(
    tx,
  )
  const { hooks } = reading.connector
  if (hooks === undefined) throw new Error('The connector no longer takes deliveries.')
  const waiting = await waitingDeliveries(tx, connectionId, taking)
  const { pages, unreadable } = readPages(hooks, waiting)
  const ready = await holdUnknown(tx, connectionId, pages)

  let [read, written, parked] = [0, 0, unreadable.length]
  for (const arrivals of portionsOf(ready)) {
    const outcome = await takePath(tx, { ...reading, ...arrivals })
    read += outcome.read
    written += outcome.written
    parked += outcome.parked
  }
  await takeOptOuts(
    tx,
    reading,
    ready.map(({ page }) => ({ rows: page.optOuts ?? [], refused: [] })),
  )
  const ids = ready.map(({ id }) => id)
  await settleReceipts(tx, ids, { status: 'read', reader: hooks.reader })
  for (const { id, body, failure } of unreadable) {
    await parkReceipt(tx, reading, { id, body, failure, reader: hooks.reader })
  }
  return { deliveries: pages.length + unreadable.length, read, written, parked }
}

interface Waiting {
  id: number
  packed: Uint8Array
  /** It has waited for its campaign long enough. */
  isFinal: boolean
}

async function waitingDeliveries(
  tx: Tx,
  connectionId: number,
  { campaignsSeenAt, deliveriesMax }: Taking,
): Promise<Waiting[]> {
  const { rows } = await sql<{ id: number; body: Uint8Array; is_final: boolean }>`
    select id, body, is_final from (
      select id, body, reason, received_at < greatest(${campaignsSeenAt}::timestamptz,
        now() - make_interval(hours => ${WAIT_HOURS_MAX}::int)) as is_final
      from receipt
      where connection_id = ${connectionId} and status = 'pending' and stream = 'hook'
    ) waiting
    where reason is null or is_final
    order by id limit ${deliveriesMax}`.execute(tx)
  return rows.map(({ id, body, is_final }) => ({ id, packed: body, isFinal: is_final }))
}

interface Read {
  id: number
  isFinal: boolean
  page: HookPage
}

interface Unreadable {
  id: number
  body: Uint8Array
  failure: Error
}

/** Unpacks and reads one after the other, until there is as much as one transaction should hold. */
function readPages(hooks: HooksPart, waiting: readonly Waiting[]) {
  const pages: Read[] = []
  const unreadable: Unreadable[] = []
  let events = 0
  for (const { id, packed, isFinal } of waiting) {
    if (events >= EVENTS_MAX) break
    const body = gunzipSync(packed, { maxOutputLength: BODY_BYTES_MAX })
    try {
      const page = hooks.read(body)
      pages.push({ id, isFinal, page })
      events += page.rows.length
    } catch (error) {
      // Whatever the reader trips over, the deliveries behind this one are read.
      unreadable.push({ id, body, failure: error as Error })
    }
  }
  return { pages, unreadable }
}

/** Puts by what speaks of a campaign not heard of yet; answers the others. */
async function holdUnknown(tx: Tx, connectionId: number, pages: Read[]): Promise<Read[]> {
  const early = pages.filter(({ isFinal }) => !isFinal)
  const activities = new Set(early.flatMap(({ page }) => page.rows.map((row) => row.activity)))
  const known = await knownActivities(tx, connectionId, [...activities])
  const held = new Set(
    early
      .filter(({ page }) => page.rows.some(({ activity }) => !known.has(activity)))
      .map(({ id }) => id),
  )
  if (held.size > 0) {
    await tx
      .updateTable('receipt')
      .set({ reason: 'It speaks of a campaign that is not known yet.' })
      .where('id', 'in', [...held])
      .execute()
  }
  return pages.filter(({ id }) => !held.has(id))
}

interface Portion {
  events: { receiptId: number; event: FeedbackEvent }[]
  refused: { receiptId: number; row: RefusedRow }[]
}

/** The rows of all pages, in portions the path takes: a single delivery may tell of very many. */
function portionsOf(pages: readonly Read[]): Portion[] {
  const events = pages.flatMap(({ id, page }) =>
    page.rows.map((event) => ({ receiptId: id, event })),
  )
  const refused = pages.flatMap(({ id, page }) =>
    page.refused.map((row) => ({ receiptId: id, row })),
  )
  const portions: Portion[] = []
  for (let from = 0; from < events.length; from += EVENTS_MAX) {
    portions.push({ events: events.slice(from, from + EVENTS_MAX), refused: [] })
  }
  if (refused.length > 0) portions.push({ events: [], refused })
  return portions
}

/**
 * Parks the one delivery that would be taken up next: the path itself cannot get over it, and those
 * behind it must not wait for that to be mended.
 */
export async function parkNextDelivery(
  tx: Tx,
  reading: Reading,
  { campaignsSeenAt, failure }: { campaignsSeenAt: Date | null; failure: Error },
): Promise<void> {
  const taking = { campaignsSeenAt, deliveriesMax: 1 }
  const [next] = await waitingDeliveries(tx, reading.connectionId, taking)
  if (next === undefined) return
  const body = gunzipSync(next.packed, { maxOutputLength: BODY_BYTES_MAX })
  const reader = reading.connector.hooks?.reader ?? reading.connector.id
  await parkReceipt(tx, reading, { id: next.id, body, failure, reader, whoMustAct: 'homing' })
}

/** Connections with deliveries that could be read now, at most connectionsMax. */
export async function connectionsWithDeliveries(tx: Tx, connectionsMax: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select c.id from connection c
    where c.deleted_at is null and c.status <> 'paused' and exists (
      select from receipt r
      where r.workspace_id = c.workspace_id and r.connection_id = c.id and r.status = 'pending'
        and r.stream = 'hook' and (r.reason is null or r.received_at < greatest(c.last_pull_at,
          now() - make_interval(hours => ${WAIT_HOURS_MAX}::int))))
    order by c.id limit ${connectionsMax}`.execute(tx)
  return rows.map(({ id }) => id)
}
