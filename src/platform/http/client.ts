/**
 * The outgoing HTTP client everything in Homing that asks the world goes through. It promises a
 * deadline for each phase, a cap on every body, the SSRF guard at the address and at the
 * connection, no redirect followed, and nothing secret in what it tells its observer.
 */
import http from 'node:http'
import https from 'node:https'
import { type Clock, realClock } from './clock.ts'
import { HTTP_LIMITS, type HttpLimits } from './deadlines.ts'
import { exchange, type HttpAnswer } from './exchange.ts'
import { HttpFault, type HttpFaultKind, mayPass } from './fault.ts'
import { type AllowPrivate, checkUrl, guardedLookup, type Resolve, systemResolve } from './guard.ts'
import { describeUrl } from './redact.ts'
import {
  backOffMs,
  isPassingStatus,
  isSafeMethod,
  retryAfterMs,
  TRIES_MAX,
  WAIT_MAX_MS,
} from './retry.ts'

export interface HttpAsk {
  method: string
  url: string
  headers?: Record<string, string>
  body?: Uint8Array | string
  /** May be sent twice without harm. By default GET, HEAD and OPTIONS may. */
  isSafe?: boolean
  limits?: Partial<HttpLimits>
  signal?: AbortSignal
}

/** One try as it may be logged: no query values, no headers, no bodies. */
export interface Observed {
  method: string
  url: string
  /** Null where there was no whole answer. */
  status: number | null
  fault: HttpFaultKind | null
  ms: number
  bytes: number
}

export interface Http {
  /** One try. Resolves with any answer, rejects with HttpFault. */
  exchange(ask: HttpAsk): Promise<HttpAnswer>
  /**
   * Like exchange, and safe requests are repeated on passing faults and statuses, at most
   * TRIES_MAX tries, waiting as Retry-After says or with growing pauses. The last answer is
   * resolved whatever its status.
   */
  send(ask: HttpAsk): Promise<HttpAnswer>
  /**
   * Throws HttpFault('address_forbidden') for an address that would be refused as it is written;
   * sends nothing. For settings: the address is judged again whenever it is called.
   */
  check(url: string): void
  /** Closes kept connections. */
  close(): void
}

export interface HttpOptions {
  allowPrivate?: AllowPrivate
  limits?: Partial<HttpLimits>
  clock?: Clock
  random?: () => number
  resolve?: Resolve
  observe?: (observed: Observed) => void
  userAgent?: string
}

const SOCKETS_MAX = 32
const IDLE_SOCKET_MS = 15_000

/** The client, with connections of its own: close it when it is no longer needed. */
export function createHttp(options: HttpOptions = {}): Http {
  const { allowPrivate = false, clock = realClock, random = Math.random } = options
  const { resolve = systemResolve, observe = () => {}, userAgent = 'Homing' } = options
  const keep = { keepAlive: true, maxSockets: SOCKETS_MAX, timeout: IDLE_SOCKET_MS }
  const agents = { 'http:': new http.Agent(keep), 'https:': new https.Agent(keep) }

  async function once(ask: HttpAsk): Promise<HttpAnswer> {
    const url = checkUrl(ask.url, allowPrivate)
    const method = ask.method.toUpperCase()
    const startedAt = performance.now()
    const seen = { method, url: describeUrl(url), status: null, fault: null, bytes: 0 }
    const elapsed = () => Math.round(performance.now() - startedAt)
    try {
      const answer = await exchange({
        method,
        url,
        headers: { accept: 'application/json', 'user-agent': userAgent, ...ask.headers },
        body: typeof ask.body === 'string' ? Buffer.from(ask.body) : (ask.body ?? null),
        limits: { ...HTTP_LIMITS, ...options.limits, ...ask.limits },
        lookup: guardedLookup(url, allowPrivate, resolve),
        // A kept connection may be closed under the request, and nothing tells whether the server
        // acted on it: what must not happen twice goes on a connection of its own.
        agent: isRepeatable(ask) && agents[url.protocol as keyof typeof agents],
        signal: ask.signal,
      })
      observe({ ...seen, status: answer.status, ms: elapsed(), bytes: answer.body.byteLength })
      return answer
    } catch (error) {
      if (error instanceof HttpFault) observe({ ...seen, fault: error.kind, ms: elapsed() })
      throw error
    }
  }

  async function send(ask: HttpAsk): Promise<HttpAnswer> {
    const triesMax = isRepeatable(ask) ? TRIES_MAX : 1
    for (let tryNo = 1; ; tryNo++) {
      const outcome = await settled(once(ask))
      const isLast = tryNo === triesMax
      if (outcome instanceof HttpFault) {
        if (isLast || !mayPass(outcome)) throw outcome
        await clock.sleep(backOffMs(tryNo, random()), ask.signal)
        continue
      }
      const wait = retryAfterMs(outcome.headers, clock.now()) ?? backOffMs(tryNo, random())
      if (isLast || !isPassingStatus(outcome.status) || wait > WAIT_MAX_MS) return outcome
      await clock.sleep(wait, ask.signal)
    }
  }

  function close() {
    agents['http:'].destroy()
    agents['https:'].destroy()
  }

  return { exchange: once, send, check: (url) => void checkUrl(url, allowPrivate), close }
}

function isRepeatable(ask: HttpAsk): boolean {
  return ask.isSafe ?? isSafeMethod(ask.method.toUpperCase())
}

async function settled(answer: Promise<HttpAnswer>): Promise<HttpAnswer | HttpFault> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof HttpFault) return error
    throw error
  }
}
