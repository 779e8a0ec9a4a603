import { gunzipSync } from 'node:zlib'
import { sql } from 'kysely'
import { canonicalOfName, kindOfName } from '../../people/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { BODY_BYTES_MAX, unpack, type Receipt } from '../receipts.ts'

/** Receipts one transaction looks through at most, and about so many bytes of them, unpacked. */
const RECEIPTS_MAX = 200
const BYTES_MAX = 16 * 1024 * 1024
/** No trunk digit and no country's code stands among so few. */
const LAST_DIGITS = 4

export interface ScannedReceipt {
  receipt: Receipt
  receivedAt: Date
  connectionId: number
  connection: string
  connector: string
}

export interface Scan {
  /** Receipts after this one, and up to that one. */
  place: number
  upTo: number
  /** Quick: it is asked of every page there is. */
  mayTell(body: Uint8Array): boolean
  /** Held until the transaction ends, to be rewritten. */
  isForUpdate: boolean
}

/**
 * The next receipts of the transaction's workspace that may tell of somebody, in their order.
 * place: the last one that was looked at; null where none is left.
 */
export async function scanReceipts(
  tx: Tx,
  { place, upTo, mayTell, isForUpdate }: Scan,
): Promise<{ receipts: ScannedReceipt[]; place: number | null }> {
  const { rows } = await sql<{
    id: number
    connection_id: number
    connection: string
    connector: string
    stream: string
    activity: string
    event_kind: number
    body: Uint8Array
    received_at: Date
  }>`
    select r.id, r.connection_id, c.name as connection, c.connector, r.stream, r.activity,
      r.event_kind, r.body, r.received_at
    from receipt r
    join connection c on c.workspace_id = r.workspace_id and c.id = r.connection_id
    where r.workspace_id = homing_workspace() and r.id > ${place} and r.id <= ${upTo}
    order by r.id limit ${RECEIPTS_MAX}
    ${isForUpdate ? sql`for update of r` : sql``}`.execute(tx)
  const receipts: ScannedReceipt[] = []
  let bytes = 0
  let last: number | null = null
  for (const row of rows) {
    if (bytes >= BYTES_MAX) break
    last = row.id
    const body = gunzipSync(row.body, { maxOutputLength: BODY_BYTES_MAX })
    bytes += body.byteLength
    if (!mayTell(body)) continue
    receipts.push({
      receipt: unpack(row),
      receivedAt: row.received_at,
      connectionId: row.connection_id,
      connection: row.connection,
      connector: row.connector,
    })
  }
  return { receipts, place: last }
}

/**
 * Whether a page may tell of somebody at all, by the names of their addresses and the ids they are
 * known by. A fax number is spelled in many ways: a page with its last digits may.
 */
export function needleOf(of: {
  addresses: readonly string[]
  ids: Iterable<string>
}): (body: Uint8Array) => boolean {
  const mails = of.addresses.filter((one) => kindOfName(one) === 'email')
  const faxes = of.addresses.filter((one) => kindOfName(one) === 'fax')
  const ends = faxes.map((one) => canonicalOfName(one).slice(-LAST_DIGITS))
  const needles = [
    ...mails.flatMap((one) => [one, one.replace('@', '%40'), one.replace('@', '\\u0040')]),
    ...mails.map((one) => encodeURIComponent(one).toLowerCase()),
    ...[...of.ids].map((one) => one.toLowerCase()),
  ]
  // What is not ASCII is spelled in several ways: there every page is looked at.
  const isPlain = mails.every((one) => /^[\x20-\x7e]+$/.test(one) && !one.includes('xn--'))
  if (!isPlain) return () => true
  return (body) => {
    const text = Buffer.from(body).toString('utf8').toLowerCase()
    if (needles.some((one) => text.includes(one))) return true
    if (ends.length === 0) return false
    const digits = text.replace(/\\u[0-9a-f]{4}|[\s().\-/\\]/g, '')
    return ends.some((one) => digits.includes(one))
  }
}
