import type { Connector, Vendor } from '../connectors/index.ts'
import type { Homing } from '../homing.ts'
import { resolvePassed } from '../ledger/index.ts'
import { findCampaigns } from './find-campaigns.ts'
import type { Lease } from './lease.ts'
import { lookAtAccount } from './look-at-account.ts'
import { pullFeedback } from './pull-feedback.ts'
import { pullOptOuts } from './pull-opt-outs.ts'
import { readWaiting } from './read-waiting.ts'

/** What the phases of a pull share. */
export interface Pull {
  homing: Homing
  lease: Lease
  connector: Connector
  vendor: Vendor
  /** Requests made since it was last called: they are written with the next progress. */
  takeRequests(): number
  /** Told after each transaction how many events it wrote. */
  grew(written: number): Promise<void>
}

/**
 * The phases of a pull, in order. Each can be cut off anywhere and begun again: what came in is a
 * receipt, what was read of a stream is a cursor.
 */
const PHASES: readonly { name: string; carryOut: (pull: Pull) => Promise<void> }[] = [
  { name: 'Reading what is waiting', carryOut: readWaiting },
  { name: 'Looking at the account', carryOut: lookAtAccount },
  { name: 'Looking for campaigns', carryOut: findCampaigns },
  { name: 'Reading feedback', carryOut: pullFeedback },
  { name: 'Reading opt-outs', carryOut: pullOptOuts },
]

/** Brings home everything that happened since the last time, of a connection or of one campaign. */
export async function pull(at: Pull): Promise<void> {
  for (const { name, carryOut } of PHASES) {
    await at.lease.inRun({ phase: name, detail: '', requests: at.takeRequests() }, async () => {})
    await carryOut(at)
  }
  await at.lease.inRun({ requests: at.takeRequests() }, async (tx) => {
    if (at.lease.run.campaignId !== null) return
    await resolvePassed(tx, { ...at.lease.run, runId: at.lease.run.id })
    await tx
      .updateTable('connection')
      .set({ last_pull_at: at.lease.run.startedAt })
      .where('id', '=', at.lease.run.connectionId)
      .execute()
  })
}
