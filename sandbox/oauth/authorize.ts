import { Hono } from 'hono'
import { consentPage, problemPage } from './consent-page.ts'
import { allScopes, type Client, type Grants } from './grants.ts'

interface Ask {
  client: Client
  redirectUri: string
  state: string
  scopes: string[]
  challenge?: string
}

const vendor = 'Constant Contact'

const meaning: Record<string, string> = {
  contact_data: 'Read or modify contact data',
  campaign_data: 'Read or modify email campaign data',
  account_read: 'Read account data',
  account_update: 'Modify account data',
  offline_access: 'Keep this access while you are away',
}

type Read = { ask: Ask } | { problem: string } | { redirect: string }

/**
 * The page on which the account's owner decides. A request whose client or return address is wrong
 * is never redirected anywhere; every other mistake goes back to the client, as RFC 6749 says.
 */
export function authorizeRoutes(grants: Grants): Hono {
  const app = new Hono()
  app.get('/', (c) => {
    const read = readAsk(grants, new URL(c.req.url).searchParams)
    if ('problem' in read) return c.html(problemPage(vendor, read.problem), 400)
    if ('redirect' in read) return c.redirect(read.redirect)
    const wishes = read.ask.scopes.map((scope) => meaning[scope] ?? scope)
    const client = read.ask.client.name
    return c.html(consentPage({ vendor, client, wishes, action: c.req.url }))
  })
  app.post('/', async (c) => {
    const read = readAsk(grants, new URL(c.req.url).searchParams)
    if ('problem' in read) return c.html(problemPage(vendor, read.problem), 400)
    if ('redirect' in read) return c.redirect(read.redirect)
    const form = await c.req.parseBody()
    return c.redirect(decided(grants, read.ask, form.decision === 'approve'))
  })
  return app
}

function decided(grants: Grants, ask: Ask, approved: boolean): string {
  const { client, redirectUri, state, scopes, challenge } = ask
  if (!approved) return back(ask, { error: 'access_denied', error_description: 'User denied' })
  const code = grants.offerCode({
    clientId: client.clientId,
    redirectUri,
    scopes,
    ...(challenge !== undefined && { challenge }),
  })
  return back({ redirectUri, state }, { code })
}

function readAsk(grants: Grants, query: URLSearchParams): Read {
  const client = grants.client(query.get('client_id') ?? '')
  if (client === undefined) return { problem: 'Unknown client_id.' }
  const redirectUri = query.get('redirect_uri') ?? ''
  if (!acceptable(redirectUri)) {
    return { problem: 'The redirect_uri must be an http(s) address on this machine.' }
  }
  const state = query.get('state') ?? ''
  const refuse = (error: string, error_description: string): Read => ({
    redirect: back({ redirectUri, state }, { error, error_description }),
  })
  if (query.get('response_type') !== 'code') {
    return refuse('unsupported_response_type', 'Only response_type=code is offered here.')
  }
  if (state === '') return refuse('invalid_request', 'A state is required.')
  const scopes = (query.get('scope') ?? '').split(/[\s+]+/).filter(Boolean)
  const unknown = scopes.find((scope) => !(allScopes as readonly string[]).includes(scope))
  if (scopes.length === 0 || unknown !== undefined) {
    return refuse('invalid_scope', `Not a scope: ${unknown ?? '(none)'}`)
  }
  const challenge = query.get('code_challenge') ?? undefined
  if (challenge !== undefined && query.get('code_challenge_method') !== 'S256') {
    return refuse('invalid_request', 'The code_challenge_method must be S256.')
  }
  if (challenge !== undefined && !/^[A-Za-z0-9_-]{43}$/.test(challenge)) {
    return refuse('invalid_request', 'The code_challenge must be a SHA-256 in base64url.')
  }
  if (challenge === undefined && client.clientSecret === undefined) {
    return refuse('invalid_request', 'A public client must send a code_challenge.')
  }
  const ask = { client, redirectUri, state, scopes }
  return { ask: challenge === undefined ? ask : { ...ask, challenge } }
}

/** The sandbox registers no addresses; it only sends codes to this machine (RFC 8252). */
export function acceptable(redirectUri: string): boolean {
  if (!URL.canParse(redirectUri)) return false
  const { protocol, hostname, hash } = new URL(redirectUri)
  const local = ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
  return (protocol === 'http:' || protocol === 'https:') && local && hash === ''
}

/** The client's own address, with what it is told. */
export function back(
  to: Pick<Ask, 'redirectUri' | 'state'>,
  answer: Record<string, string>,
): string {
  const url = new URL(to.redirectUri)
  for (const [name, value] of Object.entries(answer)) url.searchParams.set(name, value)
  if (to.state !== '') url.searchParams.set('state', to.state)
  return url.href
}
