import type { Random } from '../random.ts'

/** The sessions that were opened with the account's name and password. */
export interface Sessions {
  open(now: number): string
  alive(id: string, now: number): boolean
  end(id: string): void
}

/** How long a session lives is not documented. */
export function createSessions(random: Random, lifeMs: number): Sessions {
  const opened = new Map<string, number>()
  let made = 0
  return {
    open: (now) => {
      made += 1
      const id = random.fork(String(made)).uuid()
      opened.set(id, now)
      return id
    },
    alive: (id, now) => now - (opened.get(id) ?? -Infinity) < lifeMs,
    end: (id) => void opened.delete(id),
  }
}
