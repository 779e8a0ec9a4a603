import { createMiddleware } from 'hono/factory'
import { gatewayErrors } from './errors.ts'
import type { Env, Vendor } from './vendor.ts'

/**
 * What stands before every API route: the token, then the pace and the day's quota. No page says
 * how a call too many is refused, so both are the gateway's 429, without any header.
 */
export function gate(vendor: Vendor) {
  return createMiddleware<Env>(async (c, next) => {
    const token = /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
    const holder = vendor.tokens.check(token ?? '')
    if (holder === undefined) return c.json(gatewayErrors.unauthorized, 401)
    if (vendor.limits.book(holder.clientId) !== undefined) {
      return c.json(gatewayErrors.throttled, 429)
    }
    // One moment for the whole answer: the clock may be running.
    const now = vendor.clock.now()
    vendor.world.settle(now)
    c.set('now', now)
    c.set('rowsPerPage', vendor.rowsPerPage)
    return next()
  })
}
