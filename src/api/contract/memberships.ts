import { z } from 'zod'
import { happening, OF_HAPPENING, timelineQuery } from './people.ts'
import { route } from './route.ts'
import { id, idParams, page, time } from './shapes.ts'
import { rowThatTells } from './tells.ts'

/** Memberships changed at once at most. */
const MEMBERSHIPS_MAX = 200

export const membership = z.object({
  personId: id,
  name: z.string(),
  addressId: id,
  address: z.string(),
  connectionId: id,
  connectionName: z.string(),
  listId: id,
  list: z.string(),
  permission: z.string().nullable(),
  since: time,
})

export const memberships = {
  'memberships.list': route({
    method: 'GET',
    path: '/api/memberships',
    summary: 'People of an organization, or one person, with their lists at each service',
    permission: 'see',
    query: z.object({
      organizationId: id.optional(),
      personId: id.optional(),
    }),
    answer: z.object({
      people: z.array(z.object({ id, name: z.string(), address: z.string().nullable() })),
      items: z.array(membership),
      isCut: z.boolean(),
      lists: z.array(
        z.object({ id, name: z.string(), connectionId: id, connectionName: z.string() }),
      ),
    }),
  }),
  'memberships.change': route({
    method: 'POST',
    path: '/api/memberships',
    summary: 'Put people on lists and take them off, at once: a push a connection',
    permission: 'edit_people',
    body: z.strictObject({
      adds: z
        .array(z.strictObject({ personId: id, listId: id }))
        .max(MEMBERSHIPS_MAX)
        .default([]),
      removals: z
        .array(z.strictObject({ addressId: id, listId: id }))
        .max(MEMBERSHIPS_MAX)
        .default([]),
    }),
    answer: z.object({ pushIds: z.array(id) }),
    status: 202,
  }),
  'organizations.show': route({
    method: 'GET',
    path: '/api/organizations/{organizationId}',
    summary: 'A company or a household',
    permission: 'see',
    params: idParams('organizationId'),
    answer: z.object({
      id,
      kind: z.enum(['company', 'household']),
      name: z.string(),
      owner: z.string().nullable(),
      phone: z.string(),
      city: z.string(),
      country: z.string(),
      people: z.number().int(),
    }),
  }),
  'organizations.timeline': route({
    method: 'GET',
    path: '/api/organizations/{organizationId}/timeline',
    summary: 'Everything that happened to all its people, or to one, newest first',
    permission: 'see',
    params: idParams('organizationId'),
    query: z.object({ ...timelineQuery, personId: id.optional() }),
    answer: page(
      rowThatTells(
        happening.extend({
          /** Who of it uses the address; of many who share one, the first. */
          people: z.array(z.object({ id, name: z.string() })),
        }),
        OF_HAPPENING,
      ),
    ),
  }),
} as const
