import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import { webhookTarget, type FaultScript } from '../faults/script.ts'
import { newsUntil, type EventName, type News } from './news.ts'
import type { Vendor } from './vendor.ts'

export interface EndpointInput {
  url: string
  events: readonly EventName[]
  /** The header that carries the signature: the vendor's pages do not name theirs. */
  signatureHeader: string
  secret?: string | undefined
  /** Further headers, as an endpoint's advanced settings allow. */
  headers?: Readonly<Record<string, string>> | undefined
}

export interface Attempt {
  event: EventName
  at: number
  body: string
  /** What the receiver answered; absent when it could not be reached, or was never tried. */
  status?: number
  lost?: true
}

export interface Endpoint extends Required<EndpointInput> {
  id: string
  attempts: Attempt[]
}

export interface Webhooks {
  all(): readonly Endpoint[]
  add(input: EndpointInput): Endpoint
  remove(id: string): boolean
  deliver(): Promise<number>
}

const patience = 5000
const mostAttempts = 10_000

/** Tells each endpoint, once and in order, what has happened since it was set up. */
export function createWebhooks(vendor: Vendor, faults: FaultScript): Webhooks {
  let endpoints: Endpoint[] = []
  const told = new Set<string>()
  let turn: Promise<unknown> = Promise.resolve()
  const fresh = (): News[] => {
    const news = newsUntil(vendor, vendor.clock.now()).filter((one) => !told.has(keyOf(one)))
    for (const one of news) told.add(keyOf(one))
    return news
  }
  const round = async () => {
    if (endpoints.length === 0) return 0
    let sent = 0
    for (const one of fresh()) {
      for (const endpoint of endpoints.filter(({ events }) => events.includes(one.event))) {
        sent += await tell(endpoint, one, faults)
      }
    }
    return sent
  }
  return {
    all: () => endpoints,
    add: ({ secret = randomBytes(24).toString('base64url'), headers = {}, ...input }) => {
      // What happened before is nobody's news any more.
      if (endpoints.length === 0) fresh()
      const endpoint = { ...input, secret, headers, id: randomUUID(), attempts: [] }
      endpoints.push(endpoint)
      return endpoint
    },
    remove: (id) => {
      const before = endpoints.length
      endpoints = endpoints.filter((one) => one.id !== id)
      return endpoints.length < before
    },
    deliver: () => {
      const next = turn.then(round)
      turn = next.catch(() => 0)
      return next
    },
  }
}

function keyOf({ event, at, body }: News): string {
  return `${event} ${at} ${JSON.stringify(body)}`
}

async function tell(endpoint: Endpoint, news: News, faults: FaultScript): Promise<number> {
  const body = JSON.stringify(news.body)
  const attempt: Attempt = { event: news.event, at: news.at, body }
  endpoint.attempts.push(attempt)
  if (endpoint.attempts.length > mostAttempts) endpoint.attempts.shift()
  const fault = faults.take({ method: 'POST', target: webhookTarget + news.event })
  if (fault?.kind === 'lost-webhook') {
    attempt.lost = true
    return 0
  }
  if (fault?.kind === 'repeated-webhook') await post(endpoint, body)
  const status = await post(endpoint, body)
  if (status !== undefined) attempt.status = status
  return 1
}

/** The signature is the HMAC-SHA256 of the payload with the endpoint's secret, here in hex. */
async function post(endpoint: Endpoint, body: string): Promise<number | undefined> {
  const { url, secret, signatureHeader, headers } = endpoint
  const signature = createHmac('sha256', secret).update(body).digest('hex')
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json', [signatureHeader]: signature },
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
