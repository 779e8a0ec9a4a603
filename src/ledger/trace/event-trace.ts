import type { Connector } from '../../connectors/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { parseEventId } from './event-id.ts'
import { findEvent, otherReceipts, type EventFound } from './find-event.ts'
import { reread, type RowRead } from './reread.ts'
import * as station from './stations.ts'

export type { Door, Station } from './stations.ts'

/**
 * The way of one event, station by station, with times and reasons: from the receipt it came in to
 * its last consequence. Nothing of it is stored: the receipt is read again with its own reader, and
 * the rest is looked up where the path left it. Refuses an event that is not there.
 */
export async function traceEvent(tx: Tx, connectors: readonly Connector[], id: string) {
  const event = await findEvent(tx, parseEventId(id))
  const read = await reread(tx, connectors, event.receiptId)
  const row = read.rows.find((one) => isRow(one, event)) ?? null
  const repeats = await repeatsOf(tx, connectors, event)
  return {
    id,
    kind: event.kind,
    occurredAt: event.occurredAt.toISOString(),
    timeIsApproximate: event.timeIsApproximate,
    address: event.address,
    campaign: { id: event.campaignId, name: event.campaignName },
    link: event.link,
    detail: event.detail,
    agent: event.agent,
    stations: [
      station.cameHome(event),
      station.wasRead(event, row, read.unreadable),
      ...(row?.mends ?? []).map(station.wasMended),
      station.matched(event),
      station.timed(event, row),
      station.identified(event, row),
      station.recorded(event, repeats),
      ...station.judged(event),
      station.counted(event),
      station.effect(event),
      station.WRITE_BACKS,
    ],
  }
}

function isRow(row: RowRead, event: EventFound): boolean {
  return (
    row.key === event.key
    && row.canonical === event.canonical
    && row.at === event.occurredAt.getTime()
  )
}

interface Repeats {
  lookedAt: number
  receiptIds: number[]
}

/** Which of the newest other receipts of the same stream tell the event again. */
async function repeatsOf(
  tx: Tx,
  connectors: readonly Connector[],
  event: EventFound,
): Promise<Repeats> {
  const others = await otherReceipts(tx, event)
  const receiptIds: number[] = []
  for (const receiptId of others) {
    const read = await reread(tx, connectors, receiptId)
    if (read.rows.some((row) => isRow(row, event))) receiptIds.push(receiptId)
  }
  return { lookedAt: others.length, receiptIds }
}
