import {
  changeEndpoint,
  createEndpoint,
  listDeliveries,
  listEndpoints,
  removeEndpoint,
  replayNews,
  rotateSecret,
  testEndpoint,
  type Endpoint,
} from '../../webhooks/index.ts'
import type { webhookRoutes } from '../contract/index.ts'
import type { Caller, Handlers } from '../handler.ts'

export const webhookHandlers: Handlers<keyof typeof webhookRoutes> = {
  'webhooks.list': async ({ caller }, { database }) => ({
    items: (await database.inWorkspace(caller.workspaceId, listEndpoints)).map(shown),
  }),

  'webhooks.create': async ({ caller, body }, homing) => {
    const { endpoint, secret } = await createEndpoint(homing, byOf(caller), body)
    return { webhook: shown(endpoint), secret }
  },

  'webhooks.change': async ({ params, body, caller }, homing) =>
    shown(await changeEndpoint(homing, byOf(caller), params.webhookId, body)),

  'webhooks.remove': async ({ params, caller }, homing) => {
    await removeEndpoint(homing, byOf(caller), params.webhookId)
    return undefined
  },

  'webhooks.rotate': async ({ params, caller }, homing) => {
    const { endpoint, secret } = await rotateSecret(homing, byOf(caller), params.webhookId)
    return { webhook: shown(endpoint), secret }
  },

  'webhooks.replay': ({ params, body, caller }, homing) =>
    replayNews(homing, byOf(caller), params.webhookId, Date.parse(body.since)),

  'webhooks.test': ({ params, caller }, homing) =>
    testEndpoint(homing, caller.workspaceId, params.webhookId),

  'webhooks.deliveries': ({ params, query, caller }, { database }) =>
    database.inWorkspace(caller.workspaceId, (tx) => listDeliveries(tx, params.webhookId, query)),
}

function byOf({ workspaceId, id, name }: Caller) {
  return { workspaceId, actor: { id, name } }
}

function shown({ lastTry, ...endpoint }: Endpoint) {
  return {
    ...endpoint,
    failingSince: iso(endpoint.failingSince),
    restsUntil: iso(endpoint.restsUntil),
    disabledAt: iso(endpoint.disabledAt),
    formerSecretUntil: iso(endpoint.formerSecretUntil),
    lastTry: lastTry && { ...lastTry, at: new Date(lastTry.at).toISOString() },
    createdAt: new Date(endpoint.createdAt).toISOString(),
  }
}

function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString()
}
