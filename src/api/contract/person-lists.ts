import { z } from 'zod'
import { segment } from '../../lists/segments/index.ts'
import { personRow } from './people.ts'
import { route } from './route.ts'
import { flag, id, idParams, page, PAGE_MAX, pageQuery, time } from './shapes.ts'

/** Persons, or addresses, named one by one in one go. */
const NAMED_MAX = 1_000

const kind = z.enum(['static', 'suppression', 'segment'])
const name = z.string().trim().min(1, 'A list needs a name.').max(100)
const description = z.string().trim().max(1_000)
const params = idParams('listId')

export const personList = z.object({
  id,
  name: z.string(),
  kind,
  description: z.string(),
  /** Null of a segment: ask for its size. */
  members: z.number().int().nullable(),
  createdAt: time,
  createdBy: z.string(),
  updatedAt: time,
  archivedAt: time.nullable(),
})

/** Lists named by their ids: as many as one page holds. */
const someIds = z
  .string()
  .max(2_500)
  .transform((text): unknown[] => [...new Set(text.split(','))])
  .pipe(z.array(id).min(1).max(PAGE_MAX))

/** With who is in it, of a segment. */
export const personListWhole = personList.extend({ definition: segment.nullable() })

export const listMember = personRow.extend({
  addedAt: time.nullable(),
  addedBy: z.string().nullable(),
})

/** Some by id or by address, or everybody in a segment. */
const who = z.union([
  z.strictObject({ personIds: z.array(id).min(1).max(NAMED_MAX) }),
  z.strictObject({ addresses: z.array(z.string().max(500)).min(1).max(NAMED_MAX) }),
  z.strictObject({ definition: segment }),
])

export const personLists = {
  'personLists.list': route({
    method: 'GET',
    path: '/api/person-lists',
    summary: 'Lists of people, suppression lists and segments, by name',
    permission: 'see',
    query: z.object({
      ...pageQuery,
      kind: kind.optional(),
      search: z.string().max(200).optional(),
      /** Without it those in use; of those named by ids, either. */
      archived: flag.optional(),
      /** Only these, with commas between: 3,7,12. */
      ids: someIds.optional(),
    }),
    answer: page(personList),
  }),
  'personLists.show': route({
    method: 'GET',
    path: '/api/person-lists/{listId}',
    summary: 'One list; of a segment, its conditions',
    permission: 'see',
    params,
    answer: personListWhole,
  }),
  'personLists.make': route({
    method: 'POST',
    path: '/api/person-lists',
    summary: 'Make a list, empty or of whom a definition finds now; or a segment',
    permission: 'edit_people',
    body: z.strictObject({
      name,
      kind,
      description: description.default(''),
      definition: segment.nullable().default(null),
    }),
    answer: personListWhole,
    status: 201,
  }),
  'personLists.change': route({
    method: 'PUT',
    path: '/api/person-lists/{listId}',
    summary: 'Rename or describe a list; give a segment other conditions',
    permission: 'edit_people',
    params,
    body: z.strictObject({
      name,
      description: description.default(''),
      definition: segment.nullable().default(null),
    }),
    answer: personListWhole,
  }),
  'personLists.archive': route({
    method: 'POST',
    path: '/api/person-lists/{listId}/archive',
    summary: 'Put a list away, with everybody on it',
    permission: 'edit_people',
    params,
    answer: personListWhole,
  }),
  'personLists.restore': route({
    method: 'POST',
    path: '/api/person-lists/{listId}/restore',
    summary: 'Bring an archived list back',
    permission: 'edit_people',
    params,
    answer: personListWhole,
  }),
  'personLists.size': route({
    method: 'GET',
    path: '/api/person-lists/{listId}/size',
    summary: 'How many people are on a list, or in a segment now',
    permission: 'see',
    params,
    answer: z.object({ people: z.number().int() }),
  }),
  'personLists.members': route({
    method: 'GET',
    path: '/api/person-lists/{listId}/members',
    summary: 'The people on a list, or in a segment now',
    permission: 'see',
    params,
    query: z.object(pageQuery),
    answer: page(listMember),
  }),
  'personLists.add': route({
    method: 'POST',
    path: '/api/person-lists/{listId}/members',
    summary: 'Put people on a list: by id, by address, or whom a definition finds',
    permission: 'edit_people',
    params,
    body: who,
    answer: z.object({
      added: z.number().int(),
      already: z.number().int(),
      /** Addresses nobody uses, as they were given. */
      unknown: z.array(z.string()),
    }),
  }),
  'personLists.take': route({
    method: 'POST',
    path: '/api/person-lists/{listId}/members/take',
    summary: 'Take people off a list: by id, by address, or whom a definition finds',
    permission: 'edit_people',
    params,
    body: who,
    answer: z.object({ removed: z.number().int() }),
  }),
  'personLists.preview': route({
    method: 'POST',
    path: '/api/person-lists/preview',
    summary: 'How many people a definition finds now, and some of them',
    permission: 'see',
    body: z.strictObject({ definition: segment }),
    answer: z.object({ count: z.number().int(), sample: z.array(personRow) }),
  }),
} as const
