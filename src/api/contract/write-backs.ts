import { z } from 'zod'
import { route } from './route.ts'
import { id, idParams, time } from './shapes.ts'

const whoMustAct = z.enum(['you', 'vendor', 'homing'])

/** What goes out over a connection: opt-outs, corrections and dead addresses it must be told. */
export const goingOut = z.object({
  canBeTold: z.boolean(),
  rules: z.array(z.string()),
  waiting: z.number().int(),
  waitingSince: time.nullable(),
  /** Within the last 24 hours. */
  acknowledged: z.number().int(),
  /** The person was asked to confirm. */
  confirming: z.number().int(),
  failing: z.array(z.object({ reason: z.string(), whoMustAct, count: z.number().int() })),
  /** Too many at once, on the word of other systems: a person decides. */
  held: z
    .object({
      count: z.number().int(),
      reason: z.string(),
      sample: z.array(z.string()),
      heldAt: time,
    })
    .nullable(),
  pausedUntil: time.nullable(),
  fault: z.string(),
})

export const plannedWriteBacks = z.object({
  /** False: nobody has read yet what the system holds, and only what waits is counted. */
  isCompared: z.boolean(),
  verbs: z.array(
    z.object({
      verb: z.enum([
        'opt_out',
        'leave',
        'resubscribe',
        'replace_address',
        'erase',
        'invalidate',
        'validate',
      ]),
      count: z.number().int(),
      sample: z.array(z.string()),
    }),
  ),
  heldBecause: z.string().nullable(),
})

/** What one system was told of one address. */
const toldRow = z.object({
  connectionId: id,
  connectionName: z.string(),
  addressId: id,
  address: z.string(),
  /** Null: everything. */
  topic: z.string().nullable(),
  /** invalid, valid: whether mail arrives at the address. */
  wanted: z.enum(['out', 'in', 'moved', 'invalid', 'valid']),
  status: z.enum([
    'waiting',
    'held',
    'confirming',
    'done',
    'not_needed',
    'not_permitted',
    'refused',
    'failed',
  ]),
  outcome: z.string(),
  since: time,
  calledAt: time.nullable(),
  acknowledgedAt: time.nullable(),
  nextTryAt: time.nullable(),
})

export const writeBacks = {
  'goingOut.show': route({
    method: 'GET',
    path: '/api/connections/{connectionId}/going-out',
    summary: 'What a system must be told, what it has acknowledged, and what waits for a person',
    permission: 'see',
    params: idParams('connectionId'),
    answer: goingOut,
  }),
  'goingOut.plan': route({
    method: 'GET',
    path: '/api/connections/{connectionId}/going-out/plan',
    summary: 'What would be told now, without telling it: counts and samples of each kind',
    permission: 'see',
    params: idParams('connectionId'),
    answer: plannedWriteBacks,
  }),
  'goingOut.decide': route({
    method: 'POST',
    path: '/api/connections/{connectionId}/going-out/decision',
    summary: 'Tell a system the opt-outs that were held, or do not',
    permission: 'manage_connections',
    params: idParams('connectionId'),
    body: z.strictObject({
      decision: z.enum(['approve', 'refuse']),
      /** As it was shown: what was held since is not decided. */
      heldAt: time,
    }),
    answer: z.object({ decided: z.number().int() }),
  }),
  'people.told': route({
    method: 'GET',
    path: '/api/people/{personId}/told',
    summary: 'What every system was told of a person, address by address',
    permission: 'see',
    params: idParams('personId'),
    answer: z.object({ items: z.array(toldRow) }),
  }),
  'people.previewOptIn': route({
    method: 'GET',
    path: '/api/people/{personId}/opt-in',
    summary: 'What each system permits and will do when the opt-out of a person is lifted',
    permission: 'see',
    params: idParams('personId'),
    answer: z.object({
      items: z.array(
        z.object({
          connectionId: id,
          connectionName: z.string(),
          /** Null: it is not known what the system holds. */
          holdsOptOut: z.boolean().nullable(),
          permits: z.boolean(),
          sentence: z.string(),
        }),
      ),
    }),
  }),
} as const
