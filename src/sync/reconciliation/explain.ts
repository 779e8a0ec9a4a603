/**
 * The reasons a difference may have, in the order in which they are tried: the proved before the
 * merely likely. The list is closed; what none of them covers is unexplained, and says so.
 */
export const REASONS = [
  /** The ESP counts scanners and privacy proxies; Homing's figure leaves them out. */
  'machine',
  /** The ESP counts something else: resends again, contacts instead of addresses. */
  'definition',
  /** The ESP tells how many, and never who. */
  'no_rows',
  /** Rows or pages that came and could not be read: each is a problem. */
  'parked',
  /** An activity of the campaign that the ESP counts and does not list. */
  'activity_unknown',
  /** The ESP's totals shrank: it took back rows that Homing keeps. */
  'taken_back',
  /** Older than what the ESP still tells. */
  'outside_window',
  /** One side counted before the other knew. */
  'late',
  'unexplained',
] as const

export type Reason = (typeof REASONS)[number]

/** Signed: positive where the ESP counts more than Homing shows. Never zero. */
export interface Part {
  reason: Reason
  count: number
}

/** What is known of one metric of one campaign. All counts but machine and definition are >= 0. */
export interface Evidence {
  esp: number
  /** Homing's figure as every screen shows it. */
  local: number
  /** How many more the ESP counts because machines are in its total. */
  machine: number
  /** How many more (or fewer) it counts because it counts something else. */
  definition: number
  /** Where Homing holds more: addresses that are one contact at the ESP, and one in its total. */
  joined: number
  /** The ESP tells the rows behind this total. */
  hasRows: boolean
  /** A page of these rows could not be read in the run that asks. */
  isUnread: boolean
  parkedRows: number
  /** What the total has beyond the totals of all activities known. */
  unknownActivity: number
  /** The campaign is older than the ESP keeps rows. */
  isOutsideWindow: boolean
  /** How far the total fell below the highest that was ever told. */
  takenBack: number
  /** What happened after the ESP had counted. */
  after: number
  /** How much of today's gap was there LATE_MS ago already; null where nothing was known then. */
  overdue: number | null
}

/** A gap that is younger may still close by itself; the ESPs say nothing of how long they take. */
export const LATE_MS = 24 * 3600 * 1000

/**
 * Splits the difference of a metric, esp - local, into parts with a reason each. Pure. The parts
 * add up to the difference exactly, each reason stands once, and none is claimed beyond what the
 * evidence carries: what is left over is unexplained.
 */
export function explain(evidence: Evidence): Part[] {
  const { esp, local, machine, definition } = evidence
  const parts = new Map<Reason, number>([
    ['machine', machine],
    ['definition', definition],
  ])
  const gap = esp - local - machine - definition
  const side = gap > 0 ? 1 : -1
  let rest = Math.abs(gap)
  for (const [reason, most] of gap > 0 ? short(evidence, rest) : surplus(evidence)) {
    const taken = Math.min(rest, most)
    parts.set(reason, (parts.get(reason) ?? 0) + side * taken)
    rest -= taken
  }
  const waiting = Math.max(0, rest - overdueOf(evidence, Math.abs(gap) - rest))
  rest -= waiting
  parts.set('late', (parts.get('late') ?? 0) + side * waiting)
  const last = gap > 0 && evidence.isOutsideWindow ? 'outside_window' : 'unexplained'
  parts.set(last, side * rest)
  return REASONS.flatMap((reason) => {
    const count = parts.get(reason) ?? 0
    return count === 0 ? [] : [{ reason, count }]
  })
}

/** The ESP counts more than Homing holds. */
function short(evidence: Evidence, gap: number): [Reason, number][] {
  return [
    ['no_rows', evidence.hasRows ? 0 : gap],
    ['parked', evidence.isUnread ? gap : evidence.parkedRows],
    ['activity_unknown', evidence.unknownActivity],
  ]
}

/** Homing holds more than the ESP counts. */
function surplus(evidence: Evidence): [Reason, number][] {
  return [
    ['late', evidence.after],
    ['definition', evidence.joined],
    ['taken_back', evidence.takenBack],
  ]
}

/** What was missing LATE_MS ago and has no other reason; explained counts first against the old. */
function overdueOf({ overdue }: Evidence, explained: number): number {
  return overdue === null ? 0 : Math.max(0, overdue - explained)
}

/** How a metric stands: 0 agrees, 1 every reason lasts, 2 waits for late news, 3 unexplained. */
export type Severity = 0 | 1 | 2 | 3

/** How much a difference matters: 3 unexplained, 2 late, 1 explained, 0 none. Pure. */
export function severityOf(parts: readonly Part[]): Severity {
  const has = (reason: Reason) => parts.some((part) => part.reason === reason)
  if (has('unexplained')) return 3
  if (has('late')) return 2
  return parts.length > 0 ? 1 : 0
}
