import { lawFirm, type SandboxOptions } from '../../sandbox/index.ts'
import { createConnection, type SyncKind } from '../../src/connections/index.ts'
import type { Connector } from '../../src/connectors/index.ts'
import type { Tx } from '../../src/platform/database/index.ts'
import { carryOut, showRun, startRun } from '../../src/sync/index.ts'
import { makeWorld, type World } from '../connections/world.ts'

/** A service that a simulator plays, and how it is signed in to. */
export interface Service {
  connector: Connector
  /** What leads to it and proves who asks, besides where it is. */
  keys: Record<string, unknown>
}

/** A firm with one connection to a service. */
export interface ServiceWorld extends World {
  connectionId: number
  inTx<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** Runs as a worker would, to its end. */
  sync(kinds?: SyncKind[]): Promise<void>
  /** Time passes, here and at the service. */
  passes(ms: number): void
}

/** The account has a past: what was sent in these days was opened. */
export const PAST_MS = 14 * 24 * 3_600_000

/** The simulated service with a past, connected; no pace or pause is waited for. */
export async function serviceWorld(
  { connector, keys }: Service,
  size: Parameters<typeof lawFirm>[1],
  more: SandboxOptions = {},
): Promise<ServiceWorld> {
  const options = { world: lawFirm(1, size), now: Date.now() - PAST_MS, ceiling: () => Infinity }
  const world = await makeWorld({ esp: connector.id, ...options, ...more } as SandboxOptions)
  const { homing, by, sandbox } = world
  const { workspaceId } = by
  const pace = { budget: 'test', perSecond: 1_000, perDay: 1_000_000, dayStartsAtUtcHour: 0 }
  Object.assign(homing, {
    connectors: [{ ...connector, pace: () => pace }],
    jobs: { enqueue: async () => undefined },
    sleep: async () => undefined,
  })
  const settings = { apiUrl: sandbox.url, ...keys }
  const { id } = await createConnection(homing, by, { connector: connector.id, settings })
  const inTx = <T>(work: (tx: Tx) => Promise<T>) => homing.database.inWorkspace(workspaceId, work)
  return {
    ...world,
    connectionId: id,
    inTx,
    async sync(kinds) {
      const ask = { workspaceId, connectionId: id, campaignId: null, by: null }
      const run = await startRun(homing, { ...ask, from: 'user', ...(kinds && { kinds }) })
      const show = () => inTx((tx) => showRun(tx, run.id))
      do await carryOut(homing, workspaceId, run.id)
      while ((await show()).status === 'queued')
    },
    passes(ms) {
      world.later(ms)
      sandbox.clock.advance(ms)
    },
  }
}
