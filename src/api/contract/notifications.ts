import { z } from 'zod'
import { route } from './route.ts'
import { id, idParams, page, pageQuery, time } from './shapes.ts'

const emailChoice = z.enum(['none', 'at_once', 'daily'])

const notificationState = z.object({
  /** none, each alarm at once, or one mail each morning. */
  email: emailChoice,
  /** False where this Homing has no mail server: then nothing is sent to anybody. */
  isMailOn: z.boolean(),
  /** Your newest mail, and what became of it. */
  lastMail: z
    .object({
      status: z.enum(['waiting', 'sent', 'failed']),
      outcome: z.string(),
      createdAt: time,
    })
    .nullable(),
})

export const webhook = z.object({
  id,
  name: z.string(),
  url: z.string(),
  /** disabled: it failed for so long that nothing is sent to it any more. */
  status: z.enum(['active', 'paused', 'disabled']),
  failures: z.number().int(),
  failingSince: time.nullable(),
  disabledReason: z.string(),
  disabledAt: time.nullable(),
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

const webhookParams = idParams('webhookId')
const webhookName = z.string().trim().min(1).max(200)
const webhookUrl = z.url().max(2000)

export const notifications = {
  'notifications.show': route({
    method: 'GET',
    path: '/api/notifications',
    summary: 'What you are sent by e-mail, and whether e-mail works',
    permission: 'see',
    answer: notificationState,
  }),
  'notifications.change': route({
    method: 'PUT',
    path: '/api/notifications',
    summary: 'Choose what you are sent by e-mail',
    permission: 'see',
    body: z.strictObject({ email: emailChoice }),
    answer: notificationState,
  }),
  'notifications.test': route({
    method: 'POST',
    path: '/api/notifications/test',
    summary: 'Send yourself a test mail',
    permission: 'see',
    answer: notificationState,
    status: 202,
  }),
  'webhooks.list': route({
    method: 'GET',
    path: '/api/webhooks',
    summary: 'Other systems that are told of alarms',
    permission: 'administer',
    answer: z.object({ items: z.array(webhook) }),
  }),
  'webhooks.create': route({
    method: 'POST',
    path: '/api/webhooks',
    summary: 'Add a webhook; its signing secret (Standard Webhooks) is answered this once',
    permission: 'administer',
    body: z.strictObject({ url: webhookUrl, name: webhookName.optional() }),
    answer: z.object({ webhook, secret: z.string() }),
    status: 201,
  }),
  'webhooks.change': route({
    method: 'PATCH',
    path: '/api/webhooks/{webhookId}',
    summary: 'Rename, move, pause or resume a webhook',
    permission: 'administer',
    params: webhookParams,
    body: z.strictObject({
      name: webhookName.optional(),
      url: webhookUrl.optional(),
      isPaused: z.boolean().optional(),
    }),
    answer: webhook,
  }),
  'webhooks.remove': route({
    method: 'DELETE',
    path: '/api/webhooks/{webhookId}',
    summary: 'Remove a webhook: its secret is destroyed',
    permission: 'administer',
    params: webhookParams,
  }),
  'webhooks.test': route({
    method: 'POST',
    path: '/api/webhooks/{webhookId}/test',
    summary: 'Send a test message',
    permission: 'administer',
    params: webhookParams,
    answer: webhookDelivery,
    status: 202,
  }),
  'webhooks.deliveries': route({
    method: 'GET',
    path: '/api/webhooks/{webhookId}/deliveries',
    summary: 'What was sent to a webhook, newest first, with its outcome',
    permission: 'administer',
    params: webhookParams,
    query: z.object({ ...pageQuery }),
    answer: page(webhookDelivery),
  }),
} as const
