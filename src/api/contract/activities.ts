import { z } from 'zod'
import { route } from './route.ts'
import { id, idParams, page, pageQuery, time } from './shapes.ts'

const whoMustAct = z.enum(['you', 'vendor', 'homing'])
const kind = z.enum(['sent', 'open', 'click', 'forward', 'bounce', 'opt_out', 'complaint'])

/** What a CRM is told of campaigns and of what their targets did. */
export const activitiesTold = z.object({
  canBeTold: z.boolean(),
  isOn: z.boolean(),
  /** Campaigns sent before are not told. */
  since: time.nullable(),
  /** word: the CRM's own; null: it has no place for that kind. */
  kinds: z.array(z.object({ kind, word: z.string().nullable(), isOn: z.boolean() })),
  rules: z.array(z.string()),
  told: z.number().int(),
  waiting: z.number().int(),
  failed: z.number().int(),
  campaigns: z.number().int(),
  campaignsFailed: z.number().int(),
  lastToldAt: time.nullable(),
  /** Something is to be compared or told by now. */
  isDue: z.boolean(),
  pausedUntil: time.nullable(),
  fault: z.string(),
  faultWho: whoMustAct.nullable(),
})

/** told + waiting + failed + unknown = recipients. */
export const campaignTold = z.object({
  campaignId: id,
  name: z.string(),
  sentAt: time,
  status: z.enum(['waiting', 'open', 'failed']),
  outcome: z.string(),
  whoMustAct: whoMustAct.nullable(),
  /** The CRM's own id of it; empty where it has none. */
  remoteId: z.string(),
  openedAt: time.nullable(),
  recipients: z.number().int(),
  told: z.number().int(),
  waiting: z.number().int(),
  failed: z.number().int(),
  /** Recipients of whom it has no record, or of whom nothing is told. */
  unknown: z.number().int(),
})

const targetStatus = z.enum(['told', 'waiting', 'failed', 'unknown'])

export const targetTold = z.object({
  addressId: id,
  address: z.string(),
  personId: id.nullable(),
  person: z.string(),
  status: targetStatus,
  /** The CRM's record; empty where it has none. */
  module: z.string(),
  recordId: z.string(),
  activities: z.array(z.object({ kind, count: z.number().int(), told: z.number().int() })),
  toldAt: time.nullable(),
  outcome: z.string(),
  whoMustAct: whoMustAct.nullable(),
  nextTryAt: time.nullable(),
})

const BASE = '/api/connections/{connectionId}/activities'

export const activities = {
  'activities.show': route({
    method: 'GET',
    path: BASE,
    summary: 'What a CRM is told of activities, how much of it was told, and what failed',
    permission: 'see',
    params: idParams('connectionId'),
    answer: activitiesTold,
  }),
  'activities.change': route({
    method: 'PATCH',
    path: BASE,
    summary: 'Choose which activities a CRM is told of, and since when',
    permission: 'manage_connections',
    params: idParams('connectionId'),
    body: z.strictObject({
      isOn: z.boolean().optional(),
      since: time.optional(),
      /** All kinds that are not to be told. */
      offKinds: z.array(kind).max(kind.options.length).optional(),
    }),
    answer: activitiesTold,
  }),
  'activities.retry': route({
    method: 'POST',
    path: `${BASE}/retry`,
    summary: 'Tell a CRM again what it did not take',
    permission: 'manage_connections',
    params: idParams('connectionId'),
    body: z.strictObject({ campaignId: id.optional() }),
    answer: z.object({ asked: z.number().int() }),
  }),
  'activities.campaigns': route({
    method: 'GET',
    path: `${BASE}/campaigns`,
    summary: 'The campaigns a CRM is told of, newest first, with how their recipients stand',
    permission: 'see',
    params: idParams('connectionId'),
    query: z.object(pageQuery),
    answer: page(campaignTold),
  }),
  'activities.targets': route({
    method: 'GET',
    path: `${BASE}/campaigns/{campaignId}/targets`,
    summary: 'The recipients of a campaign by how they stand with a CRM, each with the reason',
    permission: 'see',
    params: z.object({ connectionId: id, campaignId: id }),
    query: z.object({ ...pageQuery, status: targetStatus.optional() }),
    answer: page(targetTold),
  }),
} as const
