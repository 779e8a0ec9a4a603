import { z } from 'zod'
import { audience } from './figures.ts'
import { route } from './route.ts'
import { idParams, time } from './shapes.ts'

const count = z.number().int()
const params = idParams('campaignId')
const reached = {
  sent: count,
  delivered: count,
  bounces: count,
  opens: count,
  clicks: count,
}

/** What a campaign's figures are made of: where, with what, when, and the mail itself. */
export const campaignDetails = {
  'campaigns.domains': route({
    method: 'GET',
    path: '/api/campaigns/{campaignId}/domains',
    summary: "By the recipient's mail domain, most bounces first; each count is its log's rows",
    permission: 'see',
    tells: ['address', 'bounces', 'opens', 'clicks'],
    params,
    query: z.object({ audience }),
    answer: z.object({
      items: z.array(z.object({ domain: z.string(), ...reached })),
      /** What does not fit, added up; null where all fits. */
      rest: z.object({ domains: count, ...reached }).nullable(),
    }),
  }),
  'campaigns.readWith': route({
    method: 'GET',
    path: '/api/campaigns/{campaignId}/read-with',
    summary: 'Programs and devices it was opened and clicked with, as far as the service tells',
    permission: 'see',
    tells: ['agent', 'machines', 'opens', 'clicks'],
    params,
    query: z.object({ audience }),
    answer: z.object({
      items: z.array(
        z.object({
          /** Narrows the log to these; "/" is what was not told. */
          readWith: z.string(),
          program: z.string().nullable(),
          device: z.enum(['phone', 'tablet', 'computer']).nullable(),
          /** Addresses; who used two stands in both. */
          opens: count,
          clicks: count,
          /** Openings by whom or what. */
          humanOpens: count,
          machineOpens: count,
          proxyOpens: count,
        }),
      ),
    }),
  }),
  'campaigns.hours': route({
    method: 'GET',
    path: '/api/campaigns/{campaignId}/hours',
    summary: 'Opens and clicks by weekday and hour of a time zone; silent hours are left out',
    permission: 'see',
    tells: ['opens', 'clicks'],
    params,
    query: z.object({ zone: z.string().max(64).default('UTC'), audience }),
    answer: z.object({
      items: z.array(
        z.object({
          /** 1 is Monday. */
          weekday: z.number().int().min(1).max(7),
          hour: z.number().int().min(0).max(23),
          opens: count,
          clicks: count,
        }),
      ),
    }),
  }),
  'campaigns.mail': route({
    method: 'GET',
    path: '/api/campaigns/{campaignId}/mail',
    summary: 'The mail as recipients saw it, where the service tells it; HTML that is not cleaned',
    permission: 'see',
    params,
    answer: z.object({
      html: z.string().nullable(),
      /** kept: as the service told it; written: as it was written here. */
      state: z.enum(['kept', 'written', 'too_long', 'untold']),
      readAt: time.nullable(),
    }),
  }),
} as const
