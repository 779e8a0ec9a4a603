import { listProblems } from '../../../src/ledger/index.ts'
import type { Tx } from '../../../src/platform/database/index.ts'
import { showReconciliation } from '../../../src/sync/index.ts'
import { sql } from '../../database.ts'
import { syncWorld, type SyncWorld } from '../world.ts'

export interface ReconciledWorld extends SyncWorld {
  campaignId(name: RegExp): Promise<number>
  /** How a campaign stands, by its name. */
  shown(name: RegExp): Promise<Shown>
  /** "machine 12, late 3" of one metric of a campaign; empty where both sides are equal. */
  reasons(name: RegExp, metric: string): Promise<string>
  /** The open problems' causes. */
  causes(): Promise<string[]>
  /** Requests to a report since the last time this was asked. */
  asked(path: string): number
  inWorkspace<T>(work: (tx: Tx) => Promise<T>): Promise<T>
}

type Shown = Awaited<ReturnType<typeof showReconciliation>>

/** So small that each case is quick. */
export const TINY = { companies: 14, households: 10, unattached: 6 }

/** An account in which, where isQuiet, everything has happened. */
export async function reconciledWorld(size = TINY, isQuiet = true): Promise<ReconciledWorld> {
  const world = await syncWorld(size)
  if (isQuiet) world.sandbox.clock.runUntilQuiet()
  const inWorkspace = <T>(work: (tx: Tx) => Promise<T>) =>
    world.test.database.inWorkspace(world.by.workspaceId, work)
  let seen = 0
  const campaignId = async (name: RegExp) => {
    const { rows } = await inWorkspace((tx) =>
      sql<{ id: number; name: string }>`select id, name from campaign order by id`.execute(tx),
    )
    return rows.find((row) => name.test(row.name))!.id
  }
  const shown = async (name: RegExp) => {
    const id = await campaignId(name)
    const { connectors } = world.homing
    return inWorkspace((tx) =>
      showReconciliation(tx, id, (connector) => connectors.find((one) => one.id === connector)),
    )
  }
  return {
    ...world,
    inWorkspace,
    campaignId,
    shown,
    async reasons(name, metric) {
      const { metrics } = await shown(name)
      const { parts } = metrics.find((one) => one.metric === metric)!
      return parts.map(({ reason, count }) => `${reason} ${count}`).join(', ')
    },
    async causes() {
      const { items } = await inWorkspace((tx) => listProblems(tx, { status: 'open', limit: 100 }))
      return items.map((problem) => problem.cause)
    },
    asked(path) {
      const requests = world.sandbox.requests.slice(seen).filter((one) => one.path.includes(path))
      seen = world.sandbox.requests.length
      return requests.length
    },
  }
}
