import { Ending, type Lease } from './lease.ts'

/** A request to the vendor that is under way when the process is asked to end has this long. */
const REQUEST_MS = 2_000

/**
 * Sees to it that a run gives its lease back when this process is asked to end: between two pages,
 * or by giving up the request (or the wait for the vendor's pace) that takes too long. What was
 * stored stays; what was asked and not stored is asked again. Answers how to forget about it.
 */
export function giveBackAtEnd(
  ending: AbortSignal | undefined,
  lease: Lease,
  stop: AbortController,
): () => void {
  let late: NodeJS.Timeout | undefined
  const end = () => {
    lease.stopBetweenPages()
    const reason = new Ending('This process is asked to end.')
    late = setTimeout(() => stop.abort(reason), REQUEST_MS)
  }
  if (ending?.aborted) end()
  else ending?.addEventListener('abort', end, { once: true })
  return () => {
    ending?.removeEventListener('abort', end)
    clearTimeout(late)
  }
}
