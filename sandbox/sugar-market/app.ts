import { Buffer } from 'node:buffer'
import { Hono } from 'hono'
import { createMiddleware } from 'hono/factory'
import { accountRoutes } from './accounts.ts'
import { contactRoutes } from './contacts.ts'
import { apiPath } from './paths.ts'
import type { Env, Keys, Vendor } from './vendor.ts'

/** The simulated vendor as one function from request to answer. Links of records end in a slash. */
export function createSugarMarket(vendor: Vendor): Hono<Env> {
  const api = new Hono<Env>({ strict: false })
  api.use(gate(vendor))
  api.route('/', contactRoutes(vendor))
  api.route('/', accountRoutes(vendor))
  const app = new Hono<Env>({ strict: false })
  app.route(apiPath, api)
  // What stands in an error is not documented: its status is all there is.
  app.notFound((c) => c.body(null, 404))
  return app
}

function gate({ world, clock, keys }: Vendor) {
  return createMiddleware<Env>(async (c, next) => {
    if (!opens(keys, c.req.header('authorization'))) {
      return c.body(null, 401, { 'www-authenticate': 'Basic realm="Sugar Market"' })
    }
    // One moment for the whole answer: the clock may be running.
    const now = clock.now()
    world.settle(now)
    c.set('now', now)
    c.set('base', new URL(c.req.url).origin + apiPath)
    return next()
  })
}

function opens({ username, password }: Keys, header: string | undefined): boolean {
  const coded = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(header ?? '')?.[1] ?? ''
  return Buffer.from(coded, 'base64').toString('utf8') === `${username}:${password}`
}
