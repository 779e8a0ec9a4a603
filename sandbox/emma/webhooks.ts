import { webhookTarget, type FaultScript } from '../faults/script.ts'
import { newsBetween, type EventName, type News } from './news.ts'
import type { Vendor } from './vendor.ts'

export interface WebhookInput {
  event: EventName
  url: string
}

export interface Attempt {
  event: EventName
  at: number
  body: string
  /** What the receiver answered; absent when it could not be reached, or was never tried. */
  status?: number
  lost?: true
}

export interface Webhook extends WebhookInput {
  id: number
  attempts: Attempt[]
}

export interface Webhooks {
  all(): readonly Webhook[]
  find(id: number): Webhook | undefined
  add(input: WebhookInput): Webhook
  change(webhook: Webhook, input: Partial<WebhookInput>): void
  /** Removes one, or all of them. */
  remove(id?: number): void
  /** Sends what has happened since the last time; answers how many went out. */
  deliver(): Promise<number>
}

const patience = 5000
const mostAttempts = 10_000
const firstWebhook = 100

/** Tells each webhook, once and in order, what has happened since it was set up. */
export function createWebhooks(vendor: Vendor, faults: FaultScript): Webhooks {
  let webhooks: Webhook[] = []
  let made = 0
  let turn: Promise<unknown> = Promise.resolve()
  const fresh = freshNews(vendor)
  const round = async () => {
    if (webhooks.length === 0) return 0
    let sent = 0
    for (const one of fresh()) {
      for (const webhook of webhooks.filter(({ event }) => event === one.event)) {
        sent += await tell(webhook, one, faults)
      }
    }
    return sent
  }
  return {
    all: () => webhooks,
    find: (id) => webhooks.find((one) => one.id === id),
    add: (input) => {
      // What happened before is nobody's news any more.
      if (webhooks.length === 0) fresh()
      const webhook = { ...input, id: firstWebhook + made, attempts: [] }
      made += 1
      webhooks.push(webhook)
      return webhook
    },
    change: (webhook, input) => void Object.assign(webhook, input),
    remove: (id) => {
      webhooks = id === undefined ? [] : webhooks.filter((one) => one.id !== id)
    },
    deliver: () => {
      const next = turn.then(round)
      turn = next.catch(() => 0)
      return next
    },
  }
}

/**
 * What has happened since it was asked the last time. The moment of that is looked at once more: on
 * a clock that stands still, more happens in it.
 */
function freshNews(vendor: Vendor): () => News[] {
  let since = -Infinity
  let told = new Set<string>()
  return () => {
    const now = vendor.clock.now()
    const news = newsBetween(vendor, since, now)
    const fresh = news.filter((one) => !told.has(keyOf(one)))
    told = new Set(news.filter((one) => one.at >= now).map((one) => keyOf(one)))
    since = now
    return fresh
  }
}

function keyOf({ event, at, data }: News): string {
  return `${event} ${at} ${JSON.stringify(data)}`
}

async function tell(webhook: Webhook, news: News, faults: FaultScript): Promise<number> {
  const body = JSON.stringify({ event_name: news.event, data: news.data })
  const attempt: Attempt = { event: news.event, at: news.at, body }
  webhook.attempts.push(attempt)
  if (webhook.attempts.length > mostAttempts) webhook.attempts.shift()
  const fault = faults.take({ method: 'POST', target: webhookTarget + news.event })
  if (fault?.kind === 'lost-webhook') {
    attempt.lost = true
    return 0
  }
  if (fault?.kind === 'repeated-webhook') await post(webhook.url, body)
  const status = await post(webhook.url, body)
  if (status !== undefined) attempt.status = status
  return 1
}

/** No signature is documented, so there is none. */
async function post(url: string, body: string): Promise<number | undefined> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(patience),
    })
    await answer.arrayBuffer()
    return answer.status
  } catch {
    // A receiver that is down has missed it: no retry is documented, and the attempt shows it.
    return undefined
  }
}
