import { readingConnector } from '../../connections/index.ts'
import type { Connector } from '../../connectors/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { keepVeiled } from './at-the-door.ts'
import { moveKeys, type KeyMove } from './move-keys.ts'
import { moveRecords } from './move-records.ts'
import { needleOf, scanReceipts } from './scan-receipts.ts'
import { tellsOf, veilPage, type Needs } from './veil-page.ts'
import type { Veil } from './veil.ts'

export interface Veiling {
  erasureId: number
  veil: Veil
  needs: Needs
  connectors: readonly Connector[]
  /**
   * The last receipt that may tell of the person: later ones were rewritten before they were read.
   */
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
 * Looks through the receipts after a place, and rewrites those that tell of the person. What is
 * kept by what a page said goes along: keys of events, records of problems, mends.
 */
export async function veilReceipts(tx: Tx, at: Veiling, place: number): Promise<VeiledBatch> {
  const { veil, upTo } = at
  const needle = needleOf({
    addresses: [...veil.pseudonyms.keys(), ...veil.shared],
    ids: veil.contactIds,
  })
  const found = await scanReceipts(tx, { place, upTo, mayTell: needle, isForUpdate: true })
  const batch: VeiledBatch = { place: found.place, rewritten: 0, poorer: 0, problems: 0 }
  const keys: KeyMove[] = []
  for (const { receipt, connectionId, connector: id } of found.receipts) {
    const known = at.connectors.find((one) => one.id === id) ?? NO_CONNECTOR
    const connector = await readingConnector(tx, known, connectionId)
    if (!tellsOf(connector, receipt, veil)) continue
    const page = veilPage(connector, receipt, at)
    await keepVeiled(tx, receipt.id, page.body)
    batch.rewritten += 1
    if (page.before === null || page.after === null) continue
    if (page.before.events.length !== page.after.events.length) batch.poorer += 1
    const moved = { connectionId, before: page.before, after: page.after }
    keys.push(moved)
    batch.problems += await moveRecords(tx, { ...at, veil: page.veil }, moved)
  }
  await moveKeys(tx, keys)
  return batch
}

/** A connector that this Homing no longer has: its pages are read by nobody. */
const NO_CONNECTOR = { id: '' } as Connector
