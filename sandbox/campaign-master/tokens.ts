import type { Random } from '../random.ts'
import { minute } from '../world/time.ts'

/** How long a token lives, in minutes. */
export const lifeMinutes = 480

/** The tokens that were given for the account's name and password. */
export interface Tokens {
  issue(now: number): { token: string; minutes: number }
  alive(token: string, now: number): boolean
  end(token: string): void
}

export function createTokens(random: Random, minutes: number): Tokens {
  const issued = new Map<string, number>()
  return {
    issue: (now) => {
      const token = random.fork(String(issued.size)).uuid()
      issued.set(token, now)
      return { token, minutes: Math.floor(minutes) }
    },
    alive: (token, now) => now - (issued.get(token) ?? -Infinity) < minutes * minute,
    end: (token) => void issued.set(token, -Infinity),
  }
}
