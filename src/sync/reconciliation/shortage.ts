import type { EventKind, RemoteTotals } from '../../connectors/index.ts'
import { heldOfCampaigns, parkedOfCampaigns } from '../../ledger/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import type { Pull } from '../pull.ts'
import { missingOf } from './comparable.ts'
import { deepReadsOf, mayReadDeep, rememberDeepRead } from './deep-reads.ts'

/** What the ESP's totals promise beyond what is held, of the campaigns of a connection. */
export interface Shortage {
  /** How much of a kind the ESP counts that is neither held nor parked as problems. */
  missing(campaignId: number, kind: EventKind, totals: Totals | undefined): number
  /** Whether it is time to read a stream to its end; whoever asks for news may at any time. */
  isDue(stream: string, missing: number): boolean
  /** Whether rows that cannot be read stand for rows the ESP counts. */
  isExcused(campaignId: number, kind: EventKind, totals: Totals | undefined): boolean
  /** Whether rows of the stream were looked for before, in vain. */
  isKnown(stream: string): boolean
}

type Totals = Omit<RemoteTotals, 'campaignId' | 'countedAt'>

/** As the ledger stands now, of all campaigns of the run's connection or of one. */
export async function shortageNow(tx: Tx, at: Pull, campaignId: number | null): Promise<Shortage> {
  const { connectionId, from } = at.lease.run
  const held = await heldOfCampaigns(tx, connectionId, campaignId)
  const parked = await parkedOfCampaigns(tx, connectionId)
  const deepReads = await deepReadsOf(tx, connectionId)
  const definitions = at.connector.totals?.definitions ?? {}
  const unheld = (id: number, kind: EventKind, totals: Totals | undefined) =>
    missingOf(kind, totals, definitions, held(id))
  return {
    missing: (id, kind, totals) => unheld(id, kind, totals) - parked(id, kind).rows,
    isExcused: (id, kind, totals) =>
      unheld(id, kind, totals) > 0 && unheld(id, kind, totals) <= parked(id, kind).rows,
    isDue: (stream, missing) =>
      (missing > 0 && from !== 'schedule')
      || mayReadDeep(deepReads.get(stream), missing, at.homing.now()),
    isKnown: (stream) => deepReads.has(stream),
  }
}

/** Keeps what a stream misses still after it was read to its end; 0 or less: nothing any more. */
export function settleShortage(at: Pull, stream: string, missing: number): Promise<void> {
  const { workspaceId, connectionId } = at.lease.run
  const of = { workspaceId, connectionId, stream }
  return at.lease.inRun({}, (tx) => rememberDeepRead(tx, of, { missing, now: at.homing.now() }))
}
