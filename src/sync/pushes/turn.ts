import type { AudiencePart, ConsentPart, FieldsPart, Vendor } from '../../connectors/index.ts'
import type { Homing } from '../../homing.ts'
import type { Lane } from '../../outbox/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { LaneLeft } from '../holding-lane.ts'

/** What carrying out the pushes of one connection shares. */
export interface Turn {
  homing: Homing
  lane: Lane
  vendor: Vendor
  part: AudiencePart
  consent: ConsentPart | undefined
  fields: FieldsPart | undefined
  title: string
  signal: AbortSignal
}

/** What tells whether one contact is on a list; undefined where only reading the list does. */
export function asksOneByOne({ consent }: Pick<Turn, 'consent'>): ConsentPart | undefined {
  return consent?.tellsNoLists ? undefined : consent
}

/** A transaction of whoever holds the lane; throws LaneLeft where that is another by now. */
export async function within<T>({ lane }: Turn, work: (tx: Tx) => Promise<T>): Promise<T> {
  const held = await lane.inLane(work)
  if (held === null) throw new LaneLeft('Another worker fills the lists of this connection.')
  return held.of
}
