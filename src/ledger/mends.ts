import { sql } from 'kysely'
import {
  withField,
  type Connector,
  type FeedbackEvent,
  type MendPart,
  type ReadPage,
  type RefusedRow,
  type RemoteSuppression,
} from '../connectors/index.ts'
import type { Tx } from '../platform/database/index.ts'
import type { PageRead } from './read-pages.ts'
import { isDelivered, type Ask } from './receipts.ts'
import { recordHash, type RecordForm } from './record-identity.ts'

/** Fields of one row that may have been put right, one after the other. */
const MENDS_OF_A_ROW_MAX = 5
/** Mends of events of one connection that are looked through; people make them one by one. */
const EVENT_MENDS_MAX = 10_000

/** What a person put right: who, when, what it was and became. */
export interface AppliedMend {
  id: number
  field: string
  was: string
  became: string
  by: string
  at: Date
}

interface StoredMend extends AppliedMend {
  form: RecordForm
  hash: string
}

/** How the connector lets a person put right what is wrong with rows of this stream. */
export function mendPartOf(
  connector: Connector,
  ask: Pick<Ask, 'stream'>,
): MendPart<unknown, never> | undefined {
  if (isDelivered(ask)) return undefined
  const part = ask.stream === 'opt-outs' ? connector.suppressions?.mend : connector.feedback?.mend
  return part as MendPart<unknown, never> | undefined
}

/** Fields of events and opt-outs, once read, that a person can put right. */
export const READ_FIELDS = { address: 'address', occurredAt: 'time' } as const

/** Puts into pages what people put right: mended rows leave refused, mended events change. */
export async function applyMends(
  tx: Tx,
  at: { connectionId: number; connector: Connector },
  pages: PageRead[],
): Promise<void> {
  for (let round = 0; round < MENDS_OF_A_ROW_MAX; round++) {
    const hashes = pages.flatMap((page) => page.refused.map((row) => recordHash('row', row.record)))
    const found = hashes.length === 0 ? [] : await mendsOfRows(tx, at.connectionId, hashes)
    if (found.length === 0) break
    let isDone = true
    for (const page of pages) if (mendRows(at.connector, page, found)) isDone = false
    if (isDone) break
  }
  const stored = await mendsOfEvents(tx, at.connectionId)
  if (stored.size > 0) for (const page of pages) mendRead(page, stored)
}

/** Reads the mended rows of a page; answers whether there were any. */
function mendRows(connector: Connector, page: PageRead, found: StoredMend[]): boolean {
  const part = mendPartOf(connector, page.receipt.ask)
  if (part === undefined) return false
  let isChanged = false
  const refused: RefusedRow[] = []
  for (const row of page.refused) {
    const hash = recordHash('row', row.record)
    const mend = found.find((one) => one.hash === hash && one.field === row.field)
    const mended = mend && withField(row.record, mend.field, mend.became)
    if (!mend || !mended) {
      refused.push(row)
      continue
    }
    isChanged = true
    const again = part.readRecord(mended, page.receipt.ask as never)
    refused.push(...again.refused.map((one) => ({ ...one, place: row.place ?? 0 })))
    addRead(page, again, row.place, mend)
  }
  page.refused = refused
  return isChanged
}

function addRead(page: PageRead, read: ReadPage<unknown>, place = 0, mend: StoredMend): void {
  for (const row of read.rows) {
    if (page.receipt.ask.stream === 'opt-outs') page.suppressions.push(row as RemoteSuppression)
    else page.events.push(row as FeedbackEvent)
    page.places.push(place)
    page.mends.set(row as object, [mend])
  }
}

/** Changes what was read, but could not go on: the path had refused its address or its time. */
function mendRead(page: PageRead, stored: Map<string, StoredMend>): void {
  const mended = <Row extends FeedbackEvent | RemoteSuppression>(
    form: RecordForm,
    row: Row,
  ): Row => {
    const applied = page.mends.get(row) ?? []
    let now = row
    for (let round = 0; round < MENDS_OF_A_ROW_MAX; round++) {
      const mend = stored.get(recordHash(form, now))
      if (mend === undefined) break
      const value = mend.field === 'occurredAt' ? Date.parse(mend.became) : mend.became
      now = { ...now, [mend.field]: value }
      applied.push(mend)
    }
    if (applied.length > 0) page.mends.set(now, applied)
    return now
  }
  page.events = page.events.map((event) => mended('event', event))
  page.suppressions = page.suppressions.map((suppression) => mended('opt_out', suppression))
}

async function mendsOfRows(tx: Tx, connectionId: number, hashes: string[]) {
  const { rows } = await sql<StoredMend>`
    ${mendColumns}
    where connection_id = ${connectionId} and record_form = 'row'
      and record_hash = any (${hashes}::uuid[])`.execute(tx)
  return rows
}

async function mendsOfEvents(tx: Tx, connectionId: number): Promise<Map<string, StoredMend>> {
  const { rows } = await sql<StoredMend>`
    ${mendColumns}
    where connection_id = ${connectionId} and record_form in ('event', 'opt_out')
    order by id desc limit ${EVENT_MENDS_MAX}`.execute(tx)
  return new Map(rows.map((mend) => [mend.hash, mend]))
}

const mendColumns = sql`
  select id, record_form as form, record_hash as hash, field, was, became, mended_by as by,
    mended_at as at
  from mend`
