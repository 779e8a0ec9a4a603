import type { RouteName } from '../../src/api/contract/index.ts'
import type { Given } from './feedback-answers.ts'
import { paged as page } from './paged.ts'
import { ago, type Delivery, type FeedbackWorld, type Webhook } from './feedback-world.ts'

const HOURS_OF_DAY = 24

/** What the world answers about alarms, freshness, notifications and webhooks. */
export const alarmAnswers: Partial<
  Record<RouteName, (world: FeedbackWorld, given: Given) => unknown>
> = {
  'alarms.list': (world, { query }) =>
    page(
      world.alarms.filter(({ state }) => state === (query.get('state') ?? 'open')),
      query,
    ),
  'alarms.count': (world) => ({
    open: world.alarms.filter(({ state }) => state === 'open').length,
    silenced: world.alarms.filter(({ state }) => state === 'silenced').length,
    lookedAt: ago(0.005),
  }),
  'alarms.silence': (world, { params, body }) => {
    const found = world.alarms.find(({ id }) => id === Number(params['alarmId']))
    if (found === undefined) return undefined
    const { until = null } = body as { until?: string | null }
    found.state = until === null ? 'open' : 'silenced'
    found.silencedUntil = until
    found.silencedBy = until === null ? null : 'Ada Example'
    return found
  },
  'freshness.list': (world) => ({
    items: world.connections.map(({ id }) => ({
      connectionId: id,
      ...freshness('late'),
      grantEndsAt: ago(-HOURS_OF_DAY * 179),
    })),
  }),
  'campaigns.freshness': (_world, { params }) => {
    const isOld = params['campaignId'] === '1'
    return {
      freshness: freshness(isOld ? 'silent' : 'fresh'),
      retention: retention(isOld ? 'at_risk' : 'downloaded', isOld ? 10 : 86),
    }
  },
  'retention.show': (world) => ({
    items: world.isEmpty
      ? []
      : [
          {
            campaign: { id: 1, name: 'Invitation: summer reception' },
            connection: { id: 1, name: 'Constant Contact' },
            vendor: 'Constant Contact',
            sentAt: ago(HOURS_OF_DAY * 80),
            lastPullAt: ago(HOURS_OF_DAY * 44),
            retention: retention('at_risk', 10),
          },
        ],
    atStake: world.isEmpty ? 0 : 1,
    downloaded: world.isEmpty ? 0 : 2,
  }),
  'notifications.show': (world) => notifications(world),
  'notifications.change': (world, { body }) => {
    world.email = (body as { email?: FeedbackWorld['email'] }).email ?? world.email
    return notifications(world)
  },
  'notifications.test': (world) => notifications(world, 'waiting'),
  'webhooks.list': (world) => ({ items: world.webhooks }),
  'webhooks.create': (world, { body }) => {
    const { url = 'https://listener.example.com/', types = [] } = body as {
      url?: string
      types?: Webhook['types']
    }
    const webhook: Webhook = {
      id: world.webhooks.length + 1,
      name: new URL(url).host,
      url,
      types,
      status: 'active',
      failures: 0,
      failingSince: null,
      restsUntil: null,
      formerSecretUntil: null,
      waiting: 0,
      failing: 0,
      delivered: 0,
      lastTry: null,
      disabledReason: '',
      disabledAt: null,
      createdAt: ago(0),
    }
    world.webhooks.push(webhook)
    return { webhook, secret: 'whsec_c2VjcmV0' }
  },
  'webhooks.change': (world, { params, body }) =>
    Object.assign(webhookOf(world, params) ?? {}, body as Partial<Webhook>),
  'webhooks.rotate': (world, { params }) => ({
    webhook: Object.assign(webhookOf(world, params) ?? {}, { formerSecretUntil: ago(-24) }),
    secret: 'whsec_bmV3ZXI=',
  }),
  'webhooks.replay': () => ({ messages: 1_204 }),
  'webhooks.remove': () => null,
  'webhooks.test': (world) => {
    const made = delivery(world.deliveries.length + 1)
    world.deliveries.unshift(made)
    return made
  },
  'webhooks.deliveries': (world, { query }) => page(world.deliveries, query),
}

function freshness(state: 'fresh' | 'late' | 'silent') {
  return {
    state,
    reasons: [state === 'fresh' ? 'Read in full 5 minutes ago.' : 'Read in full 80 minutes ago.'],
    lastEventAt: ago(1.2),
    lastLearntAt: ago(1.1),
    lastPullAt: ago(1.1),
    nextPullAt: ago(-0.3),
  }
}

function retention(state: 'downloaded' | 'at_risk', daysLeft: number) {
  return {
    days: 90,
    isDocumented: false,
    state,
    warnsAt: ago(HOURS_OF_DAY * (18 - daysLeft)),
    endsAt: ago(-HOURS_OF_DAY * daysLeft - 1),
  }
}

const EARLIER_MAIL = { status: 'sent', outcome: 'The mail server took it.', createdAt: ago(26) }
const NEW_MAIL = { status: 'waiting', outcome: '', createdAt: ago(0) }
/** The worlds in which a mail has been asked for. */
const asked = new WeakSet<FeedbackWorld>()

function notifications(world: FeedbackWorld, status?: 'waiting') {
  if (status !== undefined) asked.add(world)
  const lastMail = asked.has(world) ? NEW_MAIL : EARLIER_MAIL
  const { email, isMailOn } = world
  return { email, isMailOn, lastMail: isMailOn ? lastMail : null }
}

function webhookOf(world: FeedbackWorld, params: Record<string, string>) {
  return world.webhooks.find(({ id }) => id === Number(params['webhookId']))
}

function delivery(id: number): Delivery {
  return {
    id,
    messageId: `msg_${id}`,
    type: 'homing.test',
    status: 'delivered',
    tries: 1,
    httpStatus: 204,
    outcome: 'Answered 204.',
    createdAt: ago(0),
    triedAt: ago(0),
    nextTryAt: null,
  }
}
