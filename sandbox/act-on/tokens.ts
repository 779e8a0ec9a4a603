import { randomBytes, randomUUID } from 'node:crypto'
import type { Tokens } from '../vendor.ts'

export interface TokenPair {
  accessToken: string
  refreshToken: string
  expiresInSeconds: number
}

/** What the authorization server remembers; its clock is the real one. */
export interface TokenBook extends Tokens {
  issue(clientId: string): TokenPair
  /** Exchanges a refresh token; each can be used once. */
  rotate(refreshToken: string, clientId: string): TokenPair | undefined
  offerCode(clientId: string, redirectUri: string): string
  takeCode(code: string): { clientId: string; redirectUri: string } | undefined
  /** Books one call of the token endpoint; false when an hour has had too many. */
  book(clientId: string): boolean
  enforce(on: boolean): void
}

export interface TokenOptions {
  lifeSeconds: number
  enforce: boolean
  /** Calls of the token endpoint in any hour. */
  perHour: number
  /** Real time. */
  real?: () => number
}

const hour = 3_600_000
const codeLife = 5 * 60_000
const refreshLife = 30 * 24 * hour

/** Opaque tokens. Another pair for the same client ends the refresh token before it. */
export function createTokens(options: TokenOptions): TokenBook {
  const { lifeSeconds, perHour, real = Date.now } = options
  let enforced = options.enforce
  const access = new Map<string, { clientId: string; until: number }>()
  const refresh = new Map<string, { clientId: string; until: number }>()
  const codes = new Map<string, { clientId: string; redirectUri: string; until: number }>()
  const calls = new Map<string, number[]>()

  const issue = (clientId: string): TokenPair => {
    const accessToken = randomUUID()
    const refreshToken = randomUUID()
    for (const [token, one] of refresh) if (one.clientId === clientId) refresh.delete(token)
    access.set(accessToken, { clientId, until: real() + lifeSeconds * 1000 })
    refresh.set(refreshToken, { clientId, until: real() + refreshLife })
    return { accessToken, refreshToken, expiresInSeconds: lifeSeconds }
  }
  return {
    issue,
    rotate: (token, clientId) => {
      const found = refresh.get(token)
      if (found === undefined || found.clientId !== clientId || found.until <= real()) {
        return undefined
      }
      return issue(clientId)
    },
    offerCode: (clientId, redirectUri) => {
      const code = randomBytes(19).toString('hex')
      codes.set(code, { clientId, redirectUri, until: real() + codeLife })
      return code
    },
    takeCode: (code) => {
      const found = codes.get(code)
      codes.delete(code)
      return found !== undefined && found.until > real() ? found : undefined
    },
    book: (clientId) => {
      const recent = (calls.get(clientId) ?? []).filter((at) => at > real() - hour)
      calls.set(clientId, recent)
      if (enforced && recent.length >= perHour) return false
      recent.push(real())
      return true
    },
    enforce: (on) => void (enforced = on),
    check: (token) => {
      const found = access.get(token)
      return found !== undefined && found.until > real() ? found : undefined
    },
    expire: (token) => access.delete(token),
    revokeRefreshTokens: () => refresh.clear(),
  }
}
