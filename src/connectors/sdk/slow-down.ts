/**
 * How a connection finds the pace of a vendor that only says "too fast": every such answer doubles
 * the gap between requests, every good one takes a little off again (AIMD). Starts without a gap,
 * because the published pace is kept elsewhere.
 */
export interface SlowDown {
  /** Milliseconds to let pass before the next request. */
  gapMs(): number
  tooFast(): void
  wentWell(): void
}

const GAP_FIRST_MS = 250
const GAP_MAX_MS = 8_000
const GAP_STEP_MS = 50

export function createSlowDown(): SlowDown {
  let gap = 0
  return {
    gapMs: () => gap,
    tooFast: () => {
      gap = Math.min(Math.max(gap * 2, GAP_FIRST_MS), GAP_MAX_MS)
    },
    wentWell: () => {
      gap = Math.max(0, gap - GAP_STEP_MS)
    },
  }
}
