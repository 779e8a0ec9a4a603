import type { MiddlewareHandler } from 'hono'
import type { Surroundings } from './surroundings.ts'

/** Styles may be inline: the component library sets them; scripts may not. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

const HSTS_SECONDS = 365 * 24 * 3600

/** Headers every answer carries, whoever made it. */
export function securityHeaders(
  surroundings: (c: Parameters<MiddlewareHandler>[0]) => Surroundings,
): MiddlewareHandler {
  return async (c, next) => {
    await next()
    const { headers } = c.res
    headers.set('content-security-policy', CONTENT_SECURITY_POLICY)
    headers.set('x-content-type-options', 'nosniff')
    headers.set('x-frame-options', 'DENY')
    headers.set('referrer-policy', 'same-origin')
    headers.set('cross-origin-opener-policy', 'same-origin')
    headers.set('cross-origin-resource-policy', 'same-origin')
    headers.set('permissions-policy', 'camera=(), microphone=(), geolocation=()')
    if (surroundings(c).isSecure) {
      headers.set('strict-transport-security', `max-age=${HSTS_SECONDS}`)
    }
    if (!headers.has('cache-control')) headers.set('cache-control', 'no-store')
  }
}
