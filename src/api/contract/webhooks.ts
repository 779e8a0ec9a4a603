import { z } from 'zod'
import { route } from './route.ts'
import { id, idParams, page, pageQuery, time } from './shapes.ts'

/** What a webhook may be told of; docs/webhooks.md describes each. */
export const WEBHOOK_TYPES = [
  'alarm.raised',
  'alarm.worsened',
  'alarm.over',
  'consent.opted_out',
  'consent.opted_in',
  'address.invalid',
  'address.valid',
  'event.sent',
  'event.delivered',
  'event.open',
  'event.click',
  'event.forward',
  'event.bounce',
  'event.opt_out',
  'event.complaint',
] as const

export const webhook = z.object({
  id,
  name: z.string(),
  url: z.string(),
  /** What it is told of. */
  types: z.array(z.enum(WEBHOOK_TYPES)),
  /** disabled: it failed for so long that nothing is sent to it any more. */
  status: z.enum(['active', 'paused', 'disabled']),
  failures: z.number().int(),
  failingSince: time.nullable(),
  /** Nothing is sent before then, for it failed. */
  restsUntil: time.nullable(),
  disabledReason: z.string(),
  disabledAt: time.nullable(),
  /** The secret before the newest signs too until then. */
  formerSecretUntil: time.nullable(),
  /** Messages it has still to be told. */
  waiting: z.number().int(),
  /** Those of them that were tried and not taken. */
  failing: z.number().int(),
  /** All that it ever took. */
  delivered: z.number().int(),
  /** What became of the last try. */
  lastTry: z
    .object({ httpStatus: z.number().int().nullable(), outcome: z.string(), at: time })
    .nullable(),
  createdAt: time,
})

export const webhookDelivery = z.object({
  id,
  /** The webhook-id header: the same on every try. */
  messageId: z.string(),
  type: z.string(),
  status: z.enum(['waiting', 'delivered', 'failed']),
  tries: z.number().int(),
  httpStatus: z.number().int().nullable(),
  outcome: z.string(),
  createdAt: time,
  triedAt: time.nullable(),
  nextTryAt: time.nullable(),
})

const params = idParams('webhookId')
const name = z.string().trim().min(1).max(200)
const url = z.url().max(2000)
const types = z.array(z.enum(WEBHOOK_TYPES)).min(1).max(WEBHOOK_TYPES.length)
const withSecret = z.object({ webhook, secret: z.string() })

export const webhookRoutes = {
  'webhooks.list': route({
    method: 'GET',
    path: '/api/webhooks',
    summary: 'Other systems that are told of alarms, consent, validity and events',
    permission: 'administer',
    answer: z.object({ items: z.array(webhook) }),
  }),
  'webhooks.create': route({
    method: 'POST',
    path: '/api/webhooks',
    summary: 'Add a webhook; its signing secret (Standard Webhooks) is answered this once',
    permission: 'administer',
    body: z.strictObject({
      url,
      name: name.optional(),
      /** Absent: alarms. */
      types: types.optional(),
    }),
    answer: withSecret,
    status: 201,
  }),
  'webhooks.change': route({
    method: 'PATCH',
    path: '/api/webhooks/{webhookId}',
    summary: 'Rename, move, pause or resume a webhook, or choose what it is told of',
    permission: 'administer',
    params,
    body: z.strictObject({
      name: name.optional(),
      url: url.optional(),
      types: types.optional(),
      isPaused: z.boolean().optional(),
    }),
    answer: webhook,
  }),
  'webhooks.remove': route({
    method: 'DELETE',
    path: '/api/webhooks/{webhookId}',
    summary: 'Remove a webhook: its secret is destroyed',
    permission: 'administer',
    params,
  }),
  'webhooks.rotate': route({
    method: 'POST',
    path: '/api/webhooks/{webhookId}/secret',
    summary: 'Make a new signing secret, answered this once; the one before signs too for a day',
    permission: 'administer',
    params,
    answer: withSecret,
    status: 201,
  }),
  'webhooks.replay': route({
    method: 'POST',
    path: '/api/webhooks/{webhookId}/replay',
    summary: 'Tell a webhook once more what became known since a moment, of the last 30 days',
    permission: 'administer',
    params,
    body: z.strictObject({ since: time }),
    answer: z.object({ messages: z.number().int() }),
    status: 202,
  }),
  'webhooks.test': route({
    method: 'POST',
    path: '/api/webhooks/{webhookId}/test',
    summary: 'Send a test message',
    permission: 'administer',
    params,
    answer: webhookDelivery,
    status: 202,
  }),
  'webhooks.deliveries': route({
    method: 'GET',
    path: '/api/webhooks/{webhookId}/deliveries',
    summary: 'What was sent to a webhook, newest first, with its outcome',
    permission: 'administer',
    params,
    query: z.object({ ...pageQuery }),
    answer: page(webhookDelivery),
  }),
} as const
