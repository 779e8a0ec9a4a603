import { z } from 'zod'
import { route } from './route.ts'
import { id, idParams, page, pageQuery, time } from './shapes.ts'
import { consentNeeded } from './topics.ts'

/** Addresses a question may name at most. */
const ADDRESSES_MAX = 10_000

/** What an opt-out, or its lifting, is about. */
export const consentAbout = z.discriminatedUnion('scope', [
  z.strictObject({ scope: z.literal('everything') }),
  z.strictObject({ scope: z.literal('topics'), topicIds: z.array(id).min(1).max(200) }),
  z.strictObject({ scope: z.literal('address'), addressId: id }),
])

export const consentReason = z.enum([
  'erased',
  'invalid_address',
  'complaint',
  'opted_out',
  'opted_out_address',
  'opted_out_topic',
  'consent_expired',
  'consent_missing',
  'transactional',
  'seed',
  'express',
  'implied',
  'no_objection',
])

const consentAnswer = z.object({
  mayWrite: z.boolean(),
  reason: consentReason,
  /** The reason in words; days in UTC. */
  sentence: z.string(),
  /** All that speaks against it, the strictest first. */
  refusals: z.array(consentReason),
  state: z.enum(['unknown', 'implied', 'express', 'withdrawn']),
  /** What was said, where that decides. */
  fact: z
    .object({
      id,
      occurredAt: time,
      expiresAt: time.nullable(),
      source: z.enum(['esp', 'user', 'import', 'api', 'crm', 'preference_page']),
      from: z.string(),
      reason: z.string(),
      topic: z.string().nullable(),
    })
    .nullable(),
})

export const mayWriteAnswer = consentAnswer.extend({ address: z.string() })

export const preferences = z.object({
  addresses: z.array(z.object({ id, address: z.string(), isSeed: z.boolean() })),
  /** The seed list gets every mailing, by the firm's policy. */
  seedIsExempt: z.boolean(),
  /** The first is everything; then each topic in use. */
  rows: z.array(
    z.object({
      topic: z
        .object({ id, name: z.string(), description: z.string(), group: z.string().nullable() })
        .nullable(),
      /** Of the person: strict where any address is. */
      whole: consentAnswer,
      /** Of each address, in the order of addresses. */
      cells: z.array(consentAnswer),
    }),
  ),
})

export const consentPolicy = z.strictObject({
  consentNeeded,
  /** How long implied consent lasts where nothing else is said. */
  impliedDays: z.number().int().min(1).max(36_500),
  /** How long before its end somebody is told. */
  noticeDays: z.number().int().min(0).max(365),
  /** The seed list gets every mailing, even one they opted out of. */
  seedIsExempt: z.boolean(),
})

export const endingConsent = z.object({
  person: z.object({ id, name: z.string() }),
  owner: z.string().nullable(),
  address: z.string().nullable(),
  /** Null: of everything. */
  topic: z.object({ id, name: z.string() }).nullable(),
  endsAt: time,
  from: z.string(),
  evidence: z.string(),
})

/** As many days as the policy's notice where none are given. */
const days = z.coerce.number().int().min(0).max(3_650).optional()

export const consent = {
  'consent.mayWrite': route({
    method: 'POST',
    path: '/api/may-write',
    summary: 'May these addresses be written to, and why? Up to 10,000 at once',
    permission: 'see',
    body: z.strictObject({
      addresses: z.array(z.string().max(400)).min(1).max(ADDRESSES_MAX),
      channel: z.enum(['email', 'fax']).default('email'),
      class: z.enum(['marketing', 'transactional']).default('marketing'),
      topicId: id.nullable().default(null),
    }),
    answer: z.object({
      /** In the order of the question. */
      items: z.array(mayWriteAnswer),
      mayWrite: z.number().int(),
      asOf: time,
    }),
  }),
  'consent.policy': route({
    method: 'GET',
    path: '/api/consent/policy',
    summary: 'What the firm needs before it writes marketing',
    permission: 'see',
    answer: consentPolicy,
  }),
  'consent.changePolicy': route({
    method: 'PUT',
    path: '/api/consent/policy',
    summary: 'Say what the firm needs before it writes marketing',
    permission: 'administer',
    body: consentPolicy,
    answer: consentPolicy,
  }),
  'consent.preview': route({
    method: 'POST',
    path: '/api/consent/preview',
    summary: 'How many people could not be written to by a policy that is considered',
    permission: 'see',
    body: z.strictObject({
      topicId: id.nullable().default(null),
      /** Null, of a topic: what the firm needs in general. */
      consentNeeded: consentNeeded.nullable(),
      seedIsExempt: z.boolean(),
    }),
    answer: z.object({
      people: z.number().int(),
      blockedNow: z.number().int(),
      blockedThen: z.number().int(),
    }),
  }),
  'consent.ending': route({
    method: 'GET',
    path: '/api/consent/ending',
    summary: 'Implied consent that ends soon, soonest first',
    permission: 'see',
    query: z.object({ ...pageQuery, days }),
    answer: page(endingConsent),
  }),
  'consent.countEnding': route({
    method: 'GET',
    path: '/api/consent/ending/count',
    summary: 'How much implied consent ends soon, of how many people, and when the first does',
    permission: 'see',
    query: z.object({ days }),
    answer: z.object({
      /** The rows of the list: of a person several matters may end. */
      consents: z.number().int(),
      people: z.number().int(),
      firstAt: time.nullable(),
      days: z.number().int(),
    }),
  }),
  'consent.endingCsv': route({
    method: 'GET',
    path: '/api/consent/ending.csv',
    summary: 'Implied consent that ends soon, as CSV',
    permission: 'export',
    query: z.object({ days }),
    answer: { stream: 'text/csv' },
  }),
  'seeds.list': route({
    method: 'GET',
    path: '/api/seed-addresses',
    summary: 'The seed list: colleagues who look at every mailing',
    permission: 'see',
    answer: z.object({
      items: z.array(
        z.object({
          addressId: id,
          address: z.string(),
          note: z.string(),
          addedBy: z.string(),
          addedAt: time,
          people: z.array(z.object({ id, name: z.string() })),
        }),
      ),
    }),
  }),
  'seeds.add': route({
    method: 'POST',
    path: '/api/seed-addresses',
    summary: 'Put a colleague’s address on the seed list',
    permission: 'administer',
    body: z.strictObject({
      address: z.string().trim().min(3).max(254),
      note: z.string().trim().max(200).default(''),
    }),
  }),
  'seeds.remove': route({
    method: 'DELETE',
    path: '/api/seed-addresses/{addressId}',
    summary: 'Take an address off the seed list',
    permission: 'administer',
    params: idParams('addressId'),
  }),
} as const
