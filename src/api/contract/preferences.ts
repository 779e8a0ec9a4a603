import { z } from 'zod'
import { route } from './route.ts'
import { id, idParams, page, pageQuery, time } from './shapes.ts'

/** Addresses links are made for in one call at most. */
const LINKS_MAX = 10_000
/** Opt-outs decided about in one call at most. */
const DECIDED_MAX = 10_000

const named = z.object({ id, name: z.string() })

/** The firm's own words on its preference page; empty ones are those of the catalogue. */
const firmWords = z.object({
  /** What they are written in: de, en. */
  language: z.string().regex(/^[a-z]{2}$/, 'Two letters, such as en.'),
  heading: z.string().trim().max(120),
  intro: z.string().trim().max(1000),
  imprint: z.string().trim().max(500),
  /** How a person reaches the firm where the page cannot help. */
  contact: z.string().trim().max(200),
  colour: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^(#[0-9a-f]{6})?$/, 'Six hexadecimal digits after a #, such as #1c5bb8.'),
})

const preferencePage = firmWords.extend({
  /** The languages the page's other texts are there in. */
  languages: z.array(z.object({ id: z.string(), name: z.string() })),
  /** The key new links are made under, and the oldest whose links still lead somewhere. */
  linkKey: z.number().int(),
  oldestLinkKey: z.number().int(),
  /** Where links lead to. */
  baseUrl: z.string(),
  /** Why people will not reach it there; null where nothing speaks against it. */
  baseUrlProblem: z.string().nullable(),
})

const link = z.object({
  address: z.string(),
  /** Null where no link was made. */
  preferenceUrl: z.string().nullable(),
  unsubscribeUrl: z.string().nullable(),
  /** For the mail's header; DKIM must sign both. */
  headers: z
    .object({ 'List-Unsubscribe': z.string(), 'List-Unsubscribe-Post': z.string() })
    .nullable(),
  /** Why none was made; empty where one was. */
  reason: z.string(),
})

const doubtFilter = {
  /** none: of no mailing that is known. */
  campaignId: z.union([z.literal('none'), id]).optional(),
  domain: z.string().trim().toLowerCase().max(253).optional(),
}

const doubtfulOptOut = z.object({
  factId: id,
  address: z.string(),
  domain: z.string(),
  person: named.nullable(),
  campaign: named.nullable(),
  /** Null: everything. */
  topic: z.string().nullable(),
  occurredAt: time,
  from: z.string(),
  reason: z.string(),
  /** What speaks against a person: "489 of 497 recipients at example.com left within …". */
  doubt: z.string(),
})

export const preferenceRoutes = {
  'preferencePage.show': route({
    method: 'GET',
    path: '/api/preference-page',
    summary: "The firm's own words on its preference page, and where its links lead",
    permission: 'see',
    answer: preferencePage,
  }),
  'preferencePage.change': route({
    method: 'PUT',
    path: '/api/preference-page',
    summary: "Change the firm's own words",
    permission: 'administer',
    body: firmWords.strict(),
    answer: preferencePage,
  }),
  'preferencePage.preview': route({
    method: 'POST',
    path: '/api/preference-page/preview',
    summary: 'The page with these words, for an invented address; nothing is saved',
    permission: 'see',
    body: z.strictObject({ words: firmWords.strict(), language: z.string().max(2) }),
    answer: z.object({ html: z.string() }),
  }),
  'preferencePage.changeKey': route({
    method: 'POST',
    path: '/api/preference-page/link-key',
    summary: 'Make links under a new key from now on; older ones work on unless they are to end',
    permission: 'administer',
    body: z.strictObject({ endsOldLinks: z.boolean().default(false) }),
    answer: z.object({ linkKey: z.number().int(), oldestLinkKey: z.number().int() }),
  }),
  'preferenceLinks.make': route({
    method: 'POST',
    path: '/api/preference-links',
    summary: 'Links and header lines for mails to these addresses, up to 10,000 at once',
    permission: 'export',
    body: z.strictObject({
      addresses: z.array(z.string().max(400)).min(1).max(LINKS_MAX),
      /** The mailing they stand in: leaving by its link leaves what it is about. */
      campaignId: id.nullable().default(null),
    }),
    answer: z.object({
      /** In the order of the question. */
      items: z.array(link),
      made: z.number().int(),
      baseUrlProblem: z.string().nullable(),
    }),
  }),
  'campaigns.setTopic': route({
    method: 'PUT',
    path: '/api/campaigns/{campaignId}/topic',
    summary: 'Say what a mailing is about: leaving it by its link leaves that topic',
    permission: 'edit_people',
    params: idParams('campaignId'),
    body: z.strictObject({ topicId: id.nullable() }),
    answer: z.object({ topic: named.nullable() }),
  }),
  'doubts.count': route({
    method: 'GET',
    path: '/api/doubtful-opt-outs/count',
    summary: 'How many opt-outs no person may have made wait for somebody to look',
    permission: 'see',
    answer: z.object({ open: z.number().int() }),
  }),
  'doubts.groups': route({
    method: 'GET',
    path: '/api/doubtful-opt-outs/groups',
    summary: 'Doubtful opt-outs by mailing and domain, the most first',
    permission: 'see',
    answer: z.object({
      items: z.array(
        z.object({
          campaign: named.nullable(),
          domain: z.string(),
          count: z.number().int(),
          doubt: z.string(),
          newestAt: time,
        }),
      ),
    }),
  }),
  'doubts.list': route({
    method: 'GET',
    path: '/api/doubtful-opt-outs',
    summary: 'Doubtful opt-outs, newest first; they hold until somebody decides',
    permission: 'see',
    query: z.object({ ...pageQuery, ...doubtFilter }),
    answer: page(doubtfulOptOut),
  }),
  'doubts.decide': route({
    method: 'POST',
    path: '/api/doubtful-opt-outs/decision',
    summary: 'It was the person (they stand), or a machine (lifted, with evidence)',
    permission: 'edit_people',
    body: z
      .strictObject({
        decision: z.enum(['person', 'machine']),
        /** How it is known; needed where a machine did it. */
        evidence: z.string().trim().max(500).default(''),
        /** These, or all of a mailing and domain. */
        factIds: z.array(id).min(1).max(DECIDED_MAX).optional(),
        ...doubtFilter,
      })
      .refine(
        ({ factIds, campaignId, domain }) =>
          (factIds !== undefined) !== (campaignId !== undefined || domain !== undefined),
        { path: ['factIds'], message: 'Name opt-outs, or a mailing or domain: one of the two.' },
      ),
    answer: z.object({
      decided: z.number().int(),
      lifted: z.number().int(),
      /** Another opt-out, which nobody doubts, holds as well. */
      leftAsTheyAre: z.number().int(),
    }),
  }),
} as const
