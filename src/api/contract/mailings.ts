import { z } from 'zod'
import { route } from './route.ts'
import { id, idParams, time } from './shapes.ts'

/** No campaign has more words than these; an ESP may take fewer. */
const WORDS_MAX = 2_000
const HTML_MAX = 1_000_000
const LISTS_MAX = 500
const TEST_ADDRESSES_MAX = 50

const words = z.string().max(WORDS_MAX)
const list = z.strictObject({ id: z.string().min(1).max(200), name: z.string().max(500) })

/** Lists and segments of the firm's own it is meant for, and those it leaves out. */
const whom = z.strictObject({
  lists: z.array(id).max(LISTS_MAX),
  without: z.array(id).max(LISTS_MAX).default([]),
  /** What it is about: whoever left the topic is skipped. */
  topicId: id.nullable().default(null),
})

/** What a person writes of a campaign; what is left out stays. */
const content = {
  name: words.optional(),
  description: words.optional(),
  subject: words.optional(),
  preheader: words.optional(),
  fromName: words.optional(),
  fromAddress: words.optional(),
  replyTo: words.optional(),
  html: z.string().max(HTML_MAX).optional(),
  connectionId: id.nullable().optional(),
  /** The ESP's own fields, as its connector's fieldsSchema says. */
  fields: z.record(z.string(), z.unknown()).optional(),
  lists: z.array(list).max(LISTS_MAX).optional(),
  /** Null: it goes to lists of the ESP; else the ESP's list is made for it. */
  whom: whom.nullable().optional(),
}

const lack = z.object({ field: z.string(), sentence: z.string(), remedy: z.string() })

export const draft = z.object({
  campaignId: id,
  name: z.string(),
  description: z.string(),
  subject: z.string(),
  preheader: z.string(),
  fromName: z.string(),
  fromAddress: z.string(),
  replyTo: z.string(),
  html: z.string(),
  connection: z
    .object({ id, name: z.string(), connector: z.string(), connectorTitle: z.string() })
    .nullable(),
  fields: z.record(z.string(), z.unknown()),
  lists: z.array(z.object({ id: z.string(), name: z.string() })),
  whom: z.object({ lists: z.array(id), without: z.array(id), topicId: id.nullable() }).nullable(),
  /** Send it along with a change: a newer one is never overwritten unseen. */
  version: z.number().int(),
  status: z.enum(['draft', 'scheduled', 'sending', 'sent', 'error', 'removed']),
  /** What shall become of it at its ESP. */
  wish: z.enum(['kept', 'drafted', 'scheduled', 'unscheduled', 'discarded']),
  sendAt: time.nullable(),
  /** waiting: the ESP is being told. failed: somebody is needed; outcome and remedy say why. */
  telling: z.enum(['idle', 'waiting', 'failed']),
  outcome: z.string(),
  remedy: z.string(),
  /** The last version the ESP was seen to hold, when, and as what. */
  toldVersion: z.number().int(),
  heldAt: time.nullable(),
  heldStatus: z
    .enum(['draft', 'scheduled', 'sending', 'sent', 'error', 'removed', 'gone'])
    .nullable(),
  heldSendAt: time.nullable(),
  /** Where the ESP's differs from what is written here, as it was read back. */
  differences: z.array(z.object({ field: z.string(), here: z.string(), there: z.string() })),
  /** What stands in the way of telling the ESP, and of sending. */
  lacks: z.array(lack),
  sendingLacks: z.array(lack),
  /** Personal tags of subject, preheader and content. */
  tags: z.array(
    z.object({
      text: z.string(),
      name: z.string(),
      kind: z.enum(['contact', 'custom', 'system', 'unknown']),
      fallback: z.string().nullable(),
    }),
  ),
  /** Whether it can still be changed; else the sentence that says why not. */
  closed: z.string().nullable(),
  madeBy: z.string(),
  changedBy: z.string(),
  changedAt: time,
})

export const choices = z.object({
  asOf: time,
  lists: z.array(
    z.object({ id: z.string(), name: z.string(), members: z.number().int().nullable() }),
  ),
  senders: z.array(z.object({ address: z.string(), isConfirmed: z.boolean() })),
  /** Mailings of the service a campaign can be a copy of, the newest first. */
  masters: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      subject: z.string(),
      createdAt: time.nullable(),
    }),
  ),
})

const params = idParams('campaignId')

export const mailings = {
  'campaigns.make': route({
    method: 'POST',
    path: '/api/campaigns',
    summary: 'Begin a campaign here: blank, or with the content of an earlier one',
    permission: 'edit_campaigns',
    body: z.strictObject({ ...content, copyOf: id.optional() }),
    answer: draft,
    status: 201,
  }),
  'campaigns.draft': route({
    method: 'GET',
    path: '/api/campaigns/{campaignId}/draft',
    summary: 'A campaign made here: what is written, what its ESP holds, and what is missing',
    permission: 'see',
    params,
    answer: draft,
  }),
  'campaigns.edit': route({
    method: 'PATCH',
    path: '/api/campaigns/{campaignId}/draft',
    summary: 'Change what is written of a campaign; its ESP is told when asked for',
    permission: 'edit_campaigns',
    params,
    body: z.strictObject({ ...content, version: z.number().int() }),
    answer: draft,
  }),
  'campaigns.tell': route({
    method: 'POST',
    path: '/api/campaigns/{campaignId}/draft/sync',
    summary: 'Have the ESP hold the campaign as it is written: refused while something is missing',
    permission: 'edit_campaigns',
    params,
    answer: draft,
    status: 202,
  }),
  'campaigns.test': route({
    method: 'POST',
    path: '/api/campaigns/{campaignId}/draft/tests',
    summary: 'Have the ESP send a test of what it holds',
    permission: 'edit_campaigns',
    params,
    body: z.strictObject({
      addresses: z.array(z.email().max(320)).min(1).max(TEST_ADDRESSES_MAX),
      message: words.default(''),
    }),
  }),
  'campaigns.schedule': route({
    method: 'PUT',
    path: '/api/campaigns/{campaignId}/draft/schedule',
    summary: 'Have it sent at a moment, or at once (null): refused unless the ESP holds just this',
    permission: 'send_campaigns',
    params,
    body: z.strictObject({ at: time.nullable() }),
    answer: draft,
    status: 202,
  }),
  'campaigns.cancel': route({
    method: 'DELETE',
    path: '/api/campaigns/{campaignId}/draft/schedule',
    summary: 'Take back the schedule: it is a draft again',
    permission: 'send_campaigns',
    params,
    answer: draft,
    status: 202,
  }),
  'campaigns.discard': route({
    method: 'DELETE',
    path: '/api/campaigns/{campaignId}/draft',
    summary: 'Give a campaign up: its draft is taken away at the ESP too',
    permission: 'edit_campaigns',
    params,
    answer: draft,
    status: 202,
  }),
  'campaigns.adopt': route({
    method: 'POST',
    path: '/api/campaigns/{campaignId}/draft/adoption',
    summary: 'Take over a draft that was made at its ESP, so that it can be changed here',
    permission: 'edit_campaigns',
    params,
    answer: draft,
    status: 201,
  }),
  'connections.mailingChoices': route({
    method: 'GET',
    path: '/api/connections/{connectionId}/mailing-choices',
    summary: 'What a campaign can be made with there: lists and senders, read now',
    permission: 'edit_campaigns',
    params: idParams('connectionId'),
    answer: choices,
  }),
} as const
