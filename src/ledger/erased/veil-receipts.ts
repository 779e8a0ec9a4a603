import { gunzipSync } from 'node:zlib'
import { sql } from 'kysely'
import type { Connector } from '../../connectors/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { BODY_BYTES_MAX, unpack, type Receipt } from '../receipts.ts'
import { keepVeiled } from './at-the-door.ts'
import { moveKeys, type KeyMove } from './move-keys.ts'
import { moveRecords } from './move-records.ts'
import { tellsOf, veilPage, type Needs } from './veil-page.ts'
import type { Veil } from './veil.ts'

/** Receipts one transaction looks through at most, and about so many bytes of them, unpacked. */
const RECEIPTS_MAX = 200
const BYTES_MAX = 16 * 1024 * 1024

export interface Veiling {
  erasureId: number
  veil: Veil
  needs: Needs
  connectors: readonly Connector[]
  /** The last receipt that may tell of the person: later ones were rewritten before they were read. */
  upTo: number
}

/** What a batch came to; place null where no receipt is left. */
export interface VeiledBatch {
  place: number | null
  rewritten: number
  /** Of those, pages that could not be rewritten and read the same: they tell less now. */
  poorer: number
  problems: number
}

/**
 * Looks through the receipts after a place, and rewrites those that tell of the person. What is kept
 * by what a page said goes along: keys of events, records of problems, mends.
 */
export async function veilReceipts(tx: Tx, at: Veiling, place: number): Promise<VeiledBatch> {
  const found = await nextReceipts(tx, at, place)
  const batch: VeiledBatch = { place: found.place, rewritten: 0, poorer: 0, problems: 0 }
  const keys: KeyMove[] = []
  for (const { receipt, connectionId, connector: id } of found.receipts) {
    const connector = at.connectors.find((one) => one.id === id) ?? NO_CONNECTOR
    const page = veilPage(connector, receipt, at)
    await keepVeiled(tx, receipt.id, page.body)
    batch.rewritten += 1
    if (page.before === null || page.after === null) continue
    if (page.before.events.length !== page.after.events.length) batch.poorer += 1
    const moved = { connectionId, before: page.before, after: page.after }
    keys.push(moved)
    batch.problems += await moveRecords(tx, at, moved)
  }
  await moveKeys(tx, keys)
  return batch
}

/** A connector that this Homing no longer has: its pages are read by nobody. */
const NO_CONNECTOR = { id: '' } as Connector

interface Found {
  receipt: Receipt
  connectionId: number
  connector: string
}

async function nextReceipts(
  tx: Tx,
  { veil, upTo }: Veiling,
  place: number,
): Promise<{ receipts: Found[]; place: number | null }> {
  const { rows } = await sql<{
    id: number
    connection_id: number
    connector: string
    stream: string
    activity: string
    event_kind: number
    body: Uint8Array
  }>`
    select r.id, r.connection_id, c.connector, r.stream, r.activity, r.event_kind, r.body
    from receipt r
    join connection c on c.workspace_id = r.workspace_id and c.id = r.connection_id
    where r.workspace_id = homing_workspace() and r.id > ${place} and r.id <= ${upTo}
    order by r.id limit ${RECEIPTS_MAX}
    for update of r`.execute(tx)
  const needle = needleOf(veil)
  const receipts: Found[] = []
  let bytes = 0
  let last: number | null = null
  for (const row of rows) {
    if (bytes >= BYTES_MAX) break
    last = row.id
    const body = gunzipSync(row.body, { maxOutputLength: BODY_BYTES_MAX })
    bytes += body.byteLength
    if (!needle(body) || !tellsOf(body, veil)) continue
    const receipt = { ...unpack(row), body }
    receipts.push({ receipt, connectionId: row.connection_id, connector: row.connector })
  }
  return { receipts, place: last }
}

/** Whether a page may tell of the person at all: asked of every page there is, so it is quick. */
export function needleOf(veil: Veil): (body: Uint8Array) => boolean {
  const addresses = [...veil.pseudonyms.keys(), ...veil.shared]
  const needles = [
    ...addresses.flatMap((one) => [one, one.replace('@', '%40'), one.replace('@', '\\u0040')]),
    ...addresses.map((one) => encodeURIComponent(one).toLowerCase()),
    ...[...veil.contactIds].map((one) => one.toLowerCase()),
  ]
  // What is not ASCII is spelled in several ways: there every page is looked at.
  const isPlain = addresses.every((one) => /^[\x20-\x7e]+$/.test(one) && !one.includes('xn--'))
  if (!isPlain) return () => true
  return (body) => {
    const text = Buffer.from(body).toString('utf8').toLowerCase()
    return needles.some((one) => text.includes(one))
  }
}
