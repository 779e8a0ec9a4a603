import { Hono, type Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { Passes } from '../passes.ts'
import type { Registered, Vendor } from '../vendor.ts'
import { answer } from './answer.ts'

const unknownClient = { error: 'invalid_client', message: 'Client authentication failed' }
const wrongUser = { error: 'invalid_grant', message: 'The user credentials were incorrect.' }
const wrongToken = { error: 'invalid_request', message: 'The refresh token is invalid.' }

/** The refusal of a token: missing, unknown, expired or logged out. */
export const denied = {
  error: 'access_denied',
  message: 'The resource owner or authorization server denied the request.',
  hint: 'Access token could not be verified',
}

/** The token endpoint. Its body is JSON or a form, and only with a password is there a refresh. */
export function tokenRoutes({ passes, registered }: Vendor): Hono {
  const app = new Hono()
  app.post('/access_token', async (c) => {
    const given = await fieldsOf(c)
    const { clientId, clientSecret } = registered.client
    if (given.client_id !== clientId || given.client_secret !== clientSecret) {
      return c.json(unknownClient, 401)
    }
    switch (given.grant_type) {
      case 'client_credentials':
        return c.json(tokenAnswer(passes.issue(clientId), false))
      case 'password':
        if (!isUser(registered, given)) return c.json(wrongUser, 401)
        return c.json(tokenAnswer(passes.issue(clientId), true))
      case 'refresh_token': {
        const next = passes.rotate(given.refresh_token ?? '')
        return next === undefined ? c.json(wrongToken, 401) : c.json(tokenAnswer(next, true))
      }
      default:
        return c.json({ error: 'unsupported_grant_type', message: 'Unknown grant type' }, 400)
    }
  })
  return app
}

function isUser({ login }: Registered, { username, password }: Record<string, string>): boolean {
  return username === login.username && password === login.password
}

function tokenAnswer(issued: ReturnType<Passes['issue']>, refreshed: boolean) {
  return {
    token_type: 'Bearer',
    expires_in: issued.expiresInSeconds,
    access_token: issued.accessToken,
    ...(refreshed && { refresh_token: issued.refreshToken }),
  }
}

async function fieldsOf(c: Context): Promise<Record<string, string>> {
  const text = await c.req.text()
  if (!/json/i.test(c.req.header('content-type') ?? '')) {
    return Object.fromEntries(new URLSearchParams(text))
  }
  try {
    const given: unknown = JSON.parse(text)
    return typeof given === 'object' && given !== null ? (given as Record<string, string>) : {}
  } catch {
    return {}
  }
}

/** Stands before every route below V8. */
export function gate({ passes }: Vendor) {
  return createMiddleware(async (c, next) => {
    if (passes.check(bearer(c)) === undefined) return c.json(denied, 401)
    return next()
  })
}

/** Ends the token that is shown. */
export function logoutRoutes({ passes }: Vendor): Hono {
  const app = new Hono()
  app.post('/logout', (c) => {
    passes.expire(bearer(c))
    return answer(c, { meta: { message: 'You are logged out' }, data: [] })
  })
  return app
}

function bearer(c: Context): string {
  return /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? ''
}
