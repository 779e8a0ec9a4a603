import type { QueryResult, RawBuilder } from 'kysely'
import type { Tx } from './database.ts'

/**
 * Carries out statements in their order, sent one behind the other without waiting for the answers
 * in between: the server never waits for this process, which has its hands free meanwhile. Answers
 * what each of them answered. Throws the first failure, when all have ended; those behind it have
 * failed too, and changed nothing.
 */
export function inOneGo(
  tx: Tx,
  statements: readonly RawBuilder<unknown>[],
): Promise<QueryResult<unknown>[]> {
  const compiled = statements.map((statement) => statement.compile(tx))
  return tx.getExecutor().provideConnection(async (connection) => {
    const ends = await Promise.allSettled(compiled.map((one) => connection.executeQuery(one)))
    return ends.map(answerOf)
  })
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
