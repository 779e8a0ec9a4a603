import { randomBytes } from 'node:crypto'
import type { Tokens } from '../vendor.ts'

/** Access tokens of V8, refresh tokens, and the sessions of v4_1; their clock is the real one. */
export interface Passes extends Tokens {
  issue(clientId: string): { accessToken: string; refreshToken: string; expiresInSeconds: number }
  /** Exchanges a refresh token; each can be used once. */
  rotate(refreshToken: string): ReturnType<Passes['issue']> | undefined
  /** Opens a session, which ends when nobody has used it for a while. */
  open(user: string): string
  /** Whether it is open; using it keeps it open. */
  use(session: string): boolean
  /** Ends all sessions, as a restart of the server does. */
  endSessions(): void
}

export interface PassOptions {
  lifeSeconds: number
  idleSeconds: number
  /** Real time. */
  real?: () => number
}

export function createPasses({ lifeSeconds, idleSeconds, real = Date.now }: PassOptions): Passes {
  const access = new Map<string, { clientId: string; until: number }>()
  const refresh = new Map<string, string>()
  const sessions = new Map<string, { user: string; until: number }>()
  const issue = (clientId: string) => {
    const accessToken = [64, 320, 128].map((bytes) => secret(bytes / 4, 'base64url')).join('.')
    const refreshToken = secret(80, 'hex')
    access.set(accessToken, { clientId, until: real() + lifeSeconds * 1000 })
    refresh.set(refreshToken, clientId)
    return { accessToken, refreshToken, expiresInSeconds: lifeSeconds }
  }
  const session = (id: string) => {
    const found = sessions.get(id)
    return found !== undefined && found.until > real() ? found : undefined
  }
  return {
    issue,
    rotate: (token) => {
      const clientId = refresh.get(token)
      refresh.delete(token)
      return clientId === undefined ? undefined : issue(clientId)
    },
    open: (user) => {
      const id = secret(13, 'hex')
      sessions.set(id, { user, until: real() + idleSeconds * 1000 })
      return id
    },
    use: (id) => {
      const found = session(id)
      if (found !== undefined) found.until = real() + idleSeconds * 1000
      return found !== undefined
    },
    endSessions: () => sessions.clear(),
    check: (shown) => {
      const token = access.get(shown)
      if (token !== undefined && token.until > real()) return token
      const user = session(shown)?.user
      return user === undefined ? undefined : { clientId: user }
    },
    expire: (shown) => {
      access.delete(shown)
      sessions.delete(shown)
    },
    revokeRefreshTokens: () => refresh.clear(),
  }
}

function secret(bytes: number, encoding: 'hex' | 'base64url'): string {
  return randomBytes(bytes).toString(encoding)
}
