import { z } from 'zod'
import { route } from './route.ts'
import { id, idParams, time } from './shapes.ts'

/** How much a firm needs before it writes marketing; of a topic null: what the firm needs. */
export const consentNeeded = z.enum(['none', 'implied', 'express'])

export const topicGroup = z.object({ id, name: z.string(), place: z.number().int() })

export const topic = z.object({
  id,
  groupId: id.nullable(),
  name: z.string(),
  description: z.string(),
  consentNeeded: consentNeeded.nullable(),
  place: z.number().int(),
  archivedAt: time.nullable(),
  /** Groups and lists of ESPs that stand for it now. */
  mappings: z.number().int(),
  /** People who have left it. */
  optedOut: z.number().int(),
})

const espKind = z.enum(['list', 'group', 'category', 'suppression_group'])
const espGroup = {
  connectionId: id,
  kind: espKind,
  externalId: z.string().min(1).max(200),
}

export const mappedGroup = z.object({
  ...espGroup,
  connectionName: z.string(),
  /** What the ESP calls it; its id where nobody told a name. */
  name: z.string(),
  /** What it was called before, until somebody takes note. */
  formerName: z.string().nullable(),
  /** Since when the ESP has it no more. */
  goneAt: time.nullable(),
  members: z.number().int().nullable(),
  /** Addresses that are known to have left it. */
  optOuts: z.number().int(),
  /** An opt-out of it stands for no topic: its addresses get nothing at all. */
  isOpen: z.boolean(),
  mappings: z.array(
    z.object({
      topicId: id,
      topic: z.string(),
      createdBy: z.string(),
      createdAt: time,
      retiredAt: time.nullable(),
    }),
  ),
})

const name = z.string().trim().min(1).max(100)
const words = {
  name,
  description: z.string().trim().max(500),
  groupId: id.nullable(),
  consentNeeded: consentNeeded.nullable(),
}
const topics = z.object({ groups: z.array(topicGroup), topics: z.array(topic) })
const topicIds = z.array(id).min(1).max(20)

export const topicRoutes = {
  'topics.list': route({
    method: 'GET',
    path: '/api/topics',
    summary: 'Topics with their groups, in the firm’s order; archived ones too',
    permission: 'see',
    answer: topics,
  }),
  'topics.create': route({
    method: 'POST',
    path: '/api/topics',
    summary: 'Make a topic people may leave without leaving everything',
    permission: 'administer',
    body: z.strictObject({
      name,
      description: words.description.default(''),
      groupId: words.groupId.default(null),
      consentNeeded: words.consentNeeded.default(null),
    }),
    answer: z.object({ id }),
    status: 201,
  }),
  'topics.change': route({
    method: 'PATCH',
    path: '/api/topics/{topicId}',
    summary: 'Rename or describe a topic, move it to a group, say what it needs',
    permission: 'administer',
    params: idParams('topicId'),
    body: z.strictObject(words).partial(),
  }),
  'topics.archive': route({
    method: 'POST',
    path: '/api/topics/{topicId}/archive',
    summary: 'Offer a topic no more; what was said of it holds, and restoring takes this back',
    permission: 'administer',
    params: idParams('topicId'),
  }),
  'topics.restore': route({
    method: 'POST',
    path: '/api/topics/{topicId}/restoration',
    summary: 'Take an archived topic into use again',
    permission: 'administer',
    params: idParams('topicId'),
  }),
  'topics.order': route({
    method: 'PUT',
    path: '/api/topics/order',
    summary: 'Put groups and topics into an order; what is not named stays behind',
    permission: 'administer',
    body: z.strictObject({
      groupIds: z.array(id).max(500).default([]),
      topicIds: z.array(id).max(500).default([]),
    }),
  }),
  'topicGroups.create': route({
    method: 'POST',
    path: '/api/topic-groups',
    summary: 'Make a group of topics',
    permission: 'administer',
    body: z.strictObject({ name }),
    answer: z.object({ id }),
    status: 201,
  }),
  'topicGroups.rename': route({
    method: 'PATCH',
    path: '/api/topic-groups/{groupId}',
    summary: 'Rename a group of topics',
    permission: 'administer',
    params: idParams('groupId'),
    body: z.strictObject({ name }),
  }),
  'topics.fromLists': route({
    method: 'POST',
    path: '/api/topics/from-lists',
    summary: 'Make a topic of each list, named like it and mapped to it',
    permission: 'administer',
    body: z.strictObject({
      lists: z
        .array(z.strictObject({ connectionId: id, externalId: espGroup.externalId }))
        .min(1)
        .max(200),
      groupId: words.groupId.default(null),
    }),
    answer: z.object({ topicIds: z.array(id) }),
    status: 201,
  }),
  'mappings.list': route({
    method: 'GET',
    path: '/api/topic-mappings',
    summary: 'Lists, groups and categories of the ESPs with the topics each stands for',
    permission: 'see',
    query: z.object({ connectionId: id.optional() }),
    answer: z.object({ items: z.array(mappedGroup) }),
  }),
  'mappings.preview': route({
    method: 'POST',
    path: '/api/topic-mappings/preview',
    summary: 'What mapping a group would do to the opt-outs that are known already',
    permission: 'see',
    body: z.strictObject({ ...espGroup, topicIds }),
    answer: z.object({ people: z.number().int(), sentence: z.string() }),
  }),
  'mappings.create': route({
    method: 'POST',
    path: '/api/topic-mappings',
    summary: 'Say which topics a group stands for, by its id; it can be retired, never undone',
    permission: 'administer',
    body: z.strictObject({ ...espGroup, topicIds }),
  }),
  'mappings.retire': route({
    method: 'POST',
    path: '/api/topic-mappings/retirement',
    summary: 'End a mapping for what comes; what was read by it keeps its meaning',
    permission: 'administer',
    body: z.strictObject({ ...espGroup, topicId: id }),
  }),
  'mappings.noteRename': route({
    method: 'POST',
    path: '/api/topic-mappings/note',
    summary: 'Take note that a group is called otherwise at the ESP',
    permission: 'administer',
    body: z.strictObject(espGroup),
  }),
} as const
