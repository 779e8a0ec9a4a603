import type { Context } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import type { Visit } from './handler.ts'
import type { Surroundings } from './surroundings.ts'

/** Over https the name itself makes browsers insist: only this host, only secure, only whole. */
const SECURE_NAME = '__Host-homing'
const PLAIN_NAME = 'homing'

/** The session cookie of a request, and the way to change it with the answer. */
export function visitOf(c: Context, surroundings: Surroundings, now: number): Visit {
  const { isSecure, address } = surroundings
  const name = isSecure ? SECURE_NAME : PLAIN_NAME
  // Lax and not strict: the vendor's consent page leads back here, and must find the session.
  const attributes = { path: '/', httpOnly: true, sameSite: 'Lax', secure: isSecure } as const
  return {
    address,
    agent: c.req.header('user-agent') ?? '',
    sessionToken: getCookie(c, name) || null,
    keepSession({ token, endsAt }) {
      const maxAge = Math.floor((endsAt - now) / 1000)
      setCookie(c, name, token, { ...attributes, maxAge, expires: new Date(endsAt) })
    },
    forgetSession() {
      setCookie(c, name, '', { ...attributes, maxAge: 0 })
    },
  }
}
