import { Hono, type Context } from 'hono'
import { createMiddleware } from 'hono/factory'
import { plain } from '../sugar-data/saving.ts'
import { isObject, type Asked } from './body.ts'
import { SugarFault } from './errors.ts'
import type { Session } from './sessions.ts'
import type { Vendor } from './vendor.ts'

export const accessSeconds = 3600
export const refreshSeconds = 1_209_600

/** Signing in with a password from a platform, and refreshing that. */
export function tokenRoutes(vendor: Vendor): Hono {
  const { sessions, registered } = vendor
  const app = new Hono()
  app.post('/oauth2/token', async (c) => {
    const asked = await fieldsOf(c)
    const clientId = plain(asked.client_id)
    if (secretOf(registered.keys, clientId) !== plain(asked.client_secret)) {
      throw new SugarFault('invalid_client')
    }
    const platform = plain(asked.platform) || 'base'
    if (!registered.platforms.includes(platform)) {
      throw new SugarFault('invalid_parameter', 'EXCEPTION_INVALID_PLATFORM')
    }
    switch (asked.grant_type) {
      case 'password': {
        if (!isUser(vendor, asked)) {
          throw new SugarFault('need_login', 'You must specify a valid username and password.')
        }
        return c.json(tokens(sessions.open(clientId, `${plain(asked.username)} ${platform}`)))
      }
      case 'refresh_token': {
        const session = sessions.refresh(plain(asked.refresh_token))
        if (session !== undefined) return c.json(tokens(session))
        throw new SugarFault('invalid_grant', 'Invalid refresh token', 400)
      }
      default:
        throw new SugarFault('unsupported_grant_type')
    }
  })
  return app
}

export function logoutRoutes({ sessions }: Vendor): Hono {
  const app = new Hono()
  app.post('/oauth2/logout', (c) => {
    sessions.end(bearer(c))
    return c.json({ success: true })
  })
  return app
}

/** Stands before every route but that of the tokens. */
export function gate({ sessions }: Vendor) {
  return createMiddleware(async (c, next) => {
    const token = bearer(c)
    if (token === '') throw new SugarFault('need_login')
    if (sessions.check(token) === undefined) throw new SugarFault('invalid_grant')
    return next()
  })
}

/** The access token, in either of the two headers. */
export function bearer(c: Context): string {
  const own = c.req.header('oauth-token')
  return own ?? /^Bearer (.+)$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? ''
}

function tokens(session: Session) {
  return {
    access_token: session.accessToken,
    expires_in: session.accessSeconds,
    token_type: 'bearer',
    scope: null,
    refresh_token: session.refreshToken,
    refresh_expires_in: refreshSeconds,
    download_token: session.downloadToken,
  }
}

function isUser({ registered: { login } }: Vendor, { username, password }: Asked): boolean {
  return username === login.username && password === login.password
}

/** The secret of a key, unless there is no such key; the names come from outside. */
function secretOf(keys: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(keys, name) ? keys[name] : undefined
}

async function fieldsOf(c: Context): Promise<Asked> {
  const text = await c.req.text()
  if (!/json/i.test(c.req.header('content-type') ?? '')) {
    return Object.fromEntries(new URLSearchParams(text))
  }
  try {
    const given: unknown = JSON.parse(text)
    return isObject(given) ? given : {}
  } catch {
    return {}
  }
}
