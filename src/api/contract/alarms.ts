import { z } from 'zod'
import { route } from './route.ts'
import { id, idParams, page, pageQuery, time } from './shapes.ts'
import { EVERY_KIND, tells } from './tells.ts'

const named = z.object({ id, name: z.string() })

export const alarm = z.object({
  id,
  /** Which rule found it: grant_refused, schedule_failing, retention_ending … */
  rule: z.string(),
  title: z.string(),
  state: z.enum(['open', 'silenced', 'over']),
  /** at_risk: something will go wrong unless somebody acts. broken: it is going wrong. */
  severity: z.enum(['at_risk', 'broken']),
  sentence: z.string(),
  nextStep: z.string(),
  whoMustAct: z.enum(['you', 'vendor', 'homing']),
  connection: named.nullable(),
  campaign: named.nullable(),
  since: time,
  /** When it gets worse by itself. */
  dueAt: time.nullable(),
  clearedAt: time.nullable(),
  silencedUntil: time.nullable(),
  silencedBy: z.string().nullable(),
})

export const freshness = z.object({
  state: z.enum(['fresh', 'due', 'late', 'silent', 'stopped']),
  reasons: z.array(z.string()),
  /** The newest event: when it happened, and when Homing learnt of it (to a minute). */
  lastEventAt: tells(time, ...EVERY_KIND),
  lastLearntAt: tells(time, ...EVERY_KIND),
  /** The last good pull, and the next. */
  lastPullAt: time.nullable(),
  nextPullAt: time.nullable(),
})

export const retention = z.object({
  /** So long after the send the vendor keeps feedback. */
  days: z.number().int(),
  /** False: the vendor does not say, and the number is a careful guess. */
  isDocumented: z.boolean(),
  state: z.enum(['downloaded', 'running', 'at_risk', 'over']),
  warnsAt: time,
  endsAt: time,
})

export const alarms = {
  'alarms.list': route({
    method: 'GET',
    path: '/api/alarms',
    summary: 'What has gone silent or will be lost, newest first',
    permission: 'see',
    query: z.object({
      ...pageQuery,
      state: z.enum(['open', 'silenced', 'over']).default('open'),
    }),
    answer: page(alarm),
  }),
  'alarms.count': route({
    method: 'GET',
    path: '/api/alarms/count',
    summary: 'How many alarms are open, and when somebody last looked',
    permission: 'see',
    answer: z.object({
      open: z.number().int(),
      silenced: z.number().int(),
      lookedAt: time.nullable(),
    }),
  }),
  'alarms.silence': route({
    method: 'PUT',
    path: '/api/alarms/{alarmId}/silence',
    summary: 'Hear nothing of an alarm until a time; null ends the silence',
    permission: 'sync',
    params: idParams('alarmId'),
    body: z.strictObject({ until: time.nullable() }),
    answer: alarm,
  }),
  'freshness.list': route({
    method: 'GET',
    path: '/api/freshness',
    summary: 'How fresh each connection is, and why',
    permission: 'see',
    answer: z.object({
      items: z.array(
        freshness.extend({
          connectionId: id,
          /** When its authorisation ends unless it is used; null where nobody knows. */
          grantEndsAt: time.nullable(),
        }),
      ),
    }),
  }),
  'campaigns.freshness': route({
    method: 'GET',
    path: '/api/campaigns/{campaignId}/freshness',
    summary: "How fresh a campaign's figures are, and how long the vendor keeps its feedback",
    permission: 'see',
    params: idParams('campaignId'),
    /** Both null for a campaign that was not sent. */
    answer: z.object({ freshness: freshness.nullable(), retention: retention.nullable() }),
  }),
  'retention.show': route({
    method: 'GET',
    path: '/api/retention',
    summary: 'The retention clock: campaigns that are not downloaded yet, the soonest end first',
    permission: 'see',
    answer: z.object({
      items: z.array(
        z.object({
          campaign: named,
          connection: named,
          vendor: z.string(),
          sentAt: time,
          lastPullAt: time.nullable(),
          retention,
        }),
      ),
      /** All that are at stake, those not listed among them. */
      atStake: z.number().int(),
      /** Still kept by the vendor, and all of it here. */
      downloaded: z.number().int(),
    }),
  }),
} as const
