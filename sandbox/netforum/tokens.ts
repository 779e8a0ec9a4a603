import type { Random } from '../random.ts'
import { deadToken, Refused } from './errors.ts'

/** What the vendor's administrator sets in web.config; its defaults are in `kind.ts`. */
export interface Policy {
  /** Whether a token stays until it ends, or every answer brings another. */
  expiration: 'Absolute' | 'Sliding'
  timeoutMinutes: number
  /** So many wrong sign-ins are heard; the next ones are locked out. -1 for any number. */
  failCount: number
  lockOutHours: number
}

/** The tokens that calls show, and who may not sign in for now; their clock is the real one. */
export interface TokenBook {
  policy: Policy
  /** Throws Refused for a wrong or locked pair. */
  signIn(userName: string, right: boolean): string
  /** Throws Refused for a token that is not alive. A sliding one is used up by that. */
  take(token: string): void
  /** The token that the answer brings, once the call has been done. */
  renew(token: string): string
  alive(token: string): boolean
  end(token: string): void
  /** All tokens end, as when the server starts anew. */
  endAll(): void
  unlock(): void
}

/** More names than these do not sign in wrongly at once. */
const mostNames = 1000

interface Failures {
  count: number
  lockedUntil: number
}

export function createTokens(
  random: Random,
  policy: Policy,
  real: () => number = Date.now,
): TokenBook {
  const until = new Map<string, number>()
  const failures = new Map<string, Failures>()
  const alive = (token: string) => (until.get(token) ?? 0) > real()
  const issue = () => {
    for (const [token, end] of until) if (end <= real()) until.delete(token)
    const token = random.uuid()
    until.set(token, real() + policy.timeoutMinutes * 60_000)
    return token
  }
  const fail = (name: string) => {
    const count = (failures.get(name)?.count ?? 0) + 1
    const locked = policy.failCount >= 0 && count > policy.failCount
    const lockedUntil = locked ? real() + policy.lockOutHours * 3_600_000 : 0
    if (failures.size >= mostNames) failures.delete([...failures.keys()][0] as string)
    failures.set(name, { count, lockedUntil })
    return locked
  }
  return {
    policy,
    signIn: (name, right) => {
      const lockedUntil = failures.get(name)?.lockedUntil ?? 0
      if (lockedUntil > real()) throw lockedOut()
      if (lockedUntil > 0) failures.delete(name)
      if (!right) throw fail(name) ? lockedOut() : wrongCredentials()
      failures.delete(name)
      return issue()
    },
    take: (token) => {
      if (!alive(token)) throw deadToken
      if (policy.expiration === 'Sliding') until.delete(token)
    },
    renew: (token) => (policy.expiration === 'Sliding' ? issue() : token),
    alive,
    end: (token) => void until.delete(token),
    endAll: () => until.clear(),
    unlock: () => failures.clear(),
  }
}

function wrongCredentials(): Refused {
  return new Refused('Invalid Credentials Supplied', { kind: 'InvalidCredentials' })
}

function lockedOut(): Refused {
  return new Refused('Credentials Locked Out', { kind: 'LockedCredentials' })
}
