import { createHash } from 'node:crypto'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import {
  beginAuthorisation,
  finishAuthorisation,
  type OAuth2Part,
  refreshTokens,
} from '../../../src/connectors/index.ts'
import { type Outcome, scriptedHttp } from './scripted.ts'

const part: OAuth2Part = {
  authorizeUrl: () => 'https://id.vendor.example/authorize?tenant=1',
  tokenUrl: () => 'https://id.vendor.example/token',
  clientId: () => 'client:1',
  scopes: [
    { name: 'read', why: '' },
    { name: 'offline_access', why: '' },
  ],
}
const NOW = 1_000_000
const json = { 'content-type': 'application/json' }
const tokens = { access_token: 'a2', refresh_token: 'r2', token_type: 'Bearer', expires_in: 60 }
const good: Outcome = {
  status: 200,
  headers: json,
  body: { ...tokens, scope: 'read offline_access' },
}

function asking(outcome: Outcome, clientSecret?: string) {
  const { http, asked } = scriptedHttp(outcome)
  const secret = clientSecret ? { clientSecret } : {}
  return {
    asked,
    ask: { vendor: 'Vendor', part, settings: {}, http, clock: { now: () => NOW }, ...secret },
  }
}

function finish(outcome: Outcome, callback: Record<string, string>, clientSecret?: string) {
  const { ask, asked } = asking(outcome, clientSecret)
  const tokens = finishAuthorisation({
    ...ask,
    redirectUri: 'https://homing.example/back',
    callback: new URLSearchParams(callback),
    state: 'state-1',
    verifier: 'v'.repeat(43),
  })
  return { tokens, asked }
}

describe('beginning', () => {
  it('leads to the consent page with PKCE S256 and a state nobody can guess', async () => {
    const ask = { part, settings: {}, redirectUri: 'https://homing.example/back' }
    const begun = await beginAuthorisation(ask)
    const query = Object.fromEntries(new URL(begun.url).searchParams)
    expect(query).toEqual({
      tenant: '1',
      response_type: 'code',
      client_id: 'client:1',
      redirect_uri: 'https://homing.example/back',
      scope: 'read offline_access',
      state: begun.state,
      code_challenge: createHash('sha256').update(begun.verifier).digest('base64url'),
      code_challenge_method: 'S256',
    })
    expect(begun.state.length).toBeGreaterThanOrEqual(43)
    expect((await beginAuthorisation(ask)).state).not.toBe(begun.state)
  })
})

describe('finishing', () => {
  const came = { code: 'c-1', state: 'state-1' }

  it('spends the code with the verifier and answers the tokens', async () => {
    const { tokens, asked } = finish(good, came)
    expect(await tokens).toEqual({
      accessToken: 'a2',
      refreshToken: 'r2',
      expiresAt: NOW + 60_000,
      scopes: ['read', 'offline_access'],
    })
    expect(Object.fromEntries(new URLSearchParams(String(asked[0]!.body)))).toEqual({
      grant_type: 'authorization_code',
      code: 'c-1',
      redirect_uri: 'https://homing.example/back',
      code_verifier: 'v'.repeat(43),
      client_id: 'client:1',
    })
  })

  it('names a confidential client by Basic, and passes an unknown issuer over', async () => {
    const { tokens, asked } = finish(good, { ...came, iss: 'https://id.other' }, 's:1')
    await tokens
    expect(asked[0]!.headers!['authorization']).toBe(`Basic ${btoa('client%3A1:s%3A1')}`)
    expect(String(asked[0]!.body)).not.toContain('s:1')
  })

  it.each([
    ['another state', { code: 'c', state: 'state-2' }],
    ['no state', { code: 'c' }],
    ['neither code nor error', { state: 'state-1' }],
    ['a no', { error: 'access_denied', state: 'state-1' }],
  ])('with %s is refused and spends nothing', async (_, callback) => {
    const { tokens, asked } = finish(good, callback as Record<string, string>)
    await expect(tokens).rejects.toMatchObject({ kind: 'refused', whoMustAct: 'you' })
    expect(asked).toEqual([])
  })
})

describe('refreshing', () => {
  const refresh = (outcome: Outcome) => {
    const { ask, asked } = asking(outcome)
    return { tokens: refreshTokens({ ...ask, refreshToken: 'r1' }), asked }
  }

  it('answers the rotated pair; without a new refresh token the old one stays', async () => {
    expect(await refresh(good).tokens).toMatchObject({ accessToken: 'a2', refreshToken: 'r2' })
    const kept = refresh({
      status: 200,
      headers: json,
      body: { access_token: 'a', token_type: 'bearer' },
    })
    expect(await kept.tokens).toEqual({
      accessToken: 'a',
      refreshToken: null,
      expiresAt: null,
      scopes: null,
    })
  })

  const error = (name: string, status = 400): Outcome => ({
    status,
    headers: json,
    body: { error: name },
  })

  it.each<[string, Outcome, string]>([
    ['invalid_grant', error('invalid_grant'), 'unauthorised'],
    ['invalid_client', error('invalid_client', 401), 'refused'],
    [
      'a challenge',
      { status: 401, headers: { ...json, 'www-authenticate': 'Basic realm="x"' }, body: {} },
      'refused',
    ],
    ['another error', error('invalid_request'), 'refused'],
    ['temporarily_unavailable', error('temporarily_unavailable'), 'temporary'],
    ['500', { status: 500, body: 'oops' }, 'temporary'],
    ['503 that claims invalid_grant', error('invalid_grant', 503), 'temporary'],
    ['429', { status: 429, headers: json, body: {} }, 'temporary'],
    ['a time-out', { fault: 'headers_timeout' }, 'temporary'],
    ['a cut connection', { fault: 'connection' }, 'temporary'],
    [
      'HTML with 200',
      { status: 200, headers: { 'content-type': 'text/html' }, body: '<p>' },
      'unreadable',
    ],
    [
      'JSON without a token',
      { status: 200, headers: json, body: { token_type: 'bearer' } },
      'unreadable',
    ],
    ['a forbidden address', { fault: 'address_forbidden' }, 'address_forbidden'],
  ])(
    'with %s is judged, asked once, and only invalid_grant ends the grant',
    async (_, outcome, kind) => {
      const { tokens, asked } = refresh(outcome)
      await expect(tokens).rejects.toMatchObject({ name: 'Failure', kind })
      expect(asked).toHaveLength(1)
    },
  )

  it('never repeats a secret in what it throws', async () => {
    const body = { error: 'invalid_request', error_description: 'refresh_token=r1-secret is bad' }
    const failure = await refresh({ status: 400, headers: json, body }).tokens.catch(
      (e: Error) => e,
    )
    expect(inspect(failure, { depth: 10 })).not.toContain('r1-secret')
    const half = { token_type: 'bearer', refresh_token: 'canary-9' }
    const unread = await refresh({ status: 200, headers: json, body: half }).tokens.catch((e) => e)
    expect(unread).toMatchObject({ kind: 'unreadable', cause: expect.any(Error) })
    expect(inspect(unread, { depth: 10, showHidden: true })).not.toContain('canary-9')
  })
})
