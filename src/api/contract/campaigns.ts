import { z } from 'zod'
import type { FieldId } from '../../accounts/fields/index.ts'
import { bounceCode } from './bounces.ts'
import {
  bestRates,
  espTotals,
  logQuery,
  logRow,
  raisedByRule,
  recipientRow,
} from './campaign-rows.ts'
import { run } from './connections.ts'
import { audience, FIGURES, figures } from './figures.ts'
import { route } from './route.ts'
import { flag, id, idParams, page, pageQuery, time } from './shapes.ts'
import { kindsQuery } from './sync-kinds.ts'
import { asks, asksBy, BY_FIGURE, tells, tellsBy } from './tells.ts'

const count = z.number().int()
export const campaignRow = z.object({
  id,
  name: z.string(),
  subject: z.string(),
  status: z.enum(['draft', 'scheduled', 'sending', 'sent', 'error', 'removed']),
  sentAt: time.nullable(),
  asOf: time.nullable(),
  connection: z.object({ id, name: z.string(), connectorTitle: z.string() }).nullable(),
  /** Written here: campaigns.draft tells of it. Else it was found at its ESP. */
  isMadeHere: z.boolean(),
  /** fax: it went to fax numbers alone, so nothing in it can be opened or clicked. */
  channel: z.enum(['email', 'fax']),
  figures,
})

/** Steps of three hours that a row of the list tells its first three days by. */
const PULSE_STEPS = 24

export const listedCampaign = campaignRow.extend({
  /** Opens and clicks in each three hours of the first three days; empty without any. */
  pulse: tells(z.array(count).max(PULSE_STEPS), 'opens', 'clicks'),
})

export const campaign = campaignRow.extend({
  fromName: z.string(),
  fromAddress: z.string(),
  createdAt: time,
  /** Human figures are in figures; these count every open and click. */
  allFigures: tells(figures, 'machines'),
  proxyOpens: tells(z.object({ count, total: count }), 'machines', 'opens'),
  machine: tells(
    z.object({ opens: tells(count, 'opens'), clicks: tells(count, 'clicks') }),
    'machines',
  ),
  bounceClasses: tells(z.array(bounceCode), 'bounceReason'),
  identities: z.array(
    z.object({
      connection: z.string(),
      kind: z.string(),
      role: z.string(),
      externalId: z.string(),
    }),
  ),
  esp: tells(espTotals, 'totals'),
  espAt: time.nullable(),
  openRunId: id.nullable(),
})

export const LOG_KINDS = FIGURES

const campaignParams = idParams('campaignId')

/** What the grid of recipients is narrowed to, on screen and as CSV alike. */
const recipientsQuery = {
  search: asks(z.string().max(200), 'address').optional(),
  bounced: asks(flag, 'bounces').optional(),
  opened: asks(flag, 'opens', 'machines').optional(),
  clicked: asks(flag, 'clicks', 'machines').optional(),
}
/** Campaigns compared at once: fewer is no comparison, more is no sight. */
export const COMPARED_MIN = 2
export const COMPARED_MAX = 8

/** What an order by a figure tells: the figure, and what its rate is of. */
const BY_RATE: Readonly<Record<string, readonly FieldId[]>> = {
  ...BY_FIGURE,
  opens: ['opens', 'bounces'],
  clicks: ['clicks', 'bounces'],
  optOuts: ['optOuts', 'bounces'],
  complaints: ['complaints', 'bounces'],
}

/** A figure sorts by its rate, and by its count where it has none. */
export const CAMPAIGN_SORTS = ['sentAt', 'name', ...FIGURES] as const

const sentWithin = { sentFrom: time.optional(), sentUntil: time.optional() }

export const campaigns = {
  'campaigns.list': route({
    method: 'GET',
    path: '/api/campaigns',
    summary: 'Campaigns, newest sent first, or by name or any figure; what has no rate comes last',
    permission: 'see',
    query: z.object({
      ...pageQuery,
      search: z.string().max(200).optional(),
      status: z.enum(['all', 'sent', 'unsent']).default('all'),
      ...sentWithin,
      audience,
      sort: asksBy(z.enum(CAMPAIGN_SORTS), BY_RATE).default('sentAt'),
      order: z.enum(['asc', 'desc']).default('desc'),
    }),
    answer: page(listedCampaign),
  }),
  'campaigns.compare': route({
    method: 'GET',
    path: '/api/campaigns/comparison',
    summary: 'Two to eight campaigns side by side and together, and how each went on by the hour',
    permission: 'see',
    query: z.object({
      /** Ids with commas between: 3,7,12. */
      ids: z
        .string()
        .max(100)
        .transform((text): unknown[] => [...new Set(text.split(','))])
        .pipe(z.array(id).min(COMPARED_MIN).max(COMPARED_MAX)),
      curve: z.enum(['opens', 'clicks']).default('opens'),
      audience,
    }),
    answer: z.object({
      items: z.array(campaignRow),
      /** Counts added up; each rate is the ratio of these sums. */
      together: figures,
      /** Which campaigns have the best rate; none where nothing can be better. */
      best: bestRates,
      /** As counted by the hour since the sending; reached[0] is the first hour. */
      curves: tellsBy(
        z.array(z.object({ campaignId: id, of: count, reached: z.array(count) })),
        'curve',
        BY_FIGURE,
      ),
    }),
  }),
  'campaigns.sum': route({
    method: 'GET',
    path: '/api/campaigns/sum',
    summary: 'Campaigns sent within a time, added up; each rate is the ratio of the sums',
    permission: 'see',
    query: z.object({ ...sentWithin, audience }),
    answer: z.object({ campaigns: count, figures }),
  }),
  'campaigns.show': route({
    method: 'GET',
    path: '/api/campaigns/{campaignId}',
    summary: 'The campaign window: every figure with rate, denominator and as-of time',
    permission: 'see',
    params: campaignParams,
    answer: campaign,
  }),
  'campaigns.activity': route({
    method: 'GET',
    path: '/api/campaigns/{campaignId}/activity',
    summary: 'What happened over time: by hour the first three days, or all by day',
    permission: 'see',
    params: campaignParams,
    query: z.object({ step: z.enum(['hour', 'day']).optional(), audience }),
    answer: z.object({
      step: z.enum(['hour', 'day']),
      points: z.array(
        z.object({
          at: time,
          sent: count,
          opens: tells(count, 'opens'),
          clicks: tells(count, 'clicks'),
          bounces: tells(count, 'bounces'),
          optOuts: tells(count, 'optOuts'),
        }),
      ),
      /** Of the hours: what came after the last of them. */
      after: z.object({ opens: tells(count, 'opens'), clicks: tells(count, 'clicks') }),
    }),
  }),
  'campaigns.links': route({
    method: 'GET',
    path: '/api/campaigns/{campaignId}/links',
    summary: 'Links with the people who clicked them',
    permission: 'see',
    tells: ['clicks'],
    params: campaignParams,
    query: z.object({ audience }),
    answer: z.object({
      /** The most clicked: of very many not all are told. */
      items: z.array(z.object({ linkId: id, url: z.string(), people: count, clicks: count })),
      /** How many links were clicked. */
      total: count,
    }),
  }),
  'campaigns.actions': route({
    method: 'GET',
    path: '/api/campaigns/{campaignId}/actions',
    summary: 'Click rules that clicks of the campaign fit, and what they raised; people only',
    permission: 'see',
    tells: ['clicks'],
    params: campaignParams,
    answer: z.object({
      items: z.array(raisedByRule),
      /** Rules that hold now, whether a click fits them or not. */
      rules: count,
      /** Links that the newest rules have not been held against yet. */
      behind: count,
    }),
  }),
  'campaigns.log': route({
    method: 'GET',
    path: '/api/campaigns/{campaignId}/log',
    summary: 'Exactly the contacts behind one figure, newest first',
    permission: 'see',
    params: campaignParams,
    query: z.object({ ...pageQuery, ...logQuery }),
    answer: page(logRow),
  }),
  'campaigns.logCsv': route({
    method: 'GET',
    path: '/api/campaigns/{campaignId}/log.csv',
    summary: 'The same log as CSV, whole',
    permission: 'export',
    params: campaignParams,
    query: z.object(logQuery),
    answer: { stream: 'text/csv' },
  }),
  'campaigns.recipients': route({
    method: 'GET',
    path: '/api/campaigns/{campaignId}/recipients',
    summary: 'The grid of recipients with totals, first and last times',
    permission: 'see',
    params: campaignParams,
    query: z.object({ ...pageQuery, ...recipientsQuery }),
    answer: page(recipientRow),
  }),
  'campaigns.recipientsCsv': route({
    method: 'GET',
    path: '/api/campaigns/{campaignId}/recipients.csv',
    summary: 'The same grid as CSV, whole',
    permission: 'export',
    params: campaignParams,
    query: z.object(recipientsQuery),
    answer: { stream: 'text/csv' },
  }),
  'campaigns.sync': route({
    method: 'POST',
    path: '/api/campaigns/{campaignId}/runs',
    summary: "Sync now: this campaign's feedback, or the kinds that are named; opt-outs always",
    permission: 'sync',
    params: campaignParams,
    query: kindsQuery,
    answer: run,
    status: 202,
  }),
} as const
