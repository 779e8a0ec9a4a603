import { hour } from '../world/time.ts'

/** What the vendor allows of calls of REST. */
const perHour = 5000
const perMonth = 50_000

export interface RestLimits {
  enforce(on: boolean): void
  /** Answers a call: nothing is known to be there, but every answer tells of the limits. */
  answer(): Response
}

interface Options {
  enforce: boolean
  perHour: number | undefined
  date: () => number
}

/** Counts calls by the observer's hour and month (UTC); a refused one counts for nothing. */
export function createRestLimits(options: Options): RestLimits {
  const limit = options.perHour ?? perHour
  let enforced = options.enforce
  const used = new Map<string, number>()
  const count = (key: string) => used.get(key) ?? 0
  return {
    enforce: (on) => void (enforced = on),
    answer: () => {
      const date = options.date()
      const now = new Date(date).toISOString()
      const [thisHour, thisMonth] = [now.slice(0, 13), now.slice(0, 7)]
      const over = count(thisHour) >= limit || count(thisMonth) >= perMonth
      if (!over) for (const key of [thisHour, thisMonth]) used.set(key, count(key) + 1)
      const headers = {
        'x-rate-limit-limit': String(limit),
        'x-rate-limit-remaining': String(Math.max(0, limit - count(thisHour))),
        'x-rate-limit-reset': String(((Math.floor(date / hour) + 1) * hour) / 1000),
      }
      return new Response(null, { status: over && enforced ? 429 : 404, headers })
    },
  }
}
