/** The implementation of VendorHttp over the outgoing HTTP core. */
import {
  backOffMs,
  type Clock,
  type Http,
  type HttpAnswer,
  isSafeMethod,
  parseJson,
  TRIES_MAX,
  WAIT_MAX_MS,
} from '../../platform/http/index.ts'
import { vendorAnswer } from './answer.ts'
import type { Connector, Settings } from './connector.ts'
import { Failure } from './failure.ts'
import { isErrorInBody, judgeAnswer } from './judge.ts'
import { createSlowDown, type SlowDown } from './slow-down.ts'
import { judgeFault } from './unanswered.ts'
import { addressOf } from './under.ts'
import type { VendorHttp, VendorRequest } from './vendor-http.ts'

/** The account's budget, shared by all processes. */
export interface PaceGate {
  /**
   * Resolves when one request may go out; throws Failure when none may for long. Where the vendor
   * limits how many are under way, it answers what to call when this one is over.
   */
  take(): Promise<void | (() => Promise<void>)>
  /** The vendor asked that nobody asks anything until then (epoch ms); others are told why. */
  block(untilMs: number, why: string): void | Promise<void>
  /** The vendor says how many requests it allows the account in a day. */
  heard?(perDay: number): Promise<void>
}

export interface TokenSource {
  current(): Promise<string>
  /**
   * A token other than the refused one: one somebody else renewed meanwhile, or a fresh one.
   * Throws Failure('unauthorised') when the grant is gone.
   */
  renew(refused: string): Promise<string>
  /** The vendor answered used with another token, which is the one that counts from now on. */
  follow?(used: string, next: string): Promise<void>
}

/** One try, for counting: the connection's and run's request counters are fed from it. */
export interface AskedOnce {
  method: string
  path: string
  /** Null where no whole answer came, and where answers have none. */
  status: number | null
}

export interface VendorHttpOptions {
  connector: Pick<Connector, 'title' | 'errors' | 'baseUrls' | 'keys' | 'parse' | 'dayIn'>
  settings: Settings
  tokens: TokenSource
  pace: PaceGate
  http: Http
  clock: Clock
  random?: () => number
  signal?: AbortSignal
  onRequest?: (asked: AskedOnce) => void
}

/** See VendorHttp for what request promises. A wait of more than a minute is left to the job. */
export function createVendorHttp(options: VendorHttpOptions): VendorHttp {
  const slowDown = createSlowDown()
  return {
    async request(ask) {
      const url = addressOf(ask, options.connector, options.settings)
      const one: Try = { ask, url, token: await options.tokens.current() }
      let isRenewed = false
      for (let tryNo = 1; ; tryNo++) {
        const outcome = await tryOnce(options, slowDown, one)
        if (!(outcome instanceof Failure)) {
          slowDown.wentWell()
          return vendorAnswer(options.connector.title, outcome)
        }
        if ((outcome.status === 401 || outcome.kind === 'unauthorised') && !isRenewed) {
          isRenewed = true
          one.token = await options.tokens.renew(one.token)
          continue
        }
        // A fault brings no proof that follows the one it may have used up.
        if (options.connector.keys?.next) isRenewed = false
        await waitOrThrow(options, slowDown, { ask, failure: outcome, tryNo })
      }
    },
  }
}

interface Try {
  ask: VendorRequest
  url: URL
  /** What the try went out with, once it has. */
  token: string
}

async function tryOnce(
  options: VendorHttpOptions,
  slowDown: SlowDown,
  one: Try,
): Promise<HttpAnswer | Failure> {
  const { connector, clock, signal, onRequest = () => {} } = options
  const { ask, url } = one
  if (slowDown.gapMs() > 0) await clock.sleep(slowDown.gapMs(), signal)
  const release = await options.pace.take()
  const asked = { method: ask.method, path: url.pathname }
  try {
    signal?.throwIfAborted()
    // Whoever had the turn before may have been told another one.
    if (connector.keys?.next) one.token = await options.tokens.current()
    const { token } = one
    const sent = await bodyOf(ask, token)
    const answer = await options.http.exchange({
      method: ask.method,
      url: url.href,
      headers: {
        ...proofHeaders(options, token),
        ...ask.headers,
        ...(sent && { 'content-type': sent.type }),
      },
      ...(sent && { body: sent.body }),
      isSafe: isSafe(ask),
      ...(signal ? { signal } : {}),
    })
    onRequest({ ...asked, status: answer.status })
    await follow(options, token, answer.body)
    const perDay = connector.dayIn?.(answer.headers) ?? null
    if (perDay !== null) await options.pace.heard?.(perDay)
    const { status, headers } = answer
    const body = () => parsedOrNothing(connector, answer.body)
    const isGood = status >= 200 && status < 300
    if (isGood && !isErrorInBody(connector.errors, { status, body })) return answer
    return judgeAnswer(connector.title, connector.errors, {
      status,
      headers,
      body: body(),
      now: clock.now(),
    })
  } catch (error) {
    signal?.throwIfAborted()
    const judged = judgeFault(connector.title, error)
    if (!(judged instanceof Failure)) throw judged
    onRequest({ ...asked, status: null })
    return judged
  } finally {
    await release?.()
  }
}

/** Before the turn is over: the next one must know. */
async function follow(
  { connector, tokens }: VendorHttpOptions,
  used: string,
  body: Uint8Array,
): Promise<void> {
  const next = connector.keys?.next?.(body) ?? null
  if (next !== null && next !== used) await tokens.follow?.(used, next)
}

function proofHeaders({ connector, settings }: VendorHttpOptions, token: string) {
  if (!connector.keys) return { authorization: `Bearer ${token}` }
  return token === '' ? {} : connector.keys.headers?.(token, settings)
}

/** What goes out with the request, and its media type; null where nothing does. */
async function bodyOf(
  { json, text, parts }: VendorRequest,
  proof: string,
): Promise<{ type: string; body: string | Uint8Array } | null> {
  if (text) {
    const { type, body } = text
    return { type, body: typeof body === 'string' ? body : body(proof) }
  }
  if (json !== undefined) return { type: 'application/json', body: JSON.stringify(json) }
  if (parts === undefined) return null
  const form = new FormData()
  for (const [name, part] of Object.entries(parts)) form.append(name, part)
  const encoded = new Response(form)
  const type = encoded.headers.get('content-type')!
  return { type, body: new Uint8Array(await encoded.arrayBuffer()) }
}

/** Returns when the same may be asked again, after the pause that is due. */
async function waitOrThrow(
  options: VendorHttpOptions,
  slowDown: SlowDown,
  { ask, failure, tryNo }: { ask: VendorRequest; failure: Failure; tryNo: number },
): Promise<void> {
  const { clock, pace, random = Math.random, signal } = options
  const isThrottle = failure.kind === 'throttled'
  if (isThrottle) slowDown.tooFast()
  const wait = failure.waitMs ?? backOffMs(tryNo, random())
  if (isThrottle || failure.kind === 'quota_exceeded') {
    await pace.block(clock.now() + wait, failure.message)
  }
  // A throttled request was not acted on, so even an unsafe one may be sent again.
  const mayRepeat = isThrottle || (failure.kind === 'temporary' && isSafe(ask))
  if (!mayRepeat || tryNo >= TRIES_MAX || wait > WAIT_MAX_MS) throw failure
  await clock.sleep(wait, signal)
}

function isSafe(ask: VendorRequest): boolean {
  return ask.isSafe ?? isSafeMethod(ask.method)
}

function parsedOrNothing({ parse }: Pick<Connector, 'parse'>, body: Uint8Array): unknown {
  try {
    return parse ? parse(body) : parseJson(body)
  } catch {
    // An error without a readable body is judged by its status alone.
    return undefined
  }
}
