import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { SandboxClock } from './clock.ts'
import { substitute } from './faults/answers.ts'
import type { Asked, FaultFace } from './faults/face.ts'
import type { Fault } from './faults/fault.ts'
import { isPageFault, type PageSpoiler } from './faults/pages.ts'
import { reaches, type FaultScript } from './faults/script.ts'
import { hang, reset, send } from './faults/wire.ts'
import { loggedBody, loggedQuery, mostRequests, type LoggedRequest } from './request-log.ts'
import type { Tokens } from './vendor.ts'

export interface Site {
  /** The simulated vendor, which knows nothing of faults. */
  vendor: (request: Request) => Response | Promise<Response>
  /** The sandbox's own routes under /_sandbox/. */
  control: (request: Request) => Response | Promise<Response>
  clock: SandboxClock
  tokens?: Tokens
  face: FaultFace
  faults: FaultScript
  pages: PageSpoiler
  log: LoggedRequest[]
  /** Sends the webhooks that are due, once an exchange is over. */
  deliver: () => Promise<unknown>
}

/** More than any simulated vendor takes, so that each can refuse what is too much in its words. */
const largestBody = 16 * 1024 * 1024
const idleMs = 60_000

/** Serves the simulated vendor on loopback, and lets the fault script come between. */
export async function listen(site: Site, port: number) {
  const closing = new AbortController()
  const server = createServer((incoming, response) => {
    handle(site, incoming, { response, closing: closing.signal }).catch((error: unknown) => {
      console.error('sandbox:', error)
      if (!response.headersSent) response.writeHead(500)
      response.end()
    })
  })
  // In one process with its client, a busy moment must not close a connection about to be used.
  server.keepAliveTimeout = idleMs
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const bound = (server.address() as AddressInfo).port
  return {
    port: bound,
    close: () => {
      closing.abort()
      return shut(server)
    },
  }
}

async function shut(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}

interface Exchange {
  response: ServerResponse
  closing: AbortSignal
}

async function handle(site: Site, incoming: IncomingMessage, exchange: Exchange): Promise<void> {
  const text = await readBody(incoming)
  const target = incoming.url ?? '/'
  const request = toRequest(incoming, target, text)
  if (target.startsWith('/_sandbox/')) {
    const answer = await plain(await site.control(request))
    // Whoever moved the clock may rely on it: what happened until then has been told.
    await site.deliver()
    await send(exchange.response, answer, undefined)
    return
  }
  const asked = ask(site.face, { target, text, headers: incoming.headers })
  const entry = enter(site, incoming, asked)
  const fault = site.faults.take({ ...asked, method: entry.method })
  if (fault !== undefined) entry.fault = fault.kind
  // The first of two processings is one that nobody hears of.
  if (processedUnheard(fault)) await site.vendor(request.clone())
  if (fault?.kind === 'timeout') return hang(exchange.response, fault.holdMs, exchange.closing)
  if (fault?.kind === 'reset') return reset(exchange.response)
  const answer = await plain(await answerTo(site, { request, asked }, fault))
  if (fault?.kind === 'lost-answer' || fault?.kind === 'lost-rotated-answer') {
    return reset(exchange.response)
  }
  const whole = answer.body
  if (fault !== undefined && isPageFault(fault) && answer.status === 200) {
    answer.body = Buffer.from(site.pages.spoil(fault, asked, whole.toString('utf8')))
  }
  if (answer.status === 200 && reaches(site.face.api, entry.path)) {
    site.pages.remember(asked, whole.toString('utf8'))
  }
  entry.status = answer.status
  entry.bytes = answer.body.length
  await send(exchange.response, answer, fault)
  await site.deliver()
}

function processedUnheard(fault: Fault | undefined): boolean {
  if (fault?.kind === 'timeout' || fault?.kind === 'server-error') return fault.applied === true
  return fault?.kind === 'repeated-request'
}

/** The request, with what it asks for where its address does not say it. */
function ask(face: FaultFace, sent: Omit<Asked, 'operation'>): Asked {
  const operation = face.operation?.(sent)
  return { ...sent, ...(operation !== undefined && { operation }) }
}

interface Received {
  request: Request
  asked: Asked
}

function answerTo(site: Site, { request, asked }: Received, fault: Fault | undefined) {
  if (fault?.kind === 'expired-token') site.tokens?.expire(shown(site.face, asked) ?? '')
  if (fault?.kind === 'revoke-refresh-token') site.tokens?.revokeRefreshTokens()
  return (fault && substitute(fault, site.face, asked)) ?? site.vendor(request)
}

function enter(site: Site, incoming: IncomingMessage, asked: Asked): LoggedRequest {
  const url = new URL(asked.target, 'http://127.0.0.1')
  const grant = site.tokens?.check(shown(site.face, asked) ?? '')
  const body = loggedBody(incoming.headers['content-type'], asked.text)
  const entry: LoggedRequest = {
    receivedAt: Date.now(),
    sandboxTime: site.clock.now(),
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: loggedQuery(url.searchParams),
    ...(asked.operation !== undefined && { operation: asked.operation }),
    ...(body !== undefined && { body }),
    ...(grant !== undefined && { clientId: grant.clientId }),
  }
  site.log.push(entry)
  if (site.log.length > mostRequests) site.log.shift()
  return entry
}

/** What the request shows to say who sends it. */
function shown(face: FaultFace, asked: Asked): string | undefined {
  if (face.shown !== undefined) return face.shown(asked)
  return /^Bearer (.+)$/i.exec(String(asked.headers.authorization ?? ''))?.[1]
}

function toRequest(incoming: IncomingMessage, target: string, text: string): Request {
  const method = incoming.method ?? 'GET'
  const headers = new Headers()
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value)
  }
  const url = new URL(target, `http://${incoming.headers.host ?? '127.0.0.1'}`)
  const bodyless = method === 'GET' || method === 'HEAD'
  return new Request(url, { method, headers, ...(!bodyless && { body: text }) })
}

async function plain(answer: Response) {
  return {
    status: answer.status,
    headers: Object.fromEntries(answer.headers),
    body: Buffer.from(await answer.arrayBuffer()),
  }
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > largestBody) throw new Error('request body too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
