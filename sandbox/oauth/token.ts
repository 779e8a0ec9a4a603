import { Hono } from 'hono'
import { challengeOf, type Client, type Grants, type TokenAnswer } from './grants.ts'

interface Refusal {
  status: 400 | 401
  error: string
  error_description: string
}

/** The token endpoint: codes and refresh tokens are exchanged here, each exactly once. */
export function tokenRoutes(grants: Grants): Hono {
  const app = new Hono()
  app.post('/', async (c) => {
    // The vendor's own example puts the parameters into the query; a form body is usual.
    const form = new URLSearchParams(await c.req.text())
    for (const [name, value] of new URL(c.req.url).searchParams) {
      if (!form.has(name)) form.set(name, value)
    }
    const answer = exchange(grants, form, c.req.header('authorization'))
    c.header('cache-control', 'no-store')
    if (!('error' in answer)) return c.json(body(answer))
    const { status, ...refusal } = answer
    if (status === 401) c.header('www-authenticate', 'Basic realm="Constant Contact"')
    return c.json(refusal, status)
  })
  return app
}

function exchange(
  grants: Grants,
  form: URLSearchParams,
  authorization: string | undefined,
): TokenAnswer | Refusal {
  const client = authenticate(grants, form, authorization)
  if (client === undefined) return refuse(401, 'invalid_client', 'Client authentication failed.')
  switch (form.get('grant_type')) {
    case 'authorization_code':
      return fromCode(grants, form, client)
    case 'refresh_token': {
      const answer = grants.rotate(form.get('refresh_token') ?? '', client.clientId)
      return answer ?? refuse(400, 'invalid_grant', 'The refresh token is invalid or expired.')
    }
    default:
      return refuse(400, 'unsupported_grant_type', 'The grant_type is not supported.')
  }
}

/** A client that has a secret must show it, as Basic; one that has none only names itself. */
function authenticate(
  grants: Grants,
  form: URLSearchParams,
  authorization: string | undefined,
): Client | undefined {
  const basic = /^Basic (.+)$/i.exec(authorization ?? '')?.[1]
  const [id, secret] = basic === undefined ? [form.get('client_id')] : decodeBasic(basic)
  const client = grants.client(id ?? '')
  return client?.clientSecret === secret ? client : undefined
}

function decodeBasic(basic: string): [string, string] {
  const text = Buffer.from(basic, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  // RFC 6749 has both halves form-encoded before they are joined.
  const plain = (half: string) => new URLSearchParams(`v=${half}`).get('v') ?? ''
  return [plain(text.slice(0, colon)), plain(text.slice(colon + 1))]
}

function fromCode(grants: Grants, form: URLSearchParams, client: Client): TokenAnswer | Refusal {
  const code = grants.takeCode(form.get('code') ?? '')
  if (code === undefined || code.clientId !== client.clientId) {
    return refuse(400, 'invalid_grant', 'The authorization code is invalid or has expired.')
  }
  if (code.redirectUri !== form.get('redirect_uri')) {
    return refuse(400, 'invalid_grant', 'The redirect_uri does not match the authorization.')
  }
  const verifier = form.get('code_verifier')
  if (code.challenge !== undefined && code.challenge !== challengeOf(verifier ?? '')) {
    return refuse(400, 'invalid_grant', 'PKCE verification failed.')
  }
  return grants.issue(code)
}

function refuse(status: 400 | 401, error: string, error_description: string): Refusal {
  return { status, error, error_description }
}

function body(answer: TokenAnswer) {
  return {
    token_type: 'Bearer',
    expires_in: answer.expiresInSeconds,
    access_token: answer.accessToken,
    scope: answer.scopes.join(' '),
    ...(answer.refreshToken !== undefined && { refresh_token: answer.refreshToken }),
  }
}
