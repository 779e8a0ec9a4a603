import { guard, REMOVALS_FREE } from '../lists/index.ts'

/** What a push would make of one list. */
export interface ListChange {
  name: string
  /** Members now, as they were last read. */
  held: number
  adds: number
  removals: number
}

/** What is known of what the ESP holds. Epoch milliseconds. */
export interface LastRead {
  /** Null: its contacts were never read to the end. */
  readAt: number | null
  /** A later read came back empty or partial, and waits for a person. */
  isHeld: boolean
}

/** What was read longer ago is another day's: nothing much is taken away by it. */
export const STALE_HOURS = 48

export interface Cap {
  /** Percent of a list's members that may go without asking. */
  percentMax: number
  /** The removals were ticked one by one by the person who asks. */
  isByHand: boolean
  /** Epoch milliseconds. */
  now: number
}

/**
 * Why a plan waits for a person, one sentence a list; empty where it need not. Only what takes away
 * is ever held: too much of a list, all of it, or by a read that failed or is old. A handful that
 * somebody ticked is not. Pure.
 */
export function reasonsToHold(changes: readonly ListChange[], read: LastRead, cap: Cap): string[] {
  return changes.flatMap((change) => reasonToHold(change, read, cap))
}

function reasonToHold(change: ListChange, read: LastRead, cap: Cap): string[] {
  const { name, held, adds, removals } = change
  if (cap.isByHand && removals <= REMOVALS_FREE) return []
  const sizes = { held, wanted: held - removals + adds, removals }
  const source = { state: stateOf(read, cap.now), refused: 0, told: null }
  const decision = guard(sizes, source, cap.percentMax)
  if (decision.apply) return []
  const loss = `${removals} of ${held} would be taken off “${name}”`
  switch (decision.reason) {
    case 'empty':
      return [`${loss}: nobody would be left on it.`]
    case 'too_many':
      return [
        `${loss}: ${Math.round(decision.share)} %, and up to ${cap.percentMax} % go without `
          + 'asking.',
      ]
    case 'stale':
      return [`${loss}, and what is on it was read more than ${STALE_HOURS} hours ago.`]
    case 'failed':
    case 'partial':
      return [`${loss}, and what is on it is not known: its contacts were not read to the end.`]
  }
}

function stateOf(read: LastRead, now: number): 'complete' | 'failed' | 'stale' {
  if (read.readAt === null || read.isHeld) return 'failed'
  return now - read.readAt > STALE_HOURS * 3_600_000 ? 'stale' : 'complete'
}

/** So many changed contacts always go without asking, and this share of all of them. */
const DETAILS_FREE = 20
const DETAILS_PERCENT_MAX = 20

/** Why changed details wait for a person: too many at once, or compared with an old read. Pure. */
export function reasonToHoldDetails(
  { waiting, contacts }: { waiting: number; contacts: number },
  read: LastRead,
  now: number,
): string[] {
  if (waiting === 0) return []
  const change = `${waiting} of ${contacts} contacts would be changed`
  switch (stateOf(read, now)) {
    case 'failed':
      return [`${change}, and what they hold is not known: they were not read to the end.`]
    case 'stale':
      return [`${change}, and they were read more than ${STALE_HOURS} hours ago.`]
    case 'complete': {
      const percent = Math.round((waiting * 100) / Math.max(1, contacts))
      if (waiting <= DETAILS_FREE || percent <= DETAILS_PERCENT_MAX) return []
      return [`${change}: ${percent} %, and up to ${DETAILS_PERCENT_MAX} % go without asking.`]
    }
  }
}
