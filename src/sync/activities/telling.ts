import type { ActivitiesPart, ActivityKind, RaisedKind, Vendor } from '../../connectors/index.ts'
import type { Homing } from '../../homing.ts'
import type { Lane } from '../../outbox/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { LaneLeft } from '../holding-lane.ts'

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

/** A transaction of whoever holds the lane; throws LaneLeft, with nothing written, for others. */
export async function within<T>({ lane }: Telling, work: (tx: Tx) => Promise<T>): Promise<T> {
  const held = await lane.inLane(work)
  if (held === null) throw new LaneLeft('Another worker tells this connection.')
  return held.of
}
