import { Buffer } from 'node:buffer'
import { Hono } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { SandboxClock } from '../clock.ts'
import { XmlRefused } from '../soap/index.ts'
import { readCall, writeFault, writeResponse } from '../xmlrpc/index.ts'
import { codes, Refused } from './errors.ts'
import { restToken } from './keys.ts'
import { methods } from './methods.ts'
import { restPath, rpcPath } from './paths.ts'
import { restRoutes } from './rest.ts'
import type { Keys, Vendor } from './vendor.ts'

export interface Env {
  Variables: { now: number }
}

/** The simulated vendor as one function from request to answer. */
export function createHighRoad(vendor: Vendor, clock: SandboxClock): Hono<Env> {
  const app = new Hono<Env>({ strict: false })
  const settled = createMiddleware<Env>(async (c, next) => {
    // One moment for the whole answer: the clock may be running.
    const now = clock.now()
    vendor.world.settle(now)
    c.set('now', now)
    return next()
  })
  app.post(rpcPath, gate(vendor.keys), settled, async (c) => {
    const answer = perform(vendor, await c.req.text(), c.get('now'))
    return c.body(answer, 200, { 'content-type': 'text/xml; charset=utf-8' })
  })
  app.use(`${restPath}/*`, gate(vendor.keys, restToken), settled)
  app.route(restPath, restRoutes(vendor))
  // What stands in an error of HTTP is not documented: its status is all there is.
  app.notFound((c) => c.body(null, 404))
  return app
}

/** Whoever is refused by a method hears it in a fault, which has status 200 like every answer. */
function perform(vendor: Vendor, text: string, now: number): string {
  try {
    const { method, params } = readCall(text)
    const known = Object.hasOwn(methods, method) ? methods[method] : undefined
    if (known === undefined) throw new Refused('There is no method of that name', codes.noMethod)
    return writeResponse(known(vendor, params, now))
  } catch (error) {
    if (error instanceof Refused) return writeFault({ code: error.code, text: error.message })
    if (error instanceof XmlRefused) return writeFault({ code: codes.noXml, text: error.message })
    throw error
  }
}

function gate({ account, username, password }: Keys, token?: string) {
  const user = `${account}.${username}:${password}`
  return createMiddleware<Env>(async (c, next) => {
    const [, kind = '', shown = ''] =
      /^(Basic|TOKEN) (\S+)$/i.exec(c.req.header('authorization') ?? '') ?? []
    const opens =
      kind.toLowerCase() === 'basic'
        ? Buffer.from(shown, 'base64').toString('utf8') === user
        : shown !== '' && shown === token
    if (opens) return next()
    return c.body(null, 401, { 'www-authenticate': 'Basic realm="Adestra"' })
  })
}
