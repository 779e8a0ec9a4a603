import { knownActivities } from '../../campaigns/index.ts'
import { readingConnector } from '../../connections/index.ts'
import type {
  Connector,
  FeedbackEvent,
  RefusedRow,
  RemoteSuppression,
} from '../../connectors/index.ts'
import { parseAddress } from '../../people/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { notFound } from '../../platform/refused.ts'
import type { AppliedMend } from '../mends.ts'
import { readPages } from '../read-pages.ts'
import { receiptsByIds, type Receipt } from '../receipts.ts'
import { keyOf } from '../repeats.ts'

/** A row of a receipt, as its reader reads it now, with the natural key the path gives it. */
export interface RowRead {
  place: number
  mends: AppliedMend[]
  event?: FeedbackEvent
  suppression?: RemoteSuppression
  refused?: RefusedRow
  /** Null where the address cannot be one. */
  canonical: string | null
  /** Why it cannot. */
  addressReason: string | null
  /** Epoch milliseconds; the send's where the row has none. */
  at: number | null
  campaign: { id: number; name: string } | null
  /** Of events. */
  key: string | null
}

export interface Reread {
  receipt: Receipt
  connectionId: number
  rows: RowRead[]
  records: readonly unknown[]
  /** Why no page was found in it. */
  unreadable: string | null
}

/**
 * Reads a receipt again, only to look: with its own reader, the mends, and the path's functions for
 * key and identity, so that what it says cannot differ from what the path did. Writes nothing.
 */
export async function reread(
  tx: Tx,
  connectors: readonly Connector[],
  receiptId: number,
): Promise<Reread> {
  const row = await tx
    .selectFrom('receipt as r')
    .innerJoin('connection as c', 'c.id', 'r.connection_id')
    .select(['c.id', 'c.connector'])
    .where('r.id', '=', receiptId)
    .executeTakeFirst()
  if (row === undefined) throw notFound('receipt', receiptId)
  const connectionId = row.id
  const [receipt] = await receiptsByIds(tx, connectionId, [receiptId])
  const connector = connectors.find(({ id }) => id === row.connector)
  if (connector === undefined) {
    const unreadable = `This Homing has no connector ${row.connector} to read it with.`
    return { receipt: receipt!, connectionId, rows: [], records: [], unreadable }
  }
  const reader = await readingConnector(tx, connector, connectionId)
  const at = { connectionId, connector: reader }
  const { pages, unreadable } = await readPages(tx, at, [receipt!])
  const page = pages[0]
  if (page === undefined) {
    const reason = unreadable[0]!.error.message
    return { receipt: receipt!, connectionId, rows: [], records: [], unreadable: reason }
  }
  const told = [
    ...page.events.map((event): Told => ({ event })),
    ...page.suppressions.map((suppression): Told => ({ suppression })),
  ]
  const read = told.map((one, index) => ({
    place: page.places[index] ?? index,
    mends: page.mends.get((one.event ?? one.suppression)!) ?? [],
    ...one,
  }))
  const refused = page.refused.map((one) => ({ place: one.place ?? 0, mends: [], refused: one }))
  const rows = await withKeys(tx, connectionId, [...read, ...refused])
  rows.sort((a, b) => a.place - b.place)
  return { receipt: receipt!, connectionId, rows, records: page.records, unreadable: null }
}

type Told = Pick<RowRead, 'event' | 'suppression'>
type Plain = Pick<RowRead, 'place' | 'mends' | 'event' | 'suppression' | 'refused'>

async function withKeys(tx: Tx, connectionId: number, rows: Plain[]): Promise<RowRead[]> {
  const activities = rows.flatMap((row) => row.event?.activity ?? [])
  const campaigns = await knownActivities(tx, connectionId, [...new Set(activities)])
  return rows.map((row) => {
    const { event, suppression } = row
    const address = event?.address ?? suppression?.address
    const channel = event?.channel ?? suppression?.channel
    const parsed = address === undefined ? null : parseAddress(address, channel)
    const campaign = event === undefined ? undefined : campaigns.get(event.activity)
    return {
      ...row,
      canonical: parsed?.ok ? parsed.canonical : null,
      addressReason: parsed === null || parsed.ok ? null : parsed.reason,
      at: event?.occurredAt ?? suppression?.occurredAt ?? campaign?.sentAt ?? null,
      campaign: campaign === undefined ? null : { id: campaign.id, name: campaign.name },
      key: event === undefined ? null : keyOf(connectionId, event),
    }
  })
}
