import type { ToldCampaign } from '../../campaigns/index.ts'
import {
  METRIC_NAMES,
  METRICS,
  type Connector,
  type EventKind,
  type Metric,
  type RemoteTotals,
  type TotalDefinition,
} from '../../connectors/index.ts'
import {
  happenedAfter,
  heldOfCampaigns,
  joinedAddresses,
  parkedOfCampaigns,
  type HeldOf,
  type Parked,
} from '../../ledger/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { sidesOf, type Sides } from './comparable.ts'
import { explain, LATE_MS, severityOf, type Part, type Severity } from './explain.ts'
import { earlierResults, type Earlier } from './history.ts'

const DAY_MS = 24 * 3600 * 1000

/** What is known when a campaign is examined; times are epoch ms. */
export interface Examination {
  connectionId: number
  connector: Connector
  campaign: ToldCampaign
  /** The totals of each activity that is known, where they were asked for. */
  activities: readonly RemoteTotals[] | null
  /** Kinds of which a page could not be read in this run. */
  unread: ReadonlySet<EventKind>
  now: number
}

export interface Result {
  metric: Metric
  esp: number
  /** Epoch ms. */
  espAt: number
  local: number
  comparable: number
  /** They add up to esp - local. */
  parts: Part[]
  severity: Severity
  /** The most the ESP ever counted. */
  espPeak: number
}

/** Compares every total the ESP tells with what is held, and explains each difference. */
export async function examine(tx: Tx, at: Examination): Promise<Result[]> {
  const held = (await heldOfCampaigns(tx, at.connectionId, at.campaign.id))(at.campaign.id)
  const parked = await parkedOfCampaigns(tx, at.connectionId)
  const earlier = await earlierResults(tx, at.campaign.id, {
    at: at.now - LATE_MS,
    espAt: at.campaign.countedAt - LATE_MS,
  })
  const results: Result[] = []
  for (const metric of METRIC_NAMES) {
    const definition = at.connector.totals?.definitions[metric]
    const esp = at.campaign.totals[metric] ?? sumOf(at.activities, metric)
    if (definition === undefined || esp === undefined) continue
    const known: Known = {
      metric,
      definition,
      esp,
      held,
      earlier: earlier(metric),
      parked: parked(at.campaign.id, METRICS[metric]),
    }
    results.push(await resultOf(tx, at, known))
  }
  return results
}

interface Known {
  metric: Metric
  definition: TotalDefinition
  esp: number
  held: HeldOf
  earlier: Earlier
  parked: Parked
}

async function resultOf(tx: Tx, at: Examination, known: Known): Promise<Result> {
  const { metric, definition, esp, earlier, parked } = known
  const sides = sidesOf(metric, definition, known.held)
  const { local, machine, comparable } = sides
  const isSurplus = comparable > esp
  const espPeak = Math.max(earlier.peak ?? 0, esp)
  const kind = METRICS[metric]
  const parts = explain({
    esp,
    local,
    machine,
    definition: comparable - local - machine,
    joined: isSurplus && countsContacts(definition) ? await joined(tx, at, kind) : 0,
    hasRows: at.connector.feedback?.kinds.includes(kind) ?? false,
    isUnread: at.unread.has(kind) || parked.pages > 0,
    parkedRows: parked.rows,
    unknownActivity: unknownOf(at, metric, esp),
    isOutsideWindow: isOutsideWindow(at),
    takenBack: espPeak - esp,
    after: isSurplus
      ? await happenedAfter(
          tx,
          at.campaign.id,
          { kind, counts: definition.counts },
          at.campaign.countedAt,
        )
      : 0,
    overdue: overdueOf(sides, esp, earlier),
  })
  const espAt = at.campaign.countedAt
  const severity = severityOf(parts)
  return { metric, esp, espAt, local, comparable, parts, severity, espPeak }
}

function countsContacts(definition: TotalDefinition): boolean {
  return definition.counts === 'people' && definition.by === 'contact'
}

function joined(tx: Tx, at: Examination, kind: EventKind): Promise<number> {
  return joinedAddresses(tx, at.connectionId, at.campaign.id, kind)
}

/**
 * How much of the gap is old. Missing here: what the ESP counted LATE_MS ago by our clock, and has
 * not told yet. Missing there: what was held when the ESP counted LATE_MS earlier, by its clock.
 */
function overdueOf({ comparable }: Sides, esp: number, earlier: Earlier): number | null {
  if (esp > comparable) {
    return earlier.esp === null ? null : Math.max(0, Math.min(earlier.esp, esp) - comparable)
  }
  return earlier.comparable === null ? null : Math.max(0, earlier.comparable - esp)
}

/**
 * The total of a campaign less all its known activities' totals: what nobody listed. An activity
 * has sends: where those are all there, another total that is too high is just too high.
 */
function unknownOf({ activities, campaign }: Examination, metric: Metric, esp: number): number {
  const sum = sumOf(activities, metric)
  const sends = sumOf(activities, 'sent')
  if (sum === undefined || sends === undefined || (campaign.totals.sent ?? 0) <= sends) return 0
  return Math.max(0, esp - sum)
}

function sumOf(activities: readonly RemoteTotals[] | null, metric: Metric): number | undefined {
  const told = activities?.flatMap((one) => one[metric] ?? []) ?? []
  return told.length === 0 ? undefined : told.reduce((sum, count) => sum + count, 0)
}

function isOutsideWindow({ connector, campaign, now }: Examination): boolean {
  const retention = connector.feedback?.retention
  // What the vendor does not say explains nothing.
  if (!retention?.isDocumented || campaign.sentAt === null) return false
  return campaign.sentAt < now - retention.days * DAY_MS
}
