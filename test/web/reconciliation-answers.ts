import type { Found, MetricResult } from '../../src/web/reconciliation/words.ts'
import { ago, type FeedbackWorld } from './feedback-world.ts'

/** A campaign with every reason a difference can have, or one that was never compared. */
export function reconciliationOf(world: FeedbackWorld, campaignId: number): Found | undefined {
  const campaign = world.campaigns.find(({ id }) => id === campaignId)
  if (campaign === undefined) return undefined
  const isCompared = campaignId === 3
  return {
    campaign: { id: campaign.id, name: campaign.name },
    vendor: 'Constant Contact',
    isTold: true,
    standing: isCompared ? 'unexplained' : null,
    since: isCompared ? ago(20) : null,
    checkedAt: isCompared ? ago(0.2) : null,
    espAt: isCompared ? ago(0.3) : null,
    asOf: isCompared ? ago(0.2) : null,
    metrics: isCompared ? METRICS : [],
    retries: isCompared
      ? [{ kind: 'open', missing: 6, tries: 5, lastAt: ago(2), nextAt: ago(-14) }]
      : [],
    proof: isCompared ? proofOf(world) : null,
    openRunId: campaign.openRunId,
  }
}

/** The proof holds until a campaign of the world is called broken. */
export function proofOf(world: FeedbackWorld): NonNullable<Found['proof']> {
  const isBroken = world.campaigns.some(({ name }) => name.includes('broken'))
  return {
    at: ago(3),
    recipientsRead: 2_082,
    recipients: 2_082,
    mismatches: isBroken ? [{ place: 'counts', kind: 'open', ledger: 1_093, kept: 1_094 }] : [],
  }
}

export function reconciliationRows(world: FeedbackWorld) {
  return world.campaigns.map(({ id, name, sentAt }) => ({
    campaign: { id, name, sentAt },
    standing: id === 3 ? ('unexplained' as const) : ('agrees' as const),
    unexplained: id === 3 ? 6 : 0,
    isProofBroken: name.includes('broken'),
    checkedAt: ago(0.2),
    since: ago(20),
  }))
}

export function historyOf(metric: string) {
  const result = METRICS.find((one) => one.metric === metric) ?? METRICS[0]!
  const { since: _, definition: __, ...now } = result
  return [now, { ...now, at: ago(26), checkedAt: ago(20), standing: 'waiting' as const }]
}

const DEFINITION = {
  machines: 'included',
  source: 'API contract, StatsEmail.em_opens: "Number of unique recipients who opened the email"',
  open: 'Filtering of machines is not mentioned: every open and click counts.',
} as const

function result(
  metric: MetricResult['metric'],
  [esp, local]: [number, number],
  parts: MetricResult['parts'],
  standing: MetricResult['standing'],
): MetricResult {
  const counts = ['sent', 'opens', 'clicks'].includes(metric) ? 'events' : 'people'
  return {
    metric,
    at: ago(20),
    checkedAt: ago(0.2),
    esp,
    espAt: ago(0.3),
    local,
    comparable: esp,
    difference: esp - local,
    parts,
    standing,
    since: ago(20),
    definition: { ...DEFINITION, counts, resends: counts === 'people' ? 'once' : 'each' },
  }
}

/** Local figures are those of the world's campaign, so that each leads to as many rows. */
const METRICS: MetricResult[] = [
  result('sent', [2_109, 2_082], [{ reason: 'definition', count: 27 }], 'explained'),
  result('uniqueOpens', [1_093, 874], [{ reason: 'machine', count: 219 }], 'explained'),
  result(
    'opens',
    [2_420, 1_355],
    [
      { reason: 'machine', count: 1_055 },
      { reason: 'late', count: 4 },
      { reason: 'unexplained', count: 6 },
    ],
    'unexplained',
  ),
  result('uniqueClicks', [293, 287], [{ reason: 'activity_unknown', count: 6 }], 'explained'),
  result('clicks', [398, 402], [{ reason: 'late', count: -4 }], 'waiting'),
  result('forwards', [6, 9], [{ reason: 'taken_back', count: -3 }], 'explained'),
  result('bounces', [33, 31], [{ reason: 'parked', count: 2 }], 'explained'),
  result('optOuts', [7, 7], [], 'agrees'),
  result('complaints', [1, 0], [{ reason: 'no_rows', count: 1 }], 'explained'),
]
