/** One request, one answer, one connection: no retry, no redirect, no cookie. */
import http, { type ClientRequest, type IncomingMessage } from 'node:http'
import https from 'node:https'
import type { LookupFunction, Socket } from 'node:net'
import { readBody } from './body.ts'
import { type Deadlines, type HttpLimits, startDeadlines } from './deadlines.ts'
import { HttpFault } from './fault.ts'

export interface WireAsk {
  method: string
  url: URL
  headers: Record<string, string>
  body: Uint8Array | null
  limits: HttpLimits
  lookup: LookupFunction
  /** false = a connection of its own. */
  agent: http.Agent | https.Agent | false
  signal: AbortSignal | undefined
}

export interface HttpAnswer {
  status: number
  headers: Headers
  body: Uint8Array
}

/** Resolves with whatever the server answered, redirects included; rejects with HttpFault. */
export function exchange(ask: WireAsk): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const { signal } = ask
    if (signal?.aborted) return reject(aborted(signal))
    const request = open(ask)
    const deadlines = startDeadlines(ask.url.host, ask.limits, (fault) => request.destroy(fault))
    const stop = () => request.destroy(aborted(signal!))
    signal?.addEventListener('abort', stop, { once: true })

    followConnection(request, ask.url, deadlines)
    request.on('response', (response) => {
      deadlines.reading()
      takeAnswer(response, ask, deadlines).then(
        (answer) => settle(() => resolve(answer)),
        (error: unknown) => {
          settle(() => reject(asFault(error, ask.url)))
          request.destroy()
        },
      )
    })
    request.on('error', (error) => settle(() => reject(asFault(error, ask.url))))
    if (ask.body) request.end(ask.body)
    else request.end()

    function settle(how: () => void) {
      deadlines.stop()
      signal?.removeEventListener('abort', stop)
      how()
    }
  })
}

function open(ask: WireAsk): ClientRequest {
  const { request } = ask.url.protocol === 'https:' ? https : http
  const { method, lookup, agent } = ask
  const length = ask.body ? { 'content-length': String(ask.body.byteLength) } : {}
  const headers = { 'accept-encoding': 'gzip', ...ask.headers, ...length }
  return request(ask.url, { method, headers, lookup, agent })
}

function followConnection(request: ClientRequest, url: URL, deadlines: Deadlines) {
  deadlines.connecting()
  request.on('socket', (socket: Socket) => {
    if (!socket.connecting) return deadlines.waiting()
    socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => deadlines.waiting())
  })
}

async function takeAnswer(
  response: IncomingMessage,
  ask: WireAsk,
  deadlines: Deadlines,
): Promise<HttpAnswer> {
  const headers = new Headers()
  for (let i = 0; i + 1 < response.rawHeaders.length; i += 2) {
    headers.append(response.rawHeaders[i]!, response.rawHeaders[i + 1]!)
  }
  const body = await readBody(response, ask.limits.bodyBytesMax, () => deadlines.reading())
  if (!response.complete) throw new HttpFault('connection', `${ask.url.host} cut its answer short.`)
  return { status: response.statusCode ?? 0, headers, body }
}

function asFault(error: unknown, url: URL): HttpFault {
  if (error instanceof HttpFault) return error
  const code = (error as { code?: unknown }).code
  const name = typeof code === 'string' ? code : ''
  if (MALFORMED.test(name)) {
    const words = `${url.host} answered in a way that is no HTTP (${String(code)}).`
    return new HttpFault('malformed', words, { cause: error })
  }
  return new HttpFault(
    'connection',
    `The connection to ${url.host} failed${name && ` (${name})`}.`,
    {
      cause: error,
    },
  )
}

/** HTTP parser, TLS certificate, and header errors: asking again gives the same. */
const MALFORMED = /^(HPE_|CERT_|ERR_TLS_|ERR_INVALID_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|Z_DATA_)/

function aborted(signal: AbortSignal): HttpFault {
  return new HttpFault('aborted', 'The request was given up.', { cause: signal.reason })
}
