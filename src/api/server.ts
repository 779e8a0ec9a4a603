import { randomUUID } from 'node:crypto'
import { Hono, type Context } from 'hono'
import { compress } from 'hono/compress'
import type { Homing } from '../homing.ts'
import { Refused } from '../platform/refused.ts'
import { inWork } from '../platform/work.ts'
import { authenticate, authorise } from './authorise.ts'
import { concealedAnswer, refuseHiddenAsk } from './conceal.ts'
import { contract, type Route, type RouteName } from './contract/index.ts'
import { docsPage } from './docs-page.ts'
import type { Ask, Handler } from './handler.ts'
import { handlers } from './handlers/index.ts'
import { HookDoor } from './hooks/door.ts'
import { McpDoor } from './mcp-door.ts'
import { openApi } from './openapi.ts'
import { countRequest } from './operating/metrics.ts'
import { addOperating, type OperatingOptions } from './operating/routes.ts'
import { problemResponse, WrongMethod } from './problem.ts'
import { PreferenceDoor } from './preferences/door.ts'
import { readAsk } from './read-ask.ts'
import { refuseForeignName, refuseForeignPage } from './same-origin.ts'
import { securityHeaders } from './security-headers.ts'
import { StaticFiles } from './static-files.ts'
import { surroundingsOf, type Surroundings } from './surroundings.ts'
import { visitOf } from './visit.ts'
import { writeAnswer } from './write-answer.ts'

export interface ServerOptions extends OperatingOptions {
  /** Where people reach this Homing, where that is not the address it listens on. */
  publicUrl?: string
  trustedProxies?: readonly string[]
  /** The built web app; without it only the API answers. */
  webDir?: string
  /** Answers health, readiness and metrics only: this process works, others are asked. */
  isWorkerOnly?: boolean
  /** Takes what ESPs deliver by themselves; one of the server's own where absent. */
  hookDoor?: HookDoor
}

interface Server {
  homing: Homing
  options: ServerOptions
  surroundings(c: Context): Surroundings
}

/** The whole of Homing over HTTP: API, documentation, health, metrics and the web app. */
export async function createServer(homing: Homing, options: ServerOptions): Promise<Hono> {
  const { publicUrl, trustedProxies = [] } = options
  const surroundings = (c: Context) => surroundingsOf(c, { publicUrl, trustedProxies })
  const server: Server = { homing, options, surroundings }
  const app = new Hono()
  app.use(underItsNumber)
  if (!options.isWorkerOnly) {
    addHookDoor(app, server)
    addPreferenceDoor(app, server)
  }
  app.use(securityHeaders(surroundings))
  app.use(compress())
  app.onError((error) => problemResponse(error, homing.log))
  addOperating(app, homing, options, (c) => surroundings(c).isLocal)
  if (options.isWorkerOnly) return app
  addDocumentation(app, server)
  for (const [name, route] of Object.entries(contract) as [RouteName, Route][]) {
    app.on(route.method, honoPath(route.path), (c) => answerRoute(c, name, route, server))
  }
  addWrongMethods(app)
  addMcpDoor(app, server)
  app.all('/api/*', () => {
    throw new Refused(404, 'The API has no such path.', { remedy: 'See /api/docs.' })
  })
  const files = options.webDir === undefined ? null : await StaticFiles.read(options.webDir)
  app.get('*', (c) => screen(c, files, server))
  app.notFound(() =>
    problemResponse(new Refused(404, 'There is nothing at this address.'), homing.log),
  )
  return app
}

/** Every line that is logged on behalf of a request carries its number, and so does its answer. */
async function underItsNumber(c: Context, next: () => Promise<void>): Promise<void> {
  const request = randomUUID()
  await inWork({ request }, next)
  c.header('x-request-id', request)
}

/** What happens to every request of the contract, in order. */
async function answerRoute(
  c: Context,
  name: RouteName,
  route: Route,
  server: Server,
): Promise<Response> {
  const { homing, options } = server
  const startedAt = performance.now()
  let status = 500
  try {
    const surroundings = server.surroundings(c)
    refuseForeignName(surroundings, options.publicUrl)
    const visit = visitOf(c, surroundings, homing.now())
    const authorization = c.req.header('authorization')
    refuseForeignPage(c, {
      hasKey: authorization !== undefined,
      hasCookie: visit.sessionToken !== null,
      surroundings,
    })
    const proof = { authorization, sessionToken: visit.sessionToken }
    const isPublic = route.permission === 'public'
    const caller = isPublic ? null : await authenticate(homing, proof, options.operatorKey)
    authorise(route.permission, caller)
    const read = await readAsk(c, route)
    const { origin } = surroundings
    const ask = { ...read, caller, origin, signal: c.req.raw.signal, visit }
    const handler = handlers[name] as Handler<RouteName>
    refuseHiddenAsk(route, read, caller?.hidden)
    const told = await handler(ask as Ask<RouteName>, homing)
    const answer = concealedAnswer(route, told, { hidden: caller?.hidden, query: read.query })
    const response = await writeAnswer(c, { name, route, answer, log: homing.log })
    status = response.status
    return response
  } catch (error) {
    const response = problemResponse(error, homing.log)
    status = response.status
    return response
  } finally {
    const ms = performance.now() - startedAt
    countRequest(name, status, ms)
    homing.log.debug({ route: name, status, ms: Math.round(ms) }, 'answered')
  }
}

/**
 * Before everything else, and without it: no page of a browser is answered here, and a vendor has
 * neither a session nor a key. It has limits of its own.
 */
function addHookDoor(app: Hono, { homing, options, surroundings }: Server): void {
  const door = options.hookDoor ?? new HookDoor(homing)
  app.all('/hooks/:token', (c) => door.answer(c, surroundings(c).origin))
}

/** Before the headers of our own app as well: these pages have a stricter policy of their own. */
function addPreferenceDoor(app: Hono, { homing, surroundings }: Server): void {
  const door = new PreferenceDoor(homing)
  app.all('/p/:token', (c) => door.answer(c, 'preferences', surroundings(c)))
  app.all('/u/:token', (c) => door.answer(c, 'unsubscribe', surroundings(c)))
}

/** A second face of the API: it asks the very routes, with the key of whoever asks. */
function addMcpDoor(app: Hono, { homing, options, surroundings }: Server): void {
  const { version, publicUrl, operatorKey } = options
  const ask = (request: Request, c: Context) => app.fetch(request, c.env)
  const door = new McpDoor(homing, { version, publicUrl, operatorKey, ask })
  app.all('/mcp', (c) => door.answer(c, surroundings(c)))
}

/** Made when it is first asked for: it would be a tenth of every start. */
function addDocumentation(app: Hono, { options }: Server): void {
  let document: string | undefined
  let page: string | undefined
  app.get('/api/openapi.json', (c) => {
    document ??= JSON.stringify(openApi(options.version))
    return c.body(document, 200, { 'content-type': 'application/json' })
  })
  app.get('/api/docs', (c) => c.html((page ??= docsPage(options.version))))
}

/** A known path called by another method is told which it answers to. */
function addWrongMethods(app: Hono): void {
  const methods = new Map<string, string[]>()
  for (const { path, method } of Object.values(contract) as Route[]) {
    methods.set(path, [...(methods.get(path) ?? []), method])
  }
  for (const [path, allowed] of methods) {
    app.all(honoPath(path), () => {
      throw new WrongMethod(allowed.join(', '))
    })
  }
}

function screen(c: Context, files: StaticFiles | null, server: Server): Response {
  refuseForeignName(server.surroundings(c), server.options.publicUrl)
  const answer = files?.answer(c.req.path, c.req.header('if-none-match'))
  if (answer) return answer
  if (c.req.path === '/') {
    return c.text('Homing is running. The web app is not built; the API is at /api/docs.')
  }
  throw new Refused(404, 'There is nothing at this address.')
}

function honoPath(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1')
}
