import { gunzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { knownActivities } from '../campaigns/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { withoutErased } from './erased/at-the-door.ts'
import { meetCampaigns } from './meet-campaigns.ts'
import { readPages, type PageRead } from './read-pages.ts'
import { takePages, type Reading, type ReadOutcome } from './read-receipts.ts'
import { BODY_BYTES_MAX, type Delivered, type Receipt } from './receipts.ts'

/** Deliveries one transaction reads at most; most tell of a single happening. */
export const DELIVERIES_MAX = 500
/** One transaction holds about so many bytes of deliveries, unpacked; one has 4 MB at most. */
const BYTES_MAX = 8 * 1024 * 1024
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
  outcome: ReadOutcome
}

/**
 * Takes the oldest waiting deliveries of a connection through the path of an event, in the caller's
 * transaction. One that speaks of a campaign nobody has heard of waits until the campaigns have
 * been looked for since it came, or for a day: news of a mailing is often faster than the list of
 * mailings. Two workers never read the same one.
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
  if (reading.connector.hooks === undefined) {
    throw new Error('The connector no longer takes deliveries.')
  }
  const came = await waitingDeliveries(tx, connectionId, taking)
  const waiting = await withoutErased(tx, reading, came)
  const { pages, unreadable } = await readPages(tx, reading, waiting)
  await meetCampaigns(tx, reading, pages)
  const early = new Set(waiting.filter(({ isFinal }) => !isFinal).map(({ id }) => id))
  const ready = await holdUnknown(tx, connectionId, { pages, early })
  const outcome = await takePages(tx, reading, { pages: ready, unreadable })
  return { deliveries: waiting.length, outcome }
}

interface Waiting extends Receipt {
  /** It has waited for its campaign long enough. */
  isFinal: boolean
}

interface WaitingRow {
  id: number
  stream: Delivered
  body: Uint8Array
  is_final: boolean
}

/** Unpacks one after the other, until there is as much as one transaction should hold. */
async function waitingDeliveries(
  tx: Tx,
  connectionId: number,
  { campaignsSeenAt, deliveriesMax }: Taking,
): Promise<Waiting[]> {
  const { rows } = await sql<WaitingRow>`
    select id, stream, body, is_final from (
      select id, stream, body, reason, received_at < greatest(${campaignsSeenAt}::timestamptz,
        now() - make_interval(hours => ${WAIT_HOURS_MAX}::int)) as is_final
      from receipt
      where connection_id = ${connectionId} and status = 'pending'
        and stream in ('hook', 'file')
    ) waiting
    where reason is null or is_final
    order by id limit ${deliveriesMax}`.execute(tx)
  const waiting: Waiting[] = []
  let bytes = 0
  for (const row of rows) {
    if (bytes >= BYTES_MAX) break
    const body = gunzipSync(row.body, { maxOutputLength: BODY_BYTES_MAX })
    bytes += body.byteLength
    waiting.push({ id: row.id, ask: { stream: row.stream }, body, isFinal: row.is_final })
  }
  return waiting
}

/** Puts by what speaks of a campaign not heard of yet; answers the others. */
async function holdUnknown(
  tx: Tx,
  connectionId: number,
  { pages, early }: { pages: PageRead[]; early: ReadonlySet<number> },
): Promise<PageRead[]> {
  const mayWait = pages.filter(({ receipt }) => early.has(receipt.id))
  const activities = new Set(mayWait.flatMap(({ events }) => events.map((one) => one.activity)))
  const known = await knownActivities(tx, connectionId, [...activities])
  const held = new Set(
    mayWait
      .filter(({ events }) => events.some(({ activity }) => !known.has(activity)))
      .map(({ receipt }) => receipt.id),
  )
  if (held.size > 0) {
    await tx
      .updateTable('receipt')
      .set({ reason: 'It speaks of a campaign that is not known yet.' })
      .where('id', 'in', [...held])
      .execute()
  }
  return pages.filter(({ receipt }) => !held.has(receipt.id))
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
  const [receipt] = await waitingDeliveries(tx, reading.connectionId, taking)
  if (receipt === undefined) return
  const unreadable = [{ receipt, error: failure, whoMustAct: 'homing' as const }]
  await takePages(tx, reading, { pages: [], unreadable })
}

/** Connections with deliveries that could be read now, at most connectionsMax. */
export async function connectionsWithDeliveries(tx: Tx, connectionsMax: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select c.id from connection c
    where c.deleted_at is null and c.status <> 'paused' and exists (
      select from receipt r
      where r.workspace_id = c.workspace_id and r.connection_id = c.id and r.status = 'pending'
        and r.stream in ('hook', 'file')
        and (r.reason is null or r.received_at < greatest(c.last_pull_at,
          now() - make_interval(hours => ${WAIT_HOURS_MAX}::int))))
    order by c.id limit ${connectionsMax}`.execute(tx)
  return rows.map(({ id }) => id)
}
