import { z } from 'zod'
import { FATE_NAMES, GROUP_NAMES } from './audience-words.ts'
import { draft } from './mailings.ts'
import { route } from './route.ts'
import { id, idParams, page, pageQuery, time } from './shapes.ts'
import { tells, tellsOfStrangers } from './tells.ts'

const REASON_CHARS_MAX = 500
const count = z.number().int()
const policy = z.strictObject({
  /** Hold a campaign while its lists at the service hold somebody who was not chosen. */
  holdStrangers: z.boolean(),
  /** Hold it while somebody who was chosen is not on them. */
  holdMissing: z.boolean(),
  /** Hold it where its lists could not be read again right before it is sent. */
  holdUnlooked: z.boolean(),
  /** Keep the lists made for campaigns at the service after they were sent. */
  keepLists: z.boolean(),
})

export const audienceProof = z.object({
  source: z.enum(['service_lists', 'own_lists']),
  /** What is done next; compared: nothing, it was held against what the service holds. */
  step: z.enum(['freeze', 'fill', 'fill_wait', 'read', 'compared']),
  frozenAt: time.nullable(),
  readAt: time.nullable(),
  /** Everybody who was frozen: the sum of counts. */
  chosen: count,
  intended: count,
  /** What became of each who was chosen, with one reason for every skip. */
  counts: z.array(
    z.object({ fate: z.enum(FATE_NAMES), reason: z.string(), sentence: z.string(), count }),
  ),
  /** Skipped, and the service would send it to them. */
  barred: count,
  strangers: count,
  strangersSent: count,
  allowed: z.object({ by: z.string(), reason: z.string() }).nullable(),
  pushId: id.nullable(),
  takenBack: z.string(),
  /** By which look at its lists it stands; missed: the second was not made in time. */
  look: z.enum(['first', 'second', 'missed']),
  /** When they are read once more before it is sent. */
  lookAgainAt: time.nullable(),
  /** When the list that was made for it was gone at the service. */
  listRemovedAt: time.nullable(),
  /** Why that list was left there. */
  listKept: z.string(),
  policy,
})

const audienceRow = z.object({
  key: z.string(),
  personId: id.nullable(),
  name: tellsOfStrangers(z.string()).nullable(),
  address: tells(z.string(), 'address'),
  group: z.enum(GROUP_NAMES),
  reason: z.string(),
  sentence: z.string(),
  /** Where the reason came after the freezing. */
  lateAt: time.nullable(),
})

const params = idParams('campaignId')
const rowsQuery = {
  /** Absent: everybody who was chosen. */
  group: z.enum(GROUP_NAMES).optional(),
  reason: z.string().max(40).optional(),
}

export const audiences = {
  'campaigns.audience': route({
    method: 'GET',
    path: '/api/campaigns/{campaignId}/audience',
    summary: 'Audience proof: who was meant, skipped and why, and what became of each',
    permission: 'see',
    params,
    answer: z.object({ proof: audienceProof.nullable() }),
  }),
  'campaigns.audienceRows': route({
    method: 'GET',
    path: '/api/campaigns/{campaignId}/audience/people',
    summary: 'Exactly the people behind one count of the audience proof',
    permission: 'see',
    params,
    query: z.object({ ...pageQuery, ...rowsQuery }),
    answer: page(audienceRow),
  }),
  'campaigns.audienceCsv': route({
    method: 'GET',
    path: '/api/campaigns/{campaignId}/audience.csv',
    summary: 'The audience proof as CSV, whole: everybody who was chosen, then the strangers',
    permission: 'export',
    params,
    query: z.object(rowsQuery),
    answer: { stream: 'text/csv' },
  }),
  'campaigns.mendAudience': route({
    method: 'POST',
    path: '/api/campaigns/{campaignId}/audience/pushes',
    summary: 'Take strangers off its lists at the service, or put the missing on: a push',
    permission: 'send_campaigns',
    params,
    body: z.strictObject({ do: z.enum(['take_off_strangers', 'add_missing']) }),
    answer: z.object({ pushId: id.nullable() }),
    status: 201,
  }),
  'campaigns.allowAudience': route({
    method: 'POST',
    path: '/api/campaigns/{campaignId}/audience/allowance',
    summary: 'Send it all the same, strangers and missing or not; never to who must not get it',
    permission: 'send_campaigns',
    params,
    body: z.strictObject({ reason: z.string().trim().min(1).max(REASON_CHARS_MAX) }),
    answer: draft,
  }),
  'campaigns.compareAudience': route({
    method: 'POST',
    path: '/api/campaigns/{campaignId}/audience/comparisons',
    summary: 'Read what the service holds once more, and compare again',
    permission: 'send_campaigns',
    params,
    answer: draft,
    status: 202,
  }),
  'audiencePolicy.show': route({
    method: 'GET',
    path: '/api/audience-policy',
    summary: 'What holds a campaign before it is sent',
    permission: 'see',
    answer: policy,
  }),
  'audiencePolicy.change': route({
    method: 'PUT',
    path: '/api/audience-policy',
    summary: 'Choose what holds a campaign before it is sent',
    permission: 'send_campaigns',
    /** What is absent stays as it is. */
    body: policy.partial(),
    answer: policy,
  }),
} as const
