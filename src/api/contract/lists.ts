import { z } from 'zod'
import { route } from './route.ts'
import { id, idParams, time } from './shapes.ts'

export const heldChange = z.object({
  id,
  connectionId: id,
  kind: z.enum(['lists', 'contacts']),
  /** One sentence each. */
  reasons: z.array(z.string()),
  counts: z.object({
    adds: z.number().int(),
    changes: z.number().int(),
    removals: z.number().int(),
    /** Of single lists, all lists together. */
    joins: z.number().int(),
    leaves: z.number().int(),
  }),
  /** Some of what would go. */
  sample: z.array(z.object({ from: z.string(), what: z.string() })),
  readAt: time,
})

export const lists = {
  'lists.list': route({
    method: 'GET',
    path: '/api/connections/{connectionId}/kept-lists',
    summary: 'The lists that came home over a connection, with how many are on each',
    permission: 'see',
    params: idParams('connectionId'),
    answer: z.object({
      items: z.array(
        z.object({
          id,
          externalId: z.string(),
          name: z.string(),
          members: z.number().int(),
          /** As the ESP counts those it can mail. */
          membersTold: z.number().int().nullable(),
          lastSeenAt: time,
          goneAt: time.nullable(),
        }),
      ),
    }),
  }),
  'heldChanges.list': route({
    method: 'GET',
    path: '/api/connections/{connectionId}/held-changes',
    summary: 'Changes that would take away too much, waiting for a person',
    permission: 'see',
    params: idParams('connectionId'),
    answer: z.object({ items: z.array(heldChange) }),
  }),
  'heldChanges.decide': route({
    method: 'POST',
    path: '/api/held-changes/{heldChangeId}/decision',
    summary: 'Carry out a held change, or throw it away',
    permission: 'manage_connections',
    params: idParams('heldChangeId'),
    body: z.strictObject({ decision: z.enum(['approve', 'refuse']) }),
  }),
} as const
