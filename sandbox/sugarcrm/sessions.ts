import { randomUUID } from 'node:crypto'
import type { Tokens } from '../vendor.ts'

/** Who is signed in, and with what; the clock is the real one. */
export interface Sessions extends Tokens {
  /** Signs in. Of a slot, a user on a platform, there is one session: the former one ends. */
  open(clientId: string, slot: string): Session
  /** Exchanges a refresh token, which can be used once; the session's former tokens end. */
  refresh(refreshToken: string): Session | undefined
  /** Signs out. */
  end(accessToken: string): void
}

export interface Session {
  clientId: string
  slot: string
  accessToken: string
  accessUntil: number
  accessSeconds: number
  refreshToken: string
  refreshUntil: number
  downloadToken: string
}

export interface Lives {
  accessSeconds: number
  refreshSeconds: number
  /** Real time. */
  real?: () => number
}

/** A bound: beyond it the oldest session ends. */
const mostSessions = 1000

export function createSessions({
  accessSeconds,
  refreshSeconds,
  real = Date.now,
}: Lives): Sessions {
  const bySlot = new Map<string, Session>()
  const byAccess = new Map<string, Session>()
  const byRefresh = new Map<string, Session>()
  const end = (session: Session | undefined) => {
    if (session === undefined) return
    bySlot.delete(session.slot)
    byAccess.delete(session.accessToken)
    byRefresh.delete(session.refreshToken)
  }
  const open = (clientId: string, slot: string) => {
    end(bySlot.get(slot))
    if (bySlot.size >= mostSessions) end([...bySlot.values()][0])
    const session = {
      clientId,
      slot,
      accessToken: randomUUID(),
      accessUntil: real() + accessSeconds * 1000,
      accessSeconds,
      refreshToken: randomUUID(),
      refreshUntil: real() + refreshSeconds * 1000,
      downloadToken: randomUUID(),
    }
    bySlot.set(slot, session)
    byAccess.set(session.accessToken, session)
    byRefresh.set(session.refreshToken, session)
    return session
  }
  return {
    open,
    end: (token) => end(byAccess.get(token)),
    refresh: (token) => {
      const session = byRefresh.get(token)
      if (session === undefined || session.refreshUntil <= real()) return undefined
      return open(session.clientId, session.slot)
    },
    check: (token) => {
      const session = byAccess.get(token)
      return session !== undefined && session.accessUntil > real() ? session : undefined
    },
    // The session itself goes on: its refresh token is as good as before.
    expire: (token) => void byAccess.delete(token),
    revokeRefreshTokens: () => byRefresh.clear(),
  }
}
