import { createHmac } from 'node:crypto'
import { Hono, type Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { errorBody } from './refusal.ts'
import type { Vendor } from './vendor.ts'

/** The refusal of a token: missing, unknown or ended. Nothing tells which. */
export const expired = errorBody('INVALID_SESSION_ID', 'Session expired or invalid')
export const tooMany = errorBody('REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.')

/** Tokens, and who they are for. */
export function signInRoutes(vendor: Vendor): Hono {
  const { org, passes } = vendor
  const app = new Hono()
  app.post('/token', async (c) => {
    const form = new URLSearchParams(await c.req.text())
    const { clientId, clientSecret } = vendor.client
    const shown = clientOf(c, form)
    if (form.get('grant_type') !== 'client_credentials') {
      return refused(c, 'unsupported_grant_type', 'grant type not supported')
    }
    if (shown.id !== clientId) {
      return refused(c, 'invalid_client_id', 'client identifier invalid')
    }
    if (shown.secret !== clientSecret) {
      return refused(c, 'invalid_client', 'invalid client credentials')
    }
    return c.json(tokenAnswer(vendor, new URL(c.req.url).origin))
  })
  app.get('/userinfo', (c) => {
    if (passes.check(bearer(c)) === undefined) return c.text('Bad_OAuth_Token', 403)
    const user = org.find(org.users.api)
    return c.json({
      sub: idUrl(vendor, new URL(c.req.url).origin),
      user_id: org.users.api,
      organization_id: org.id,
      preferred_username: user?.Username,
      name: user && org.read(user, 'Name'),
      email: user?.Email,
      user_type: 'STANDARD',
      active: true,
    })
  })
  return app
}

function refused(c: Context, error: string, error_description: string) {
  return c.json({ error, error_description }, 400)
}

/** A client shows itself in the form or, with the usual header, before it. */
function clientOf(c: Context, form: URLSearchParams) {
  const basic = /^Basic (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1]
  if (basic === undefined) return { id: form.get('client_id'), secret: form.get('client_secret') }
  const text = Buffer.from(basic, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  return { id: text.slice(0, colon), secret: text.slice(colon + 1) }
}

/** There is no word of how long the token lives. */
function tokenAnswer(vendor: Vendor, origin: string) {
  const { client, passes } = vendor
  const id = idUrl(vendor, origin)
  const issued_at = String(Date.now())
  const signature = createHmac('sha256', client.clientSecret)
    .update(id + issued_at)
    .digest('base64')
  const access_token = passes.issue(client.clientId)
  const scope = 'api'
  return {
    access_token,
    signature,
    scope,
    instance_url: origin,
    id,
    token_type: 'Bearer',
    issued_at,
  }
}

function idUrl({ org }: Vendor, origin: string): string {
  return `${origin}/id/${org.id}/${org.users.api}`
}

/** Stands before the API: who asks, and whether the day's requests are used up. */
export function gate({ passes, limits, requestsPerDay }: Vendor) {
  return createMiddleware(async (c, next) => {
    const session = passes.check(bearer(c))
    if (session === undefined) return c.json(expired, 401)
    if (limits.book(session.clientId) !== undefined) return c.json(tooMany, 403)
    await next()
    const used = limits.used(session.clientId)
    c.res.headers.set('Sforce-Limit-Info', `api-usage=${used}/${requestsPerDay}`)
    return undefined
  })
}

function bearer(c: Context): string {
  return /^(?:Bearer|OAuth) (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? ''
}
