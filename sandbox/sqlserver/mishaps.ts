import { Hono } from 'hono'
import { z } from 'zod'
import { SqlError } from './sql/errors.ts'

/** Refusals that come of what others do, in the words of the documentation. */
const refusals = {
  deadlock: [
    1205,
    'Transaction (Process ID 51) was deadlocked on lock resources with another process and has '
      + 'been chosen as the deadlock victim. Rerun the transaction.',
    13,
  ],
  busy: [
    40_501,
    'The service is currently busy. Retry the request after 10 seconds. Incident ID: '
      + '00000000-0000-0000-0000-000000000000. Code: 0',
    20,
  ],
  'no-resources': [
    49_918,
    'Cannot process request. Not enough resources to process request. The service is currently '
      + 'busy. Please retry the request later.',
    16,
  ],
} as const

const mostTimes = 1000

export const mishapInput = z.strictObject({
  /** Besides those: the answer is lost, before the statement is done or after. */
  kind: z.enum(['deadlock', 'busy', 'no-resources', 'lost-before', 'lost-after']),
  /** Statements in which that text occurs. */
  match: z.string().default(''),
  times: z.number().int().positive().max(mostTimes).default(1),
})

type Mishap = z.output<typeof mishapInput>

/** What befalls statements that could be done, so many times each. */
export interface Mishaps {
  make(mishap: Mishap): void
  end(): void
  spoils(sql: string): SqlError | undefined
  loses(sql: string): 'before' | 'after' | undefined
}

export function createMishaps(): Mishaps {
  let waiting: Mishap[] = []
  const take = (sql: string, isLoss: boolean): Mishap | undefined => {
    const found = waiting.find(
      ({ kind, match }) => kind.startsWith('lost') === isLoss && sql.toLowerCase().includes(match),
    )
    if (found === undefined || sql === '') return undefined
    found.times -= 1
    if (found.times === 0) waiting = waiting.filter((one) => one !== found)
    return found
  }
  return {
    make: (mishap) => void waiting.push({ ...mishap, match: mishap.match.toLowerCase() }),
    end: () => void (waiting = []),
    spoils: (sql) => {
      const kind = take(sql, false)?.kind
      if (kind === undefined || kind === 'lost-before' || kind === 'lost-after') return undefined
      const [number, words, severity] = refusals[kind]
      return new SqlError(number, words, { severity })
    },
    loses: (sql) => {
      const kind = take(sql, true)?.kind
      return kind === undefined ? undefined : kind === 'lost-before' ? 'before' : 'after'
    },
  }
}

/** The button for it; `DELETE trouble` sets all right. */
export function mishapRoutes(mishaps: Mishaps): Hono {
  const app = new Hono()
  app.post('/mishaps', async (c) => {
    const input = mishapInput.safeParse(await c.req.json().catch(() => undefined))
    if (!input.success) return c.json({ error: z.prettifyError(input.error) }, 400)
    mishaps.make(input.data)
    return c.body(null, 204)
  })
  return app
}
