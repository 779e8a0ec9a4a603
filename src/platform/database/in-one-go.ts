import { setImmediate as nextTurn } from 'node:timers/promises'
import type { QueryResult, RawBuilder } from 'kysely'
import type { Tx } from './database.ts'

/** One that is made when those before it are on their way: while the server works on them. */
type LateStatement = () => RawBuilder<unknown>

/**
 * Carries out statements in their order, sent one behind the other without waiting for the answers
 * in between: the server never waits for this process, which has its hands free meanwhile. Answers
 * what each of them answered. Throws the first failure, when all have ended; those behind it have
 * failed too, and changed nothing. onSent is called when all are on their way, or will never be.
 */
export function inOneGo(
  tx: Tx,
  statements: readonly (RawBuilder<unknown> | LateStatement)[],
  onSent: () => void = () => undefined,
): Promise<QueryResult<unknown>[]> {
  const ready = statements.map((one) => (typeof one === 'function' ? one : one.compile(tx)))
  return tx.getExecutor().provideConnection(async (connection) => {
    const ends: Promise<PromiseSettledResult<QueryResult<unknown>>>[] = []
    try {
      for (const one of ready) {
        if (typeof one === 'function') await nextTurn()
        const compiled = typeof one === 'function' ? one().compile(tx) : one
        ends.push(endOf(connection.executeQuery(compiled)))
      }
    } finally {
      onSent()
    }
    return (await Promise.all(ends)).map(answerOf)
  })
}

/** Settled from the beginning: one that fails while others are made is not unheard of. */
async function endOf<T>(work: Promise<T>): Promise<PromiseSettledResult<T>> {
  const [end] = await Promise.allSettled([work])
  return end
}

/**
 * Waits until all of these have ended, then throws the first failure: nothing of a transaction may
 * be on its way when it is rolled back.
 */
export async function allEnded<T extends readonly unknown[]>(
  works: readonly [...{ [K in keyof T]: Promise<T[K]> }],
): Promise<T> {
  const ends = await Promise.allSettled(works)
  return ends.map(answerOf) as unknown as T
}

function answerOf<T>(end: PromiseSettledResult<T>): T {
  if (end.status === 'rejected') throw end.reason
  return end.value
}
