export interface Limits {
  /** Books one call of a client; says which limit refuses it, if any. */
  book(clientId: string): 'throttled' | 'quota' | undefined
  used(clientId: string): number
  /** Whether calls are refused from now on; they are counted all the same. */
  enforce(on: boolean): void
}

export interface LimitOptions {
  enforce: boolean
  perSecond: number
  perDay: number
  /** The observer's date, which decides when a day's quota begins anew. */
  date: () => number
  /** Real time for the pace. */
  real?: () => number
}

/**
 * So many requests in any second and in a day (UTC), for each API key. A refused request uses up
 * neither, which the vendors leave open.
 */
export function createLimits(options: LimitOptions): Limits {
  const { perSecond, perDay } = options
  let enforced = options.enforce
  const real = options.real ?? (() => performance.now())
  const recent = new Map<string, number[]>()
  const daily = new Map<string, number>()
  const today = () => new Date(options.date()).toISOString().slice(0, 10)
  return {
    book: (clientId) => {
      const key = `${clientId} ${today()}`
      const used = daily.get(key) ?? 0
      if (enforced && used >= perDay) return 'quota'
      const now = real()
      const window = (recent.get(clientId) ?? []).filter((time) => time > now - 1000)
      recent.set(clientId, window)
      if (enforced && window.length >= perSecond) return 'throttled'
      window.push(now)
      daily.set(key, used + 1)
      return undefined
    },
    used: (clientId) => daily.get(`${clientId} ${today()}`) ?? 0,
    enforce: (on) => void (enforced = on),
  }
}
