import {
  METRICS,
  type Metric,
  type TotalDefinition,
  type TotalDefinitions,
} from '../../connectors/index.ts'
import type { Held, HeldOf } from '../../ledger/index.ts'

/** Metrics of which the ESP's total, and so Homing's figure beside it, counts every time. */
const TIMES: readonly Metric[] = ['opens', 'clicks']

/** Homing's side of a metric: what it shows, and what it holds when it counts as the ESP does. */
export interface Sides {
  local: number
  comparable: number
  /** Shown on no screen as people's doing, yet in the ESP's total. */
  machine: number
}

/** Pure. The difference between local and comparable is machine, and otherwise the definition. */
export function sidesOf(metric: Metric, definition: TotalDefinition, held: HeldOf): Sides {
  const isTimes = TIMES.includes(metric)
  // Homing's Delivered is sent and never bounced, whatever the vendor calls delivered.
  const shown = held(metric === 'delivered' ? 'reached' : METRICS[metric])
  const local = isTimes ? shown.humanEvents : shown.humanPeople
  const all = isTimes ? shown.events : shown.people
  const machine = definition.machines === 'included' ? all - local : 0
  // Where the vendor tells no deliveries one by one, what was sent and did not bounce arrived.
  const hasRows = metric !== 'delivered' || held('delivered').events > 0
  const counted = hasRows ? held(METRICS[metric]) : shown
  return { local, machine, comparable: countedAs(definition, counted) }
}

function countedAs(definition: TotalDefinition, held: Held): number {
  const isAll = definition.machines === 'included'
  if (definition.counts === 'events') return isAll ? held.events : held.humanEvents
  return isAll ? held.people : held.humanPeople
}

/**
 * How many happenings of a kind the ESP counts beyond those held, by the metric that misses most;
 * 0 where it tells no total, or none that is defined. Pure.
 */
export function missingOf(
  kind: (typeof METRICS)[Metric],
  totals: Partial<Record<Metric, number>> | undefined,
  definitions: TotalDefinitions,
  held: HeldOf,
): number {
  if (totals === undefined) return 0
  const gaps = (Object.keys(METRICS) as Metric[])
    .filter((metric) => METRICS[metric] === kind)
    .map((metric) => {
      const definition = definitions[metric]
      const total = totals[metric]
      if (definition === undefined || total === undefined) return 0
      return total - sidesOf(metric, definition, held).comparable
    })
  return Math.max(0, ...gaps)
}
