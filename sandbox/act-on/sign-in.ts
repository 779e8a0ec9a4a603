import { Hono } from 'hono'
import { acceptable, back } from '../oauth/authorize.ts'
import { consentPage, problemPage } from '../oauth/consent-page.ts'
import type { Client } from '../oauth/grants.ts'
import { gatewayErrors } from './errors.ts'
import type { TokenBook, TokenPair } from './tokens.ts'

export interface Registered {
  client: Client & { clientSecret: string }
  login: { username: string; password: string }
}

const denied = { error: 'access_denied', error_description: 'Unauthorized' }

type Answer = TokenPair | { status: 401 | 403; body: Record<string, string> }

/** The token endpoint with its three grants; each call counts towards five in an hour. */
export function tokenRoutes(tokens: TokenBook, registered: Registered): Hono {
  const app = new Hono()
  app.post('/', async (c) => {
    const form = new URLSearchParams(await c.req.text())
    // The contract puts the grant type of a password into the query, the older pages all of it.
    for (const [name, value] of new URL(c.req.url).searchParams) {
      if (!form.has(name)) form.set(name, value)
    }
    const { client } = registered
    const known = form.get('client_id') === client.clientId
    if (!known || form.get('client_secret') !== client.clientSecret) return c.json(denied, 401)
    if (!tokens.book(client.clientId)) return c.json(gatewayErrors.throttled, 429)
    const answer = exchange(tokens, form, registered)
    if ('status' in answer) return c.json(answer.body, answer.status)
    return c.json({
      access_token: answer.accessToken,
      refresh_token: answer.refreshToken,
      scope: 'offline-access',
      token_type: 'Bearer',
      expires_in: answer.expiresInSeconds,
    })
  })
  return app
}

function exchange(tokens: TokenBook, form: URLSearchParams, registered: Registered): Answer {
  const { client, login } = registered
  const { clientId } = client
  switch (form.get('grant_type')) {
    case 'password': {
      const right = form.get('username') === login.username
      if (right && form.get('password') === login.password) return tokens.issue(clientId)
      return refused('Wrong email or password.')
    }
    case 'refresh_token': {
      const pair = tokens.rotate(form.get('refresh_token') ?? '', clientId)
      return pair ?? refused('Unknown or invalid refresh token.')
    }
    case 'authorization_code': {
      const code = tokens.takeCode(form.get('code') ?? '')
      const right = code?.clientId === clientId && code.redirectUri === form.get('redirect_uri')
      return right ? tokens.issue(clientId) : refused('Unknown or invalid code.')
    }
    default:
      return { status: 401, body: denied }
  }
}

function refused(error_description: string): Answer {
  return { status: 403, body: { error: 'invalid_grant', error_description } }
}

const vendor = 'Act-On'
const wishes = ['Do whatever the user who signs in may do']

/** The page on which the account's owner decides; the state is optional here. */
export function authorizeRoutes(tokens: TokenBook, { client }: Registered): Hono {
  const app = new Hono()
  app.get('/', (c) => {
    const problem = wrong(new URL(c.req.url).searchParams, client)
    if (problem !== undefined) return c.html(problemPage(vendor, problem), 400)
    return c.html(consentPage({ vendor, client: client.name, wishes, action: c.req.url }))
  })
  app.post('/', async (c) => {
    const query = new URL(c.req.url).searchParams
    const problem = wrong(query, client)
    if (problem !== undefined) return c.html(problemPage(vendor, problem), 400)
    const to = { redirectUri: query.get('redirect_uri') ?? '', state: query.get('state') ?? '' }
    const form = await c.req.parseBody()
    if (form.decision !== 'approve') return c.redirect(back(to, { error: 'access_denied' }))
    return c.redirect(back(to, { code: tokens.offerCode(client.clientId, to.redirectUri) }))
  })
  return app
}

function wrong(query: URLSearchParams, client: Client): string | undefined {
  if (query.get('client_id') !== client.clientId) return 'Unknown client_id.'
  if (query.get('scope') !== 'PRODUCTION') return 'The scope must be PRODUCTION.'
  if (query.get('response_type') !== 'code') return 'The response_type must be code.'
  if (acceptable(query.get('redirect_uri') ?? '')) return undefined
  return 'The redirect_uri must be an http(s) address on this machine.'
}
