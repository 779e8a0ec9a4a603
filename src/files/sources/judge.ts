/** A file takes rest before it is taken: so long its size and its time must not have changed. */
export const STILL_MS = 60_000
/** Tries of one file, after which only a person has it tried again. */
export const TRIES_MAX = 5

/** What a source shows of a file. */
export interface Shown {
  name: string
  bytes: number
  /** Epoch milliseconds; null where the source tells none. */
  modifiedAt: number | null
  /** It came whole, in one answer: it need not stand still. */
  isWhole?: boolean
}

/** What is known of the file of that name. */
export interface Known {
  id: number
  status: 'settling' | 'taken' | 'refused'
  bytes: number
  modifiedAt: number | null
  /** Epoch milliseconds. */
  stillSince: number
  movedTo: string
}

/**
 * - new: never seen like this, or not since something else was taken by that name
 * - changed: it is still being written
 * - waits: it has not stood still for long enough
 * - ready: it can be taken
 * - known: it was taken, or refused, just as it is
 */
export type Verdict = 'new' | 'changed' | 'waits' | 'ready' | 'known'

/** What is to be done about a file, by what is known of its name. Pure. */
export function judge(shown: Shown, known: Known | undefined, now: number): Verdict {
  if (known === undefined) return 'new'
  const isSame = known.bytes === shown.bytes && known.modifiedAt === shown.modifiedAt
  if (known.status !== 'settling') {
    // An answer without a time may be another each time: only its hash tells.
    return isSame && shown.modifiedAt !== null ? 'known' : 'new'
  }
  if (shown.isWhole === true) return 'ready'
  if (!isSame) return 'changed'
  // A clock that was set back must not hold a file for ever.
  return Math.abs(now - known.stillSince) >= STILL_MS ? 'ready' : 'waits'
}
