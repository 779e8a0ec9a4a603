import { z } from 'zod'
import { route } from './route.ts'
import { id, idParams, page, pageQuery, time } from './shapes.ts'

const verb = z.enum(['add', 'remove', 'tell'])
const pushStatus = z.enum([
  'draft',
  'planning',
  'planned',
  'held',
  'approved',
  'running',
  'paused',
  'done',
  'failed',
  'cancelled',
])
const itemStatus = z.enum(['chosen', 'waiting', 'sent', 'done', 'not_needed', 'skipped', 'failed'])
/** Persons chosen one by one at once at most. */
const PERSONS_MAX = 500

export const pushRow = z.object({
  id,
  connectionId: id,
  connectionName: z.string(),
  cause: z.enum(['memberships', 'selection', 'details']),
  /** Whoever is on one of its lists and was not chosen is taken off. */
  isExact: z.boolean(),
  status: pushStatus,
  lists: z.array(z.string()),
  adds: z.number().int(),
  removals: z.number().int(),
  /** Contacts whose details are told. */
  tells: z.number().int(),
  createdBy: z.string(),
  createdAt: time,
  endedAt: time.nullable(),
  outcome: z.string(),
})

export const push = pushRow.extend({
  /** Why it waits for an approval, one sentence each. */
  reasons: z.array(z.string()),
  /** When what the service holds had been read to its end, as the plan took it. */
  comparedWith: time.nullable(),
  approvedBy: z.string().nullable(),
  startedAt: time.nullable(),
  cancelledBy: z.string().nullable(),
  /** The people behind each are pushes.items with the same list, verb, status and reason. */
  counts: z.array(
    z.object({
      listId: id,
      list: z.string(),
      verb,
      status: itemStatus,
      reason: z.string(),
      sentence: z.string(),
      count: z.number().int(),
    }),
  ),
  jobs: z.object({ total: z.number().int(), over: z.number().int() }),
  pausedUntil: time.nullable(),
  fault: z.string(),
})

const pushItem = z.object({
  id,
  personId: id.nullable(),
  name: z.string().nullable(),
  address: z.string().nullable(),
  listId: id,
  list: z.string(),
  verb,
  status: itemStatus,
  reason: z.string(),
  sentence: z.string(),
  /** Of somebody whose details are told: what there is, and what shall be. */
  changes: z.array(z.object({ label: z.string(), before: z.string(), after: z.string() })),
})

/** People by their ids, whoever is on a list or in a segment now, or by the people's filters. */
const whom = z.union([
  z.strictObject({ personIds: z.array(id).min(1).max(PERSONS_MAX) }),
  z.strictObject({ personListId: id }),
  z.strictObject({
    filter: z.strictObject({
      search: z.string().max(200).optional(),
      state: z
        .enum(['all', 'opted_out', 'complained', 'invalid_address', 'not_in_crm'])
        .default('all'),
      owner: z.string().max(200).optional(),
      organizationId: id.optional(),
      leftTopicId: id.optional(),
      interest: z.string().max(40).optional(),
    }),
  }),
])

const pushParams = idParams('pushId')
const changed = z.object({ changed: z.number().int() })

export const pushes = {
  'pushes.list': route({
    method: 'GET',
    path: '/api/pushes',
    summary: 'Pushes: intended changes of lists at the services, the newest first',
    permission: 'see',
    query: z.object({ ...pageQuery, connectionId: id.optional(), status: pushStatus.optional() }),
    answer: page(pushRow),
  }),
  'pushes.create': route({
    method: 'POST',
    path: '/api/pushes',
    summary: 'Begin a push: a draft nobody is in yet',
    permission: 'edit_people',
    body: z.strictObject({ connectionId: id, isExact: z.boolean().default(false) }),
    answer: push,
    status: 201,
  }),
  'pushes.show': route({
    method: 'GET',
    path: '/api/pushes/{pushId}',
    summary: 'One push: its plan, its progress, and a count for each fate',
    permission: 'see',
    params: pushParams,
    answer: push,
  }),
  'pushes.items': route({
    method: 'GET',
    path: '/api/pushes/{pushId}/people',
    summary: 'The people of a push, with what becomes of each and why',
    permission: 'see',
    params: pushParams,
    query: z.object({
      ...pageQuery,
      listId: id.optional(),
      verb: verb.optional(),
      status: itemStatus.optional(),
      reason: z.string().max(40).optional(),
    }),
    answer: page(pushItem),
  }),
  'pushes.choose': route({
    method: 'POST',
    path: '/api/pushes/{pushId}/choice',
    summary: 'Choose people for a list: by ids, or all a filter finds',
    permission: 'edit_people',
    params: pushParams,
    body: z.strictObject({ listId: id, whom }),
    answer: changed,
  }),
  'pushes.drop': route({
    method: 'POST',
    path: '/api/pushes/{pushId}/dropped',
    summary: 'Take people out of a push that is a draft',
    permission: 'edit_people',
    params: pushParams,
    body: z.strictObject({ whom }),
    answer: changed,
  }),
  'pushes.retarget': route({
    method: 'POST',
    path: '/api/pushes/{pushId}/target',
    summary: 'Choose another list for people who are in a push',
    permission: 'edit_people',
    params: pushParams,
    body: z.strictObject({ listId: id, whom }),
    answer: changed,
  }),
  'pushes.steer': route({
    method: 'POST',
    path: '/api/pushes/{pushId}/steering',
    summary: 'Plan a push (a dry run), start, pause, resume or cancel it',
    permission: 'edit_people',
    params: pushParams,
    body: z.strictObject({ do: z.enum(['plan', 'start', 'pause', 'resume', 'cancel']) }),
    answer: push,
  }),
  'pushes.decide': route({
    method: 'POST',
    path: '/api/pushes/{pushId}/decision',
    summary: 'Approve or refuse a push that would take off too many',
    permission: 'manage_connections',
    params: pushParams,
    body: z.strictObject({ decision: z.enum(['approve', 'refuse']) }),
    answer: push,
  }),
  'pushes.retry': route({
    method: 'POST',
    path: '/api/pushes/{pushId}/retry',
    summary: 'Plan another push of those an ended one failed for',
    permission: 'edit_people',
    params: pushParams,
    answer: push,
    status: 201,
  }),
  'pushes.cap': route({
    method: 'GET',
    path: '/api/connections/{connectionId}/push-cap',
    summary:
      'How many percent of a list may be taken off without an approval; null: none is filled',
    permission: 'see',
    params: idParams('connectionId'),
    answer: z.object({ removalsPercentMax: z.number().int().nullable() }),
  }),
  'pushes.limit': route({
    method: 'PUT',
    path: '/api/connections/{connectionId}/push-cap',
    summary: 'How many percent of a list may be taken off without an approval',
    permission: 'manage_connections',
    params: idParams('connectionId'),
    body: z.strictObject({ removalsPercentMax: z.number().int().min(0).max(100) }),
  }),
  'lists.create': route({
    method: 'POST',
    path: '/api/connections/{connectionId}/kept-lists',
    summary: 'Make a list at the service',
    permission: 'edit_people',
    params: idParams('connectionId'),
    body: z.strictObject({ name: z.string().trim().min(1).max(255) }),
    answer: z.object({ id, externalId: z.string(), name: z.string() }),
    status: 201,
  }),
} as const
