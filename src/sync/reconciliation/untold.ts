import type { WatchedCampaign } from '../../campaigns/index.ts'
import {
  METRICS,
  type EventKind,
  type Metric,
  type TotalDefinitions,
} from '../../connectors/index.ts'

type Told = Pick<WatchedCampaign, 'sentAt' | 'connectedSince' | 'espTotals'>

/**
 * Ms since a campaign was sent or its connection was made, whichever is later, where the ESP tells
 * its totals and none of them, or none that is defined, is of the kind: how many there are is then
 * not known. Null where it is, where no totals were told, or where nobody knows when it was sent.
 * Pure.
 */
export function untoldFor(
  { sentAt, connectedSince, espTotals }: Told,
  kind: EventKind,
  { definitions, now }: { definitions: TotalDefinitions; now: number },
): number | null {
  if (sentAt === null || espTotals === null) return null
  const metrics = (Object.keys(METRICS) as Metric[]).filter((metric) => METRICS[metric] === kind)
  const isTold = metrics.some(
    (one) => definitions[one] !== undefined && espTotals[one] !== undefined,
  )
  return isTold ? null : now - Math.max(sentAt, connectedSince)
}
