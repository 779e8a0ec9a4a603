import type { Engine, Session } from '../../database/wire/engine.ts'
import type { Holds } from '../../database/wire/holds.ts'
import type { Statement } from '../sql/batch.ts'
import { literal } from '../sql/context.ts'
import { SqlError } from '../sql/errors.ts'
import { ask, EngineError, type Answer } from './ask.ts'
import { failureOf } from './failures.ts'

export interface Means {
  engine: Engine
  holds: Holds
  database: string
  /** Why a statement fails that could be done, if so. */
  spoils(sql: string): SqlError | undefined
}

/** Somebody broke off what was being done. */
export class Attention extends Error {}

export interface Attempt {
  /** For the engine, its variables known. */
  sql: string
  statement: Statement & { kind: 'query' }
  inTransaction: boolean
  /** How long it waits for a lock, in milliseconds; 0 is for ever. */
  lockTimeout: number
  over: AbortSignal
}

/** Has the engine do one statement, which leaves the transaction as it was where it fails. */
export type Attempting = (attempt: Attempt) => Promise<Answer>

const savepoint = 'ms_statement'

export function createAttempts(means: Means, own: Session): Attempting {
  const { engine, database } = means
  const tell = (sql: string) => ask(engine, own, sql)
  const isConstraint = async (name: string) => {
    const sql = `select 1 from pg_constraint where conname = ${literal(name)}`
    return (await tell(sql)).rows.length > 0
  }
  const mayDo = async (verb: string, table: string) => {
    const right = verb === 'MERGE' ? 'INSERT' : verb
    const sql = `select has_table_privilege(${literal(table)}, '${right}')`
    return (await tell(sql)).rows[0]?.[0] === 't'
  }
  return async (attempt) => {
    const { sql, statement, inTransaction } = attempt
    await waitPatiently(means, attempt)
    const spoilt = means.spoils(sql)
    if (spoilt !== undefined) throw spoilt
    if (inTransaction) await tell(`savepoint ${savepoint}`)
    try {
      const answer = await tell(sql)
      if (inTransaction) await tell(`release ${savepoint}`)
      return answer
    } catch (error) {
      if (inTransaction) await tell(`rollback to ${savepoint}; release ${savepoint}`)
      if (!(error instanceof EngineError)) throw error
      throw await failureOf(error, { database, ...statement, isConstraint, mayDo })
    }
  }
}

async function waitPatiently({ holds }: Means, { sql, lockTimeout, over }: Attempt) {
  if (over.aborted) throw new Attention()
  if (!holds.reaches(sql)) return
  const why = await holds.wait({ statement: 0, lock: lockTimeout }, over)
  if (why?.code === '55P03') throw new SqlError(1222, 'Lock request time out period exceeded.')
  if (why !== undefined) throw new Attention()
}
