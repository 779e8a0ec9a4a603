import type { Patience } from './engine.ts'
import type { Complaint } from './messages.ts'

/** What makes a statement wait: it takes long, or another has locked what it is about. */
export type Hold =
  { kind: 'slow'; ms: number; match?: string | undefined } | { kind: 'locked'; match: string }

export interface Holds {
  set(hold: Hold | undefined): void
  /** Whether that statement would have to wait. */
  reaches(sql: string): boolean
  /** Waits as long as it must; answers why the statement fails, where it does. */
  wait(patience: Patience, over: AbortSignal): Promise<Complaint | undefined>
}

const failures = {
  statement: { code: '57014', words: 'canceling statement due to statement timeout' },
  lock: { code: '55P03', words: 'canceling statement due to lock timeout' },
  user: { code: '57014', words: 'canceling statement due to user request' },
} as const

export function createHolds(): Holds {
  let hold: Hold | undefined
  let released = new AbortController()
  return {
    set: (next) => {
      hold = next
      released.abort()
      released = new AbortController()
    },
    reaches: (sql) => hold !== undefined && sql.toLowerCase().includes(hold.match ?? ''),
    wait: async ({ statement, lock }, over) => {
      const work = hold?.kind === 'slow' ? hold.ms : Infinity
      const limits = { statement, lock: hold?.kind === 'locked' ? lock : 0 }
      const [why, ms] = shortest(limits)
      const end = await first(Math.min(work, ms), released.signal, over)
      if (end === 'over') return { severity: 'ERROR', ...failures.user }
      if (end === 'released' || work <= ms) return undefined
      return { severity: 'ERROR', ...failures[why] }
    },
  }
}

/** Which of two patiences ends first; 0 is without end. */
function shortest({ statement, lock }: Patience): readonly ['statement' | 'lock', number] {
  const [a, b] = [statement || Infinity, lock || Infinity]
  return b < a ? ['lock', b] : ['statement', a]
}

function first(ms: number, released: AbortSignal, over: AbortSignal) {
  return new Promise<'time' | 'released' | 'over'>((done) => {
    const timer = Number.isFinite(ms) ? setTimeout(() => done('time'), ms) : undefined
    const ending = (how: 'released' | 'over') => () => {
      clearTimeout(timer)
      done(how)
    }
    if (over.aborted) ending('over')()
    released.addEventListener('abort', ending('released'), { once: true })
    over.addEventListener('abort', ending('over'), { once: true })
  })
}
