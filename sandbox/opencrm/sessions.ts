import { randomBytes } from 'node:crypto'

/** The keys that signing in gives out; their clock is the real one. */
export interface Sessions {
  open(): string
  isOpen(accessKey: string): boolean
  end(accessKey: string): void
  endAll(): void
}

/** Whoever signs in with each call must not fill the memory: the oldest sessions end. */
const mostSessions = 1000

export function createSessions(lifeSeconds: number, real: () => number = Date.now): Sessions {
  const until = new Map<string, number>()
  return {
    open: () => {
      const accessKey = randomBytes(16).toString('hex')
      until.set(accessKey, real() + lifeSeconds * 1000)
      const [oldest] = until.keys()
      if (until.size > mostSessions && oldest !== undefined) until.delete(oldest)
      return accessKey
    },
    isOpen: (accessKey) => (until.get(accessKey) ?? 0) > real(),
    end: (accessKey) => void until.delete(accessKey),
    endAll: () => until.clear(),
  }
}
