import { z } from 'zod'
import { route } from './route.ts'
import { id, time } from './shapes.ts'

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

export const mayWriteAnswer = z.object({
  address: z.string(),
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
      from: z.string(),
      reason: z.string(),
      topic: z.string().nullable(),
    })
    .nullable(),
})

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
} as const
