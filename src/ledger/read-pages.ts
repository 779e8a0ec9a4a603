import type {
  Connector,
  FeedbackEvent,
  HookPage,
  NamedCampaign,
  ReadPage,
  RefusedRow,
  RemoteSuppression,
  WhoMustAct,
} from '../connectors/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { applyMends, type AppliedMend } from './mends.ts'
import type { Receipt } from './receipts.ts'

/** A receipt and what its reader finds in it, with the mends that people made. */
export type PageRead = {
  receipt: Receipt
  events: FeedbackEvent[]
  suppressions: RemoteSuppression[]
  refused: RefusedRow[]
  /** Where each event or opt-out stood in the page; what was read without mends comes first. */
  places: number[]
  /** By the event or opt-out that came of it. */
  mends: Map<object, AppliedMend[]>
  records: readonly unknown[]
  /** Those its rows name, where nothing lists them. */
  campaigns: readonly NamedCampaign[]
}

export interface UnreadableReceipt {
  receipt: Receipt
  error: Error
  /** The vendor where absent. */
  whoMustAct?: WhoMustAct
}

/**
 * Reads receipts with their connector's reader and applies the mends: what comes of it depends on
 * the bytes and the mends alone, so that whoever reads a receipt again finds the same rows.
 */
export async function readPages(
  tx: Tx,
  at: { connectionId: number; connector: Connector },
  receipts: readonly Receipt[],
): Promise<{ pages: PageRead[]; unreadable: UnreadableReceipt[] }> {
  const pages: PageRead[] = []
  const unreadable: UnreadableReceipt[] = []
  for (const receipt of receipts) {
    try {
      pages.push(readOne(at.connector, receipt))
    } catch (error) {
      unreadable.push({ receipt, error: error as Error })
    }
  }
  await applyMends(tx, at, pages)
  return { pages, unreadable }
}

/** What the reader alone finds, without mends. Throws where it finds no page. */
export function readOne(connector: Connector, receipt: Receipt): PageRead {
  const page = pageOf(connector, receipt)
  const { stream } = receipt.ask
  const refusedPlaces = new Set(page.refused.map((row) => row.place))
  const count = page.rows.length + page.refused.length
  const places = Array.from({ length: count }, (_, place) => place).filter(
    (place) => !refusedPlaces.has(place),
  )
  return {
    receipt,
    events: stream === 'opt-outs' ? [] : (page.rows as FeedbackEvent[]),
    suppressions:
      stream === 'opt-outs' ? (page.rows as RemoteSuppression[]) : (page.suppressions ?? []),
    refused: page.refused,
    places: page.places ?? places,
    mends: new Map(),
    records: page.records ?? [],
    campaigns: page.campaigns ?? [],
  }
}

/** What a reader finds; a delivery may tell of opt-outs beside its events. */
type Found = ReadPage<unknown> & Pick<HookPage, 'suppressions' | 'places' | 'campaigns'>

function pageOf(connector: Connector, { ask, body }: Receipt): Found {
  if (ask.stream === 'opt-outs') return part(connector.suppressions).read(body)
  if (ask.stream === 'hook') return part(connector.hooks).read(body)
  if (ask.stream === 'log') return part(connector.log).read(body)
  if (ask.stream === 'file') return part(connector.files).read(body)
  return part(connector.feedback).read(body, ask)
}

function part<T>(capability: T | undefined): T {
  if (capability === undefined)
    throw new Error('The connector no longer has what wrote this receipt.')
  return capability
}
