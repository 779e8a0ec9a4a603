const DAY_MS = 86_400_000

/** Something that speaks for an interest: a click by a rule, or a statement. */
export interface Evidence {
  points: number
  /** Epoch milliseconds. */
  at: number
}

/**
 * What points are worth after a while: half after each half-life, never more than at first. Pure;
 * computed whenever it is asked for, so that nothing has to be counted down.
 */
export function worth({ points, at }: Evidence, halfLifeDays: number, now: number): number {
  const age = Math.max(0, now - at) / DAY_MS
  return points * 2 ** (-age / halfLifeDays)
}
