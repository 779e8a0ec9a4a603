import type { Place } from '../connections/index.ts'
import type { Homing } from '../homing.ts'
import { Lane, type LaneTable } from '../outbox/index.ts'
import { Refused } from '../platform/refused.ts'

/**
 * A lane is left: it is another worker's by now, it is paused, or nothing can be told on it any
 * more. Nothing is written after that.
 */
export class LaneLeft extends Error {}

/**
 * Works on a connection's lane while it is ours; the signal says when that is over, as it does when
 * this process is asked to end. Answers whether the work came to its end, and may be taken up again
 * at once: false where another worker has the lane, it was left, or the connection does not run.
 */
export async function holdingLane(
  homing: Homing,
  { place, table }: { place: Place; table: LaneTable },
  work: (lane: Lane, signal: AbortSignal) => Promise<void>,
): Promise<boolean> {
  const lane = await Lane.take(homing.database, place, homing.now(), table)
  if (lane === null) return false
  const stop = new AbortController()
  const end = () => stop.abort(new LaneLeft('This process is asked to end.'))
  if (homing.ending?.aborted) end()
  else homing.ending?.addEventListener('abort', end, { once: true })
  lane.keep((error) => stop.abort(error))
  try {
    stop.signal.throwIfAborted()
    await work(lane, stop.signal)
    return !stop.signal.aborted
  } catch (error) {
    // Somebody else goes on; a connection that was removed is told nothing any more.
    const isTheirs = error instanceof LaneLeft || error instanceof Refused || stop.signal.aborted
    if (!isTheirs) throw error
    return false
  } finally {
    homing.ending?.removeEventListener('abort', end)
    await lane.release()
  }
}
