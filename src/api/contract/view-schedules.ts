import { z } from 'zod'
import { givenValues } from '../../reports/definitions/index.ts'
import { route } from './route.ts'
import { id, idParams, page, pageQuery, time } from './shapes.ts'
import { viewId } from './views.ts'

const params = idParams('scheduleId')

/** A user, or an address of somebody else. */
const reader = z.union([
  z.strictObject({ userId: z.string().max(100) }),
  z.strictObject({ address: z.email('This is no e-mail address.').max(254) }),
])

const rhythm = {
  every: z.enum(['day', 'week', 'month']),
  /** Of a week 1 (Monday) to 7; of a month 1 to 31, its last day where it is shorter. */
  onDay: z.number().int().min(1).max(31).nullable().default(null),
  /** By the firm’s clocks. */
  atHour: z.number().int().min(0).max(23),
}

const words = z
  .strictObject({
    ...rhythm,
    parameters: givenValues.default({}),
    format: z.enum(['csv', 'xlsx', 'pdf']),
    /** Nothing is sent where nothing is found. */
    skipsEmpty: z.boolean().default(false),
    readers: z.array(reader).min(1, 'Say whom it is sent to.').max(50),
    isPaused: z.boolean().default(false),
    /** Whose it is, where that is not the caller: for administrators. */
    ownerId: z.string().max(100).optional(),
  })
  .refine(({ every, onDay }) => (every === 'day') === (onDay === null), {
    path: ['onDay'],
    message: 'Say on which day of the week or month; of every day there is none.',
  })
  .refine(({ every, onDay }) => every !== 'week' || (onDay ?? 0) <= 7, {
    path: ['onDay'],
    message: 'A week has seven days.',
  })

const sendingStatus = z.enum(['waiting', 'sent', 'empty', 'failed'])

export const viewSchedule = z.object({
  id,
  viewId,
  viewName: z.string(),
  parameters: givenValues,
  format: z.enum(['csv', 'xlsx', 'pdf']),
  ...rhythm,
  skipsEmpty: z.boolean(),
  ownerId: z.string(),
  /** Whose eyes it sees with. */
  owner: z.string(),
  /** Stopped: it cannot be carried out, for the reason told, until it is changed. */
  status: z.enum(['active', 'paused', 'stopped']),
  reason: z.string(),
  nextAt: time.nullable(),
  version: z.number().int(),
  readers: z.array(
    z.object({ userId: z.string().nullable(), name: z.string(), address: z.string().nullable() }),
  ),
  /** The newest sending. */
  last: z.object({ status: sendingStatus, outcome: z.string(), at: time }).nullable(),
})

export const viewSending = z.object({
  id,
  dueAt: time,
  /** Somebody pressed Send now. */
  isByHand: z.boolean(),
  status: sendingStatus,
  /** Rows or groups sent; null where the file was not made, or not to its end. */
  rows: z.number().int().nullable(),
  /** The file was too large for a mail: a link went instead. */
  isLinked: z.boolean(),
  outcome: z.string(),
  tries: z.number().int(),
  nextTryAt: time.nullable(),
  settledAt: time.nullable(),
  letters: z.array(
    z.object({
      name: z.string(),
      /** unknown: it may have arrived, and is not sent again by itself. */
      status: z.enum(['waiting', 'begun', 'sent', 'failed', 'unknown']),
      outcome: z.string(),
    }),
  ),
})

export const viewSchedules = {
  'viewSchedules.list': route({
    method: 'GET',
    path: '/api/view-schedules',
    summary: 'Views that are sent by e-mail: the caller’s, or everybody’s for an administrator',
    permission: 'export',
    query: z.object({
      ...pageQuery,
      after: z
        .string()
        .regex(/^\d{1,9}$/)
        .optional(),
      viewId: viewId.optional(),
    }),
    answer: page(viewSchedule),
  }),
  'viewSchedules.readers': route({
    method: 'GET',
    path: '/api/view-schedules/readers',
    summary: 'Whom views may be sent to',
    permission: 'export',
    answer: z.object({
      users: z.array(z.object({ id: z.string(), name: z.string() })),
      /** Other addresses too. */
      mailsOutside: z.boolean(),
      /** A mail server is known: otherwise nothing is sent. */
      isMailOn: z.boolean(),
    }),
  }),
  'viewSchedules.make': route({
    method: 'POST',
    path: '/api/view-schedules',
    summary: 'Have a view sent by e-mail',
    permission: 'export',
    body: words.safeExtend({ viewId }),
    answer: viewSchedule,
    status: 201,
  }),
  'viewSchedules.change': route({
    method: 'PUT',
    path: '/api/view-schedules/{scheduleId}',
    summary: 'Change when, as what and to whom a view is sent; one that was stopped goes on',
    permission: 'export',
    params,
    body: words.safeExtend({ version: z.number().int().positive() }),
    answer: viewSchedule,
  }),
  'viewSchedules.remove': route({
    method: 'DELETE',
    path: '/api/view-schedules/{scheduleId}',
    summary: 'Send a view no more',
    permission: 'export',
    params,
  }),
  'viewSchedules.send': route({
    method: 'POST',
    path: '/api/view-schedules/{scheduleId}/send',
    summary: 'Send a view once more, now',
    permission: 'export',
    params,
    status: 202,
    answer: z.object({}),
  }),
  'viewSchedules.sendings': route({
    method: 'GET',
    path: '/api/view-schedules/{scheduleId}/sendings',
    summary: 'What became of the sendings of a view, the newest first',
    permission: 'export',
    params,
    query: z.object({
      ...pageQuery,
      after: z
        .string()
        .regex(/^\d{1,9}$/)
        .optional(),
    }),
    answer: page(viewSending),
  }),
  'viewSchedules.allow': route({
    method: 'PUT',
    path: '/api/view-policy',
    summary: 'Whether views may be sent to other addresses than those of users',
    permission: 'administer',
    body: z.strictObject({ mailsOutside: z.boolean() }),
    answer: z.object({ mailsOutside: z.boolean() }),
  }),
} as const
