import type { Connector } from '../../connectors/index.ts'
import { spellingsIn } from '../../people/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { reread, type RowRead } from '../trace/reread.ts'
import { needleOf, scanReceipts, type ScannedReceipt } from './scan-receipts.ts'
import { personsLeaves } from './veil.ts'

/** A row of a page, as the vendor told it. */
export interface RowAbout {
  receiptId: number
  receivedAt: string
  connection: string
  /** How it was asked for: events, opt-outs, hook; and of which mailing and kind. */
  asked: unknown
  /** Among the rows of the page, from 1; null of a page nobody can read. */
  row: number | null
  told: unknown
}

export interface About {
  /** By their names (parseAddress). */
  addresses: readonly string[]
  /** By which ids ESPs know them. */
  ids: readonly string[]
}

/** The rows about somebody in the receipts after a place; place null where no receipt is left. */
export async function rowsAbout(
  tx: Tx,
  connectors: readonly Connector[],
  about: About,
  place: number,
): Promise<{ rows: RowAbout[]; place: number | null }> {
  const scan = { place, upTo: 2_147_483_647, mayTell: needleOf(about), isForUpdate: false }
  const found = await scanReceipts(tx, scan)
  const rows: RowAbout[] = []
  for (const one of found.receipts) rows.push(...(await rowsIn(tx, connectors, { ...one, about })))
  return { rows, place: found.place }
}

async function rowsIn(
  tx: Tx,
  connectors: readonly Connector[],
  one: ScannedReceipt & { about: About },
): Promise<RowAbout[]> {
  const { receipt, about } = one
  const base = {
    receiptId: receipt.id,
    receivedAt: one.receivedAt.toISOString(),
    connection: one.connection,
    asked: receipt.ask,
  }
  const page = await reread(tx, connectors, receipt.id)
  if (page.unreadable !== null) {
    const leaves = leavesAbout(receipt.body, about)
    return leaves.length === 0 ? [] : [{ ...base, row: null, told: leaves }]
  }
  return page.rows
    .filter((row) => isAbout(row, about))
    .map((row) => {
      const told = page.records[row.place] ?? row.refused?.record ?? row.event ?? row.suppression
      return { ...base, row: row.place + 1, told }
    })
}

function isAbout(row: RowRead, { addresses, ids }: About): boolean {
  if (row.canonical !== null) return addresses.includes(row.canonical)
  const text = JSON.stringify(row.refused?.record ?? row.event ?? row.suppression ?? null)
  const names = spellingsIn(text).some((one) => addresses.includes(one.canonical))
  return names || ids.some((id) => text.includes(JSON.stringify(id)))
}

function leavesAbout(body: Uint8Array, { addresses, ids }: About) {
  const leaves = personsLeaves(Buffer.from(body).toString('utf8'), {
    pseudonyms: new Map(addresses.map((one) => [one, one])),
    shared: new Set(),
    faxes: { theirs: new Map(), others: new Set() },
    contactIds: new Set(ids),
    texts: [],
    phrases: [],
    pseudonymOf: (text) => text,
    isOthers: () => true,
  })
  return leaves.map(({ path, value }) => ({ path, value }))
}
