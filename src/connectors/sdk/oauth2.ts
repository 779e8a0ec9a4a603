/**
 * OAuth2: authorization code with PKCE (S256), user name and password, and refresh. These functions
 * keep nothing: state and verifier go to the caller's sealed row and come back, tokens too.
 */
import * as oauth from 'oauth4webapi'
import type { Clock, Http } from '../../platform/http/index.ts'
import type { OAuth2Part, Settings } from './connector.ts'
import { Failure } from './failure.ts'
import { tokenFailure } from './oauth2-failure.ts'
import { overOurHttp } from './oauth2-fetch.ts'

/** Whose tokens, and over what. */
export interface OAuth2Ask {
  /** The vendor's title, for sentences. */
  vendor: string
  part: OAuth2Part
  settings: Settings
  /** Absent: a public client, which PKCE alone protects. */
  clientSecret?: string
  http: Http
  clock: Pick<Clock, 'now'>
  signal?: AbortSignal
}

export interface Tokens {
  accessToken: string
  /** Null where the vendor gave none; on a refresh that means: the old one stays in force. */
  refreshToken: string | null
  /** Epoch milliseconds; null where the vendor does not say. */
  expiresAt: number | null
  /** What the vendor says was granted; null where it says nothing. */
  scopes: string[] | null
}

/** The consent page to visit, and what must be kept (sealed) until the visitor comes back. */
export async function beginAuthorisation(
  ask: Pick<OAuth2Ask, 'part' | 'settings'> & { redirectUri: string },
): Promise<{ url: string; state: string; verifier: string }> {
  const { part, settings, redirectUri } = ask
  if (!part.authorizeUrl) throw new Error('This vendor has no consent page.')
  const state = oauth.generateRandomState()
  const verifier = oauth.generateRandomCodeVerifier()
  const url = new URL(part.authorizeUrl(settings))
  url.searchParams.set('response_type', 'code')
  url.searchParams.set('client_id', part.clientId(settings))
  url.searchParams.set('redirect_uri', redirectUri)
  url.searchParams.set('scope', part.scopes.map((scope) => scope.name).join(' '))
  url.searchParams.set('state', state)
  url.searchParams.set('code_challenge', await oauth.calculatePKCECodeChallenge(verifier))
  url.searchParams.set('code_challenge_method', 'S256')
  return { url: url.href, state, verifier }
}

/**
 * Spends the code the visitor brought back. callback: the query they came with; state, verifier and
 * redirectUri: those of beginAuthorisation. Throws Failure: 'refused' when they said no or the
 * answer is not for this state, 'unauthorised' when the code is spent or expired, 'temporary' when
 * the vendor is not well.
 */
export async function finishAuthorisation(
  ask: OAuth2Ask & {
    redirectUri: string
    callback: URLSearchParams
    state: string
    verifier: string
  },
): Promise<Tokens> {
  const { server, client, authentication, options } = parties(ask)
  // The state names one connection and so one vendor; an issuer the vendor does not document
  // could not be compared with anything.
  const callback = new URLSearchParams(ask.callback)
  callback.delete('iss')
  return judged(ask.vendor, async () => {
    const checked = checkCallback({ server, client, callback, state: ask.state })
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      authentication,
      checked,
      ask.redirectUri,
      ask.verifier,
      options,
    )
    refuseBadStatus(response)
    return tokensOf(await oauth.processAuthorizationCodeResponse(server, client, response), ask)
  })
}

/**
 * Spends a refresh token. Sent once, never repeated: where tokens rotate, a lost answer may have
 * spent it. Throws Failure('unauthorised') for invalid_grant only; whatever else goes wrong, the
 * grant is kept.
 */
export async function refreshTokens(ask: OAuth2Ask & { refreshToken: string }): Promise<Tokens> {
  const { server, client, authentication, options } = parties(ask)
  return judged(ask.vendor, async () => {
    const response = await oauth.refreshTokenGrantRequest(
      server,
      client,
      authentication,
      ask.refreshToken,
      options,
    )
    refuseBadStatus(response)
    return tokensOf(await oauth.processRefreshTokenResponse(server, client, response), ask)
  })
}

/**
 * Exchanges a user name and a password for tokens. Sent once, never repeated: the vendor counts.
 * Throws Failure('unauthorised') where it does not accept them.
 */
export async function signIn(
  ask: OAuth2Ask & { username: string; password: string },
): Promise<Tokens> {
  const { server, client, authentication, options } = parties(ask)
  return judged(ask.vendor, async () => {
    const { username, password } = ask
    const response = await oauth.genericTokenEndpointRequest(
      server,
      client,
      authentication,
      'password',
      { username, password },
      options,
    )
    refuseBadStatus(response)
    const answer = await oauth.processGenericTokenEndpointResponse(server, client, response)
    return tokensOf(answer, ask)
  })
}

function parties(ask: OAuth2Ask) {
  const { part, settings } = ask
  const tokenUrl = part.tokenUrl(settings)
  const server: oauth.AuthorizationServer = {
    issuer: new URL(tokenUrl).origin,
    ...(part.authorizeUrl && { authorization_endpoint: part.authorizeUrl(settings) }),
    token_endpoint: tokenUrl,
  }
  const secretIn = part.clientIn === 'form' ? oauth.ClientSecretPost : oauth.ClientSecretBasic
  return {
    server,
    client: { client_id: part.clientId(settings) } satisfies oauth.Client,
    authentication: ask.clientSecret ? secretIn(ask.clientSecret) : oauth.None(),
    options: {
      [oauth.customFetch]: overOurHttp(ask.http),
      // Which plain http addresses may be called is the outgoing HTTP core's decision.
      [oauth.allowInsecureRequests]: true,
      ...(ask.signal ? { signal: ask.signal } : {}),
    },
  }
}

function checkCallback(came: {
  server: oauth.AuthorizationServer
  client: oauth.Client
  callback: URLSearchParams
  state: string
}): URLSearchParams {
  const notOurs = () =>
    new Failure('refused', 'This is not the answer to the authorisation that was begun.', {
      whoMustAct: 'you',
      remedy: 'Begin the authorisation again.',
    })
  try {
    const checked = oauth.validateAuthResponse(came.server, came.client, came.callback, came.state)
    if (!checked.get('code')) throw notOurs()
    return checked
  } catch (error) {
    throw error instanceof oauth.OperationProcessingError ? notOurs() : error
  }
}

/** A failing server's body is not looked into: an error page is no word about the grant. */
function refuseBadStatus(response: Response): void {
  const { status } = response
  if (status < 500 && status !== 429 && status !== 408) return
  throw new Failure('temporary', `The vendor's token service is not well (status ${status}).`, {
    whoMustAct: 'vendor',
    remedy: 'The authorisation is kept; Homing tries again.',
    status,
  })
}

async function judged(vendor: string, exchange: () => Promise<Tokens>): Promise<Tokens> {
  try {
    return await exchange()
  } catch (error) {
    throw tokenFailure(vendor, error)
  }
}

function tokensOf(answer: oauth.TokenEndpointResponse, ask: OAuth2Ask): Tokens {
  return {
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token ?? null,
    expiresAt: answer.expires_in === undefined ? null : ask.clock.now() + answer.expires_in * 1000,
    scopes: answer.scope === undefined ? null : answer.scope.split(/\s+/).filter(Boolean),
  }
}
