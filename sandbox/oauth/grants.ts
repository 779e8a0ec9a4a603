import { createHash, createHmac, randomBytes } from 'node:crypto'

export const allScopes = [
  'contact_data',
  'campaign_data',
  'account_read',
  'account_update',
  'offline_access',
] as const

export interface Client {
  clientId: string
  /** Absent for a public client, which must prove itself by PKCE. */
  clientSecret?: string
  name: string
}

export interface Grant {
  clientId: string
  scopes: readonly string[]
}

export interface Code extends Grant {
  redirectUri: string
  challenge?: string
  expiresAt: number
}

export interface TokenAnswer {
  accessToken: string
  /** Only when offline_access was asked for. */
  refreshToken?: string
  expiresInSeconds: number
  scopes: readonly string[]
}

/**
 * What the authorization server remembers. Its clock is the real one: a token outlives no real day,
 * however fast the simulated days go by.
 */
export interface Grants {
  client(clientId: string): Client | undefined
  offerCode(code: Omit<Code, 'expiresAt'>): string
  takeCode(code: string): Code | undefined
  issue(grant: Grant): TokenAnswer
  /** Exchanges a refresh token for new tokens; the old one is dead from then on. */
  rotate(refreshToken: string, clientId: string): TokenAnswer | undefined
  /** The grant behind an access token that is known and has not expired. */
  check(accessToken: string): Grant | undefined
  expire(accessToken: string): void
  revokeRefreshTokens(): void
}

const codeLife = 5 * 60_000

export function createGrants(clients: readonly Client[], tokenSeconds: number): Grants {
  const codes = new Map<string, Code>()
  const access = new Map<string, Grant & { expiresAt: number }>()
  const refresh = new Map<string, Grant>()
  const signingKey = randomBytes(32)

  const issue = (grant: Grant): TokenAnswer => {
    const accessToken = jwt(grant, tokenSeconds, signingKey)
    access.set(accessToken, { ...grant, expiresAt: Date.now() + tokenSeconds * 1000 })
    const answer = { accessToken, expiresInSeconds: tokenSeconds, scopes: grant.scopes }
    if (!grant.scopes.includes('offline_access')) return answer
    const refreshToken = randomBytes(32).toString('base64url')
    refresh.set(refreshToken, grant)
    return { ...answer, refreshToken }
  }
  return {
    client: (clientId) => clients.find((one) => one.clientId === clientId),
    offerCode: (code) => {
      const name = randomBytes(24).toString('base64url')
      codes.set(name, { ...code, expiresAt: Date.now() + codeLife })
      return name
    },
    takeCode: (name) => {
      const code = codes.get(name)
      codes.delete(name)
      return code !== undefined && code.expiresAt > Date.now() ? code : undefined
    },
    issue,
    rotate: (refreshToken, clientId) => {
      const grant = refresh.get(refreshToken)
      if (grant === undefined || grant.clientId !== clientId) return undefined
      refresh.delete(refreshToken)
      return issue(grant)
    },
    check: (accessToken) => {
      const grant = access.get(accessToken)
      return grant !== undefined && grant.expiresAt > Date.now() ? grant : undefined
    },
    expire: (accessToken) => access.delete(accessToken),
    revokeRefreshTokens: () => refresh.clear(),
  }
}

export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url')
}

/** Clients are told to read the expiry out of the token, so it has the usual claims. */
function jwt(grant: Grant, lifeSeconds: number, key: Buffer): string {
  const now = Math.floor(Date.now() / 1000)
  const claims = {
    ver: 1,
    jti: randomBytes(12).toString('hex'),
    iat: now,
    exp: now + lifeSeconds,
    cid: grant.clientId,
    scp: grant.scopes,
    sub: 'marguerite@harrowgate-lindqvist.example',
  }
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const head = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`
  return `${head}.${createHmac('sha256', key).update(head).digest('base64url')}`
}
