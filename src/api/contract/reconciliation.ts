import { z } from 'zod'
import { run } from './connections.ts'
import { route } from './route.ts'
import { id, idParams, page, pageQuery, time } from './shapes.ts'
import { asksBy, BY_METRIC, rowThatTells, tells } from './tells.ts'

const count = z.number().int()

export const metric = z.enum([
  'sent',
  'delivered',
  'uniqueOpens',
  'opens',
  'uniqueClicks',
  'clicks',
  'forwards',
  'bounces',
  'optOuts',
  'complaints',
])

/** The whole list: every difference has reasons of these, and its counts add up to it. */
export const differenceReason = z.enum([
  'machine',
  'definition',
  'no_rows',
  'parked',
  'activity_unknown',
  'taken_back',
  'outside_window',
  'late',
  'unexplained',
])

/** agrees: no difference. explained: each reason lasts. waiting: some news is expected late. */
const standing = z.enum(['agrees', 'explained', 'waiting', 'unexplained'])

const result = z.object({
  metric,
  /** When this result was first found, and when last. */
  at: time,
  checkedAt: time,
  esp: count,
  espAt: time,
  /** The figure as every screen shows it. */
  local: count,
  /** What is held when it is counted as the ESP counts. */
  comparable: count,
  /** esp - local; the counts of the parts add up to it. */
  difference: count,
  parts: z.array(z.object({ reason: differenceReason, count })),
  standing,
})

const metricResult = result.extend({
  /** Since when it stands as it does. */
  since: time,
  definition: z
    .object({
      counts: z.enum(['people', 'events']),
      resends: z.enum(['once', 'each']),
      machines: z.enum(['included', 'excluded']),
      source: z.string(),
      open: z.string().nullable(),
    })
    .nullable(),
})

const FIGURES_TOLD = [
  ...(['bounces', 'opens', 'clicks', 'forwards', 'optOuts', 'complaints', 'machines'] as const),
]

const proof = z.object({
  at: time,
  recipientsRead: count,
  recipients: count,
  mismatches: z.array(
    z.object({
      place: z.enum(['recipients', 'counts', 'hours']),
      kind: z.string(),
      ledger: count,
      kept: count,
    }),
  ),
})

export const campaignReconciliation = z.object({
  campaign: z.object({ id, name: z.string() }),
  vendor: z.string().nullable(),
  isTold: z.boolean(),
  /** Null where it was never reconciled. */
  standing: standing.nullable(),
  since: time.nullable(),
  checkedAt: time.nullable(),
  espAt: time.nullable(),
  asOf: time.nullable(),
  metrics: z.array(rowThatTells(metricResult, [{ name: 'metric', fields: BY_METRIC }])),
  /** Streams that miss rows though they were read to their end; nextAt null: no more by itself. */
  retries: z.array(
    z.object({
      kind: z.string(),
      missing: count,
      tries: count,
      lastAt: time,
      nextAt: time.nullable(),
    }),
  ),
  /** Counts of every kind. */
  proof: tells(proof, ...FIGURES_TOLD),
  openRunId: id.nullable(),
})

export const reconciliationRow = z.object({
  campaign: z.object({ id, name: z.string(), sentAt: time.nullable() }),
  standing: standing.nullable(),
  unexplained: count,
  /** The kept counts are not what the ledger says. */
  isProofBroken: z.boolean(),
  checkedAt: time.nullable(),
  since: time.nullable(),
})

const campaignParams = idParams('campaignId')

export const reconciliation = {
  'reconciliation.list': route({
    method: 'GET',
    path: '/api/reconciliation',
    summary: "Campaigns by how they agree with the ESP's own totals, worst first",
    permission: 'see',
    tells: ['totals'],
    query: z.object(pageQuery),
    answer: page(reconciliationRow),
  }),
  'reconciliation.show': route({
    method: 'GET',
    path: '/api/campaigns/{campaignId}/reconciliation',
    summary: "One campaign: each of the ESP's totals beside ours, and why they differ",
    permission: 'see',
    tells: ['totals'],
    params: campaignParams,
    answer: campaignReconciliation,
  }),
  'reconciliation.history': route({
    method: 'GET',
    path: '/api/campaigns/{campaignId}/reconciliation/history',
    summary: 'The results of one metric, newest first',
    permission: 'see',
    tells: ['totals'],
    params: campaignParams,
    query: z.object({ ...pageQuery, metric: asksBy(metric, BY_METRIC) }),
    answer: page(result),
  }),
  'reconciliation.start': route({
    method: 'POST',
    path: '/api/campaigns/{campaignId}/reconciliation',
    summary: 'Reconcile now: read what is missing, compare, and prove the counts; a run',
    permission: 'sync',
    params: campaignParams,
    answer: run,
    status: 202,
  }),
  'reconciliation.rebuild': route({
    method: 'POST',
    path: '/api/campaigns/{campaignId}/rebuild',
    summary: "Make a campaign's counts again from its events, and prove them",
    permission: 'sync',
    tells: FIGURES_TOLD,
    params: campaignParams,
    answer: proof,
  }),
} as const
