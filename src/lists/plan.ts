/**
 * What would change, and whether it may happen by itself. Pure: no database, no vendor, no clock.
 * The same two questions stand before anything that takes away, here or at an ESP.
 */

export interface Plan<Key> {
  /** How many there were, and how many there shall be. */
  held: number
  wanted: number
  adds: Key[]
  removals: Key[]
  /** In both, with another value. */
  changes: Key[]
}

/** The difference between what is held and what is wanted; carrying it out makes held wanted. */
export function planOf<Key, Value>(
  held: ReadonlyMap<Key, Value>,
  wanted: ReadonlyMap<Key, Value>,
): Plan<Key> {
  const plan: Plan<Key> = {
    held: held.size,
    wanted: wanted.size,
    adds: [],
    removals: [],
    changes: [],
  }
  for (const [key, value] of wanted) {
    if (!held.has(key)) plan.adds.push(key)
    else if (held.get(key) !== value) plan.changes.push(key)
  }
  for (const key of held.keys()) if (!wanted.has(key)) plan.removals.push(key)
  return plan
}

/** So few removals are everyday life, whatever share they are. */
export const REMOVALS_FREE = 5

/** Where what is wanted came from. */
export interface Source {
  /** 'failed': the source could not be read to its end; 'stale': it is older than what is held. */
  state: 'complete' | 'failed' | 'stale'
  /** Rows of it that nobody could read. */
  refused: number
  /** How many the source itself says there are; null where it does not tell. */
  told: number | null
}

export type Decision = { apply: true } | { apply: false; reason: HoldReason; share: number }

export type HoldReason = 'failed' | 'stale' | 'empty' | 'partial' | 'too_many'

/**
 * Whether a plan may be carried out without a person's word. Only what takes away is ever held:
 * from a source that failed, is stale, empty or partial, or more than the cap (percent of what is
 * held) and more than a handful. share is the part it would take away, in percent.
 */
export function guard(
  plan: { held: number; wanted: number; removals: number },
  source: Source,
  removalsPercentMax: number,
): Decision {
  if (plan.removals === 0) return { apply: true }
  const share = (plan.removals * 100) / Math.max(1, plan.held)
  const hold = (reason: HoldReason): Decision => ({ apply: false, reason, share })
  if (source.state !== 'complete') return hold(source.state)
  if (plan.wanted === 0) return hold('empty')
  if (source.refused > 0 || isPartial(plan.wanted, source.told, removalsPercentMax)) {
    return hold('partial')
  }
  if (plan.removals > REMOVALS_FREE && share > removalsPercentMax) return hold('too_many')
  return { apply: true }
}

/** Fewer came than the source says it has, by more than may pass between two questions. */
function isPartial(wanted: number, told: number | null, percentMax: number): boolean {
  if (told === null || told - wanted <= REMOVALS_FREE) return false
  return ((told - wanted) * 100) / told > percentMax
}
