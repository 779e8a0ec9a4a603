import { createMiddleware } from 'hono/factory'
import { gatewayErrors } from './errors.ts'
import type { Env, Vendor } from './vendor.ts'

/** What stands before every API route: the token, then the pace and the day's quota. */
export function gate(vendor: Vendor) {
  return createMiddleware<Env>(async (c, next) => {
    const token = /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
    const grant = vendor.grants.check(token ?? '')
    if (grant === undefined) return c.json(gatewayErrors.unauthorized, 401)
    const refused = vendor.limits.book(grant.clientId)
    if (refused !== undefined) return c.json(gatewayErrors[refused], 429)
    c.set('grant', grant)
    c.set('rowsPerPage', vendor.rowsPerPage)
    // One moment for the whole answer: the clock may be running.
    c.set('now', vendor.clock.now())
    return next()
  })
}

/** Refuses a token that was not granted the scope an endpoint needs. */
export function needs(scope: string) {
  return createMiddleware<Env>(async (c, next) => {
    if (!c.get('grant').scopes.includes(scope)) return c.json(gatewayErrors.forbidden, 403)
    return next()
  })
}
