import type { ActivitiesPart, ActivityKind, RaisedKind, Vendor } from '../../connectors/index.ts'
import type { Homing } from '../../homing.ts'
import type { Lane } from '../../outbox/index.ts'
import type { Tx } from '../../platform/database/index.ts'

/** Another worker has the lane: this one stops, with nothing written. */
export class LaneLost extends Error {}

/** What telling one connection shares. */
export interface Telling {
  homing: Homing
  lane: Lane
  vendor: Vendor
  part: ActivitiesPart
  title: string
  kinds: readonly ActivityKind[]
  raised: readonly RaisedKind[]
  signal: AbortSignal
}

/** A transaction of whoever holds the lane; throws LaneLost, with nothing written, for others. */
export async function within<T>({ lane }: Telling, work: (tx: Tx) => Promise<T>): Promise<T> {
  const held = await lane.inLane(work)
  if (held === null) throw new LaneLost('Another worker tells this connection.')
  return held.of
}
