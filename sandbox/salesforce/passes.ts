import { randomBytes } from 'node:crypto'
import type { Tokens } from '../vendor.ts'

/** Access tokens: sessions that live on while they are used. Their clock is the real one. */
export interface Passes extends Tokens {
  issue(clientId: string): string
  expireAll(): void
}

/** The oldest sessions end when there are more. */
const mostSessions = 1000

export function createPasses(orgId: string, lifeSeconds: number, real = Date.now): Passes {
  const sessions = new Map<string, { clientId: string; until: number }>()
  return {
    issue: (clientId) => {
      const token = `${orgId.slice(0, 15)}!${randomBytes(72).toString('base64url')}`
      sessions.set(token, { clientId, until: real() + lifeSeconds * 1000 })
      for (const oldest of sessions.keys()) {
        if (sessions.size <= mostSessions) break
        sessions.delete(oldest)
      }
      return token
    },
    check: (token) => {
      const found = sessions.get(token)
      if (found === undefined || found.until <= real()) return undefined
      found.until = real() + lifeSeconds * 1000
      return { clientId: found.clientId }
    },
    expire: (token) => void sessions.delete(token),
    expireAll: () => sessions.clear(),
    // A client that shows its secret gets none.
    revokeRefreshTokens: () => undefined,
  }
}
