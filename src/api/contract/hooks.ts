import { z } from 'zod'
import { route } from './route.ts'
import { id, idParams, time } from './shapes.ts'

const count = z.number().int()

/** What a connection's ESP delivers by itself, and what came of it. */
export const hook = z.object({
  /** False where the ESP sends nothing by itself: then there is nothing to set up. */
  isAvailable: z.boolean(),
  /** What proves a delivery at this ESP, as it is called there, and where it is found. */
  keyKind: z.object({ title: z.string(), help: z.string(), isNeeded: z.boolean() }),
  /**
   * Present where deliveries prove nothing: they are signals of where news is, and the service is
   * told of the address by Homing itself. Null: they are news.
   */
  signals: z
    .object({
      /** When the address was last seen to stand at the service; null: not yet. */
      registeredAt: time.nullable(),
      failure: z.object({ sentence: z.string(), remedy: z.string() }).nullable(),
    })
    .nullable(),
  /** Without what is secret. All are valid: one may take over from another. */
  keys: z.array(z.object({ id: z.string(), hint: z.string(), addedBy: z.string(), addedAt: time })),
  keysMax: count,
  /** The address itself is shown once, when it is made. */
  address: z.object({ hint: z.string(), createdBy: z.string(), createdAt: time }).nullable(),
  endingAddress: z.object({ hint: z.string(), endsAt: time }).nullable(),
  closed: z.object({ by: z.string(), at: time }).nullable(),
  lastDeliveryAt: time.nullable(),
  stored: count,
  /** Taken in before, and therefore not again. */
  repeated: count,
  /** Stored, and not read yet; of signals, the places where is still to be looked. */
  waiting: count,
  refused: z.array(
    z.object({
      reason: z.string(),
      sentence: z.string(),
      remedy: z.string(),
      count,
      lastAt: time,
    }),
  ),
})

const connectionParams = idParams('connectionId')

export const hooks = {
  'hooks.show': route({
    method: 'GET',
    path: '/api/connections/{connectionId}/hook',
    summary: 'What the ESP delivers by itself: address, keys, last delivery, refusals by reason',
    permission: 'see',
    params: connectionParams,
    answer: hook,
  }),
  'hooks.makeAddress': route({
    method: 'POST',
    path: '/api/connections/{connectionId}/hook/address',
    summary: 'Make or replace the hook address; it is answered this once',
    permission: 'manage_connections',
    params: connectionParams,
    body: z.strictObject({
      /** Else the address before leads in for another day. */
      endsOldNow: z.boolean().default(false),
    }),
    /** Null where nobody has to enter it: Homing does. */
    answer: z.object({ url: z.url().nullable() }),
    status: 201,
  }),
  'hooks.addKey': route({
    method: 'POST',
    path: '/api/connections/{connectionId}/hook/keys',
    summary: 'Enter what proves deliveries; what was entered before stays valid until it is ended',
    permission: 'manage_connections',
    params: connectionParams,
    body: z.strictObject({ key: z.string().trim().min(1).max(4000) }),
    answer: hook,
    status: 201,
  }),
  'hooks.endKey': route({
    method: 'DELETE',
    path: '/api/connections/{connectionId}/hook/keys/{keyId}',
    summary: 'End a key: what is proved by it alone is refused from now on',
    permission: 'manage_connections',
    params: z.object({ connectionId: id, keyId: z.string().max(100) }),
  }),
  'hooks.close': route({
    method: 'PUT',
    path: '/api/connections/{connectionId}/hook/closing',
    summary: 'Refuse deliveries, or take them again',
    permission: 'manage_connections',
    params: connectionParams,
    body: z.strictObject({ isClosed: z.boolean() }),
    answer: hook,
  }),
} as const
