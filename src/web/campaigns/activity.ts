export type ActivityStep = 'hour' | 'day'

export interface ActivityPoint {
  /** ISO 8601, the beginning of the hour or day. */
  at: string
  sent: number
  /** null: hidden from who is signed in. */
  opens: number | null
  clicks: number | null
  bounces: number | null
  optOuts: number | null
}

const STEP_MS = { hour: 3_600_000, day: 86_400_000 }
/** A chart with more points than this says nothing more; the tail is left out and told. */
const POINTS_MAX = 400

/**
 * The points with the silent hours or days between them filled in as zeros, so that the axis is
 * even in time; oldest first. isCut tells that later points were left out (POINTS_MAX).
 */
export function evenPoints(
  points: readonly ActivityPoint[],
  step: ActivityStep,
): { points: ActivityPoint[]; isCut: boolean } {
  const known = new Map(points.map((point) => [floor(Date.parse(point.at), step), point]))
  if (known.size === 0) return { points: [], isCut: false }
  const first = Math.min(...known.keys())
  const last = Math.max(...known.keys())
  const even: ActivityPoint[] = []
  for (let at = first; at <= last && even.length < POINTS_MAX; at += STEP_MS[step]) {
    even.push(known.get(at) ?? silence(at))
  }
  return { points: even, isCut: first + even.length * STEP_MS[step] <= last }
}

/** The index of the highest point of one kind, the earliest of equals; -1 where all is silent. */
export function peakIndex(
  points: readonly ActivityPoint[],
  kind: 'opens' | 'clicks' | 'optOuts' | 'bounces',
): number {
  let peak = -1
  for (const [index, point] of points.entries()) {
    if ((point[kind] ?? 0) > (points[peak]?.[kind] ?? 0)) peak = index
  }
  return peak
}

/** A tick every so many hours or days, the first that leaves few enough of them. */
const TICK_STEPS = { hour: [1, 3, 6, 12, 24, 48, 96, 168], day: [1, 2, 7, 14, 28, 56] }
const TICKS_MAX = 9

/** Which points carry a label on the axis: round hours of the viewer's clock, or even days. */
export function tickTimes(points: readonly ActivityPoint[], step: ActivityStep): string[] {
  const steps = TICK_STEPS[step]
  const every = steps.find((each) => points.length / each <= TICKS_MAX) ?? steps.at(-1)!
  const first = points[0] ? roundStart(points, step, every) : 0
  return points.filter((_, index) => (index - first) % every === 0).map(({ at }) => at)
}

/** The index of the first point at a round hour: midnight where ticks are 24 hours apart. */
function roundStart(points: readonly ActivityPoint[], step: ActivityStep, every: number): number {
  if (step === 'day') return 0
  const round = points.findIndex(({ at }) => new Date(at).getHours() % Math.min(every, 24) === 0)
  return Math.max(0, round)
}

function floor(at: number, step: ActivityStep): number {
  return Math.floor(at / STEP_MS[step]) * STEP_MS[step]
}

function silence(at: number): ActivityPoint {
  return { at: new Date(at).toISOString(), sent: 0, opens: 0, clicks: 0, bounces: 0, optOuts: 0 }
}
