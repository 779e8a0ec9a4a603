import { Buffer } from 'node:buffer'
import { createMiddleware } from 'hono/factory'
import { overLimit, refused, unauthorized } from './errors.ts'
import type { Env, Keys, Vendor } from './vendor.ts'

/** The largest request the vendor takes, in bytes. */
export const mostBytes = 10 * 1024 * 1024

/**
 * What stands before every route: the keys of that account by HTTP Basic, then the pace, of which
 * only the refusal is documented, then the size.
 */
export function gate(vendor: Vendor) {
  return createMiddleware<Env>(async (c, next) => {
    const shown = basic(c.req.header('authorization'))
    if (!opens(vendor.keys, c.req.param('account'), shown)) {
      c.header('www-authenticate', 'Basic realm="Emma"')
      return c.json(unauthorized, 401)
    }
    if (vendor.limits.book(vendor.keys.publicKey) !== undefined) return c.json(overLimit, 403)
    if (Buffer.byteLength(await c.req.text()) > mostBytes) {
      return refused(c, 'The request is larger than 10 MB', 413)
    }
    // One moment for the whole answer: the clock may be running.
    const now = vendor.clock.now()
    vendor.world.settle(now)
    c.set('now', now)
    c.set('rowsPerPage', vendor.rowsPerPage)
    return next()
  })
}

function basic(header: string | undefined): string | undefined {
  const coded = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(header ?? '')?.[1]
  return coded === undefined ? undefined : Buffer.from(coded, 'base64').toString('utf8')
}

function opens(keys: Keys, account: string | undefined, shown: string | undefined): boolean {
  return account === keys.accountId && shown === `${keys.publicKey}:${keys.privateKey}`
}
