import { z } from 'zod'
import { route } from './route.ts'
import { id, idParams, page, pageQuery, time } from './shapes.ts'

const whoMustAct = z.enum(['you', 'vendor', 'homing'])
const kind = z.enum(['sent', 'open', 'click', 'forward', 'bounce', 'opt_out', 'complaint'])

/** What may be switched off: with what clicks raise by rules, where the CRM keeps such records. */
const choice = z.enum([...kind.options, 'action', 'interest'])

/** What a CRM is told of campaigns and of what their targets did. */
export const activitiesTold = z.object({
  canBeTold: z.boolean(),
  isOn: z.boolean(),
  /** Campaigns sent before are not told. */
  since: time.nullable(),
  /** word: the CRM's own; null: it has no place for that kind. */
  kinds: z.array(z.object({ kind: choice, word: z.string().nullable(), isOn: z.boolean() })),
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
  /** It is one of the CRM's own, which a person chose, with the name it had then. */
  isLinked: z.boolean(),
  linkName: z.string(),
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

/** How one campaign stands with one CRM. */
export const campaignInCrm = z.object({
  connectionId: id,
  connection: z.string(),
  title: z.string(),
  isOn: z.boolean(),
  /** A campaign of the CRM's own can be chosen. */
  canChoose: z.boolean(),
  isLinked: z.boolean(),
  /** The CRM's own id, and what the one that was chosen was called then; empty: none yet. */
  remoteId: z.string(),
  linkName: z.string(),
  /** none: its sending has not begun. */
  status: z.enum(['none', 'waiting', 'open', 'failed']),
  outcome: z.string(),
  told: z.number().int(),
  /** What stays there if another is chosen now, for people; null: nothing was told yet. */
  stays: z.string().nullable(),
})

export const foundCampaign = z.object({
  id: z.string(),
  name: z.string(),
  day: z.string().nullable(),
  status: z.string(),
})

const figure = z.enum([
  ...(['opens', 'clicks', 'forwards', 'opt_outs', 'bounced'] as const),
  ...(['first_open', 'last_open', 'first_click', 'last_click'] as const),
])
/** By module of the CRM, in which of its fields each figure stands; one left out is not told. */
const figureFields = z.record(
  z.string().max(50),
  z.partialRecord(figure, z.string().min(1).max(100)),
)

/** The figures of people, in fields of the firm's own in a CRM. */
export const figuresTold = z.object({
  canBeTold: z.boolean(),
  rule: z.string(),
  modules: z.array(z.object({ id: z.string(), title: z.string() })),
  fields: figureFields,
  told: z.number().int(),
  waiting: z.number().int(),
  failed: z.number().int(),
  lastToldAt: time.nullable(),
  /** Why no more are told until somebody chooses again; empty: they are. */
  fault: z.string(),
})

export const figureField = z.object({
  module: z.string(),
  name: z.string(),
  /** What stands in it now, as far as that was looked at; only one that fits can be chosen. */
  holds: z.enum(['blank', 'numbers', 'moments', 'words']),
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
      offKinds: z.array(choice).max(choice.options.length).optional(),
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
  'activities.figures': route({
    method: 'GET',
    path: `${BASE}/figures`,
    summary: 'In which fields a CRM is told the figures of people, and how far it has been told',
    permission: 'see',
    params: idParams('connectionId'),
    answer: figuresTold,
  }),
  'activities.figureFields': route({
    method: 'GET',
    path: `${BASE}/figures/fields`,
    summary: 'The fields of a CRM that figures could be told in, as it has them now',
    permission: 'manage_connections',
    params: idParams('connectionId'),
    answer: z.object({ items: z.array(figureField) }),
  }),
  'activities.chooseFigures': route({
    method: 'PUT',
    path: `${BASE}/figures`,
    summary: 'Choose the fields of a CRM that the figures of people are told in; none: no more',
    permission: 'manage_connections',
    params: idParams('connectionId'),
    body: z.strictObject({ fields: figureFields }),
    answer: figuresTold,
  }),
  'activities.inCrms': route({
    method: 'GET',
    path: '/api/campaigns/{campaignId}/crms',
    summary: 'Which campaign of each CRM a campaign is told to, and how it stands',
    permission: 'see',
    params: idParams('campaignId'),
    answer: z.object({ items: z.array(campaignInCrm) }),
  }),
  'activities.find': route({
    method: 'GET',
    path: `${BASE}/found`,
    summary: 'Campaigns that a CRM has, by words in their names: 25 at most',
    permission: 'edit_campaigns',
    params: idParams('connectionId'),
    query: z.object({ words: z.string().max(100).default('') }),
    answer: z.object({ items: z.array(foundCampaign), hasMore: z.boolean() }),
  }),
  'activities.link': route({
    method: 'PUT',
    path: `${BASE}/campaigns/{campaignId}/link`,
    summary: 'Choose the campaign of a CRM that a campaign is told to, or have one made',
    permission: 'edit_campaigns',
    params: z.object({ connectionId: id, campaignId: id }),
    body: z.strictObject({
      /** The CRM's own id; null: one is made. */
      remoteId: z.string().min(1).max(100).nullable(),
      /** Though something was told to another: that stays there, all is told to this one. */
      isAgain: z.boolean().optional(),
    }),
    answer: campaignInCrm,
  }),
} as const
