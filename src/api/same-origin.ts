import type { Context } from 'hono'
import { Refused } from '../platform/refused.ts'
import { isNoName, type Surroundings } from './surroundings.ts'

/**
 * Refuses what another site's page could have sent in a user's name. An API key is never sent by
 * a browser on its own, so requests that carry one are let through. Requests with a session cookie
 * must prove that they come from our own pages; without either, a browser's foreign origin is
 * still refused (nobody may be signed in or set up by another site).
 */
export function refuseForeignPage(
  c: Context,
  asks: { hasKey: boolean; hasCookie: boolean; surroundings: Surroundings },
): void {
  if (asks.hasKey || c.req.method === 'GET' || c.req.method === 'HEAD') return
  const site = c.req.header('sec-fetch-site')
  const origin = c.req.header('origin')
  // The browser's own word, which no page can write; older browsers send the origin only.
  if (site === 'same-origin') return
  if (site === undefined && origin === asks.surroundings.origin) return
  if (site === undefined && origin === undefined && !asks.hasCookie) return
  throw new Refused(403, 'This request was not sent by a page of this Homing.', {
    remedy:
      'Use its own address in the browser, or an API key in a program; behind a reverse '
      + 'proxy, set PUBLIC_URL.',
  })
}

/**
 * Refuses a host name that is not ours: a foreign name that leads to this machine (DNS rebinding)
 * would make its page look like our own to the browser.
 */
export function refuseForeignName(surroundings: Surroundings, publicUrl: string | undefined): void {
  const { hostname } = surroundings
  if (isNoName(hostname)) return
  if (publicUrl !== undefined && new URL(publicUrl).hostname === hostname) return
  throw new Refused(400, 'This Homing does not answer to the name it was called by.', {
    remedy: 'Set PUBLIC_URL to the address people use, or call it by its network address.',
  })
}
