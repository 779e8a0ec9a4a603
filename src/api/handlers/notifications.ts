import { choiceOf, choose } from '../../alarms/index.ts'
import type { Homing } from '../../homing.ts'
import {
  changeEndpoint,
  createEndpoint,
  lastMailOf,
  listDeliveries,
  listEndpoints,
  removeEndpoint,
  testEndpoint,
  writeMails,
  type Endpoint,
} from '../../outbox/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { Refused } from '../../platform/refused.ts'
import type { notifications } from '../contract/index.ts'
import type { Caller, Handlers } from '../handler.ts'

export const notificationHandlers: Handlers<keyof typeof notifications> = {
  'notifications.show': ({ caller }, homing) => asUser(homing, caller, async () => undefined),

  'notifications.change': ({ caller, body }, homing) =>
    asUser(homing, caller, (tx) =>
      choose(tx, { ...userOf(caller), email: body.email, now: homing.now() }),
    ),

  'notifications.test': ({ caller }, homing) =>
    asUser(homing, caller, async (tx) => {
      if (homing.mail === undefined) throw mailIsOff()
      const { workspaceId, userId } = userOf(caller)
      const body = 'This is a test. Whoever reads it is told by Homing when something needs them.'
      const subject = 'A test from Homing'
      await writeMails(tx, homing, workspaceId, [{ userId, kind: 'test', subject, body }])
    }),

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

  'webhooks.test': ({ params, caller }, homing) =>
    testEndpoint(homing, caller.workspaceId, params.webhookId),

  'webhooks.deliveries': ({ params, query, caller }, { database }) =>
    database.inWorkspace(caller.workspaceId, (tx) => listDeliveries(tx, params.webhookId, query)),
}

/** Does something of the caller's own, then answers how their notifications stand. */
async function asUser(homing: Homing, caller: Caller, work: (tx: Tx) => Promise<void>) {
  if (caller.kind !== 'user') {
    throw new Refused(403, 'An API key has no mailbox.', {
      remedy: 'Sign in in the browser to choose what you are sent.',
    })
  }
  const { workspaceId, userId } = userOf(caller)
  return homing.database.inWorkspace(workspaceId, async (tx) => {
    await work(tx)
    return {
      email: await choiceOf(tx, userId),
      isMailOn: homing.mail !== undefined,
      lastMail: await lastMailOf(tx, userId),
    }
  })
}

function userOf({ workspaceId, id: userId }: Caller) {
  return { workspaceId, userId }
}

function byOf({ workspaceId, id, name }: Caller) {
  return { workspaceId, actor: { id, name } }
}

function shown({ failingSince, disabledAt, createdAt, ...endpoint }: Endpoint) {
  const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString())
  return {
    ...endpoint,
    failingSince: iso(failingSince),
    disabledAt: iso(disabledAt),
    createdAt: new Date(createdAt).toISOString(),
  }
}

function mailIsOff(): Refused {
  return new Refused(409, 'E-mail is off: this Homing has no mail server.', {
    remedy: 'Whoever operates it sets SMTP_URL and MAIL_FROM; docs/operating.md says how.',
  })
}
