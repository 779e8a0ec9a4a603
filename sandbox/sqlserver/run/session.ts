import type { Session } from '../../database/wire/engine.ts'
import { readBatch, type Statement } from '../sql/batch.ts'
import { SqlError } from '../sql/errors.ts'
import { ask, type Answer } from './ask.ts'
import { Attention, createAttempts, type Attempting, type Means } from './attempts.ts'
import { endsBatch, undoes } from './failures.ts'
import { createTransactions, type Transactions, type Turned } from './transactions.ts'
import { given, known, textFor, typeOf, type Declared, type Variables } from './variables.ts'

/** What a batch says while it is done. */
export interface Hearer {
  rows(answer: Answer, names: ReadonlyMap<string, string>): void
  count(rows: number | undefined): void
  failed(error: SqlError): void
  /** A transaction has begun, or has ended. */
  turned: Turned
}

/** A session: who it is, what it has set, and how deep in transactions it is. */
export interface SqlSession extends Pick<Transactions, 'begin' | 'commit' | 'rollback'> {
  run(sql: string, declared: ReadonlyMap<string, Declared>, talk: Talk): Promise<void>
  /** All it has set is as after its login; what it had begun is undone. */
  reset(turned: Turned): Promise<void>
}

export interface Talk {
  hearer: Hearer
  /** Fires when the client wants no more of it. */
  over: AbortSignal
}

/** One batch on its way, and what its session has set. */
interface Run extends Talk {
  variables: Variables
  state: State
}

interface State {
  xactAbort: boolean
  lockTimeout: number
  /** Rows of the last statement. */
  affected: number
  transactions: Transactions
  attempt: Attempting
}

export function createSession(means: Means, own: Session): SqlSession {
  const transactions = createTransactions((sql) => ask(means.engine, own, sql))
  const { begin, commit, rollback, undo } = transactions
  const attempt = createAttempts(means, own)
  const state: State = { xactAbort: false, lockTimeout: 0, affected: 0, transactions, attempt }
  return {
    ...{ begin, commit, rollback },
    reset: async (turned) => {
      await undo(turned)
      Object.assign(state, { xactAbort: false, lockTimeout: 0 })
    },
    run: async (sql, declared, talk) => {
      const types = new Map([...declared].map(([name, one]) => [name, one.engine]))
      const run: Run = { ...talk, state, variables: given(declared) }
      try {
        for (const one of readBatch(sql, types)) await step(one, run)
      } catch (error) {
        if (error instanceof Attention && state.xactAbort) await undo(talk.hearer.turned)
        if (!(error instanceof SqlError)) throw error
        talk.hearer.failed(error instanceof EndOfBatch ? error.reason : error)
      }
    },
  }
}

/** A failure ends its statement, or all that is left of the batch. */
async function step(statement: Statement, run: Run): Promise<void> {
  const { transactions, xactAbort } = run.state
  try {
    await perform(statement, run)
  } catch (error) {
    if (!(error instanceof SqlError) || error instanceof EndOfBatch) throw error
    const { number } = error.complaint
    if (xactAbort || undoes(number)) await transactions.undo(run.hearer.turned)
    if (xactAbort || endsBatch(number) || statement.kind === 'throw') throw new EndOfBatch(error)
    run.hearer.failed(error)
  }
}

async function perform(statement: Statement, run: Run): Promise<void> {
  const { hearer, state } = run
  switch (statement.kind) {
    case 'query':
      return query(statement, run)
    case 'let': {
      const { sql, variable } = statement
      run.variables.set(variable, textFor(await valueOf(sql, run), typeOf(sql)))
      return
    }
    case 'option':
      if (statement.name === 'xact_abort') state.xactAbort = statement.value === 'on'
      if (statement.name === 'lock_timeout') state.lockTimeout = patience(Number(statement.value))
      return
    case 'begin':
    case 'commit':
    case 'rollback':
      return state.transactions[statement.kind](hearer.turned)
    case 'nothing':
      return
    case 'wait':
      return pause(statement.ms, run.over)
    case 'throw':
      throw new SqlError(statement.number, statement.words)
    case 'if': {
      const is = await valueOf(`(case when ${statement.condition} then 1 else 0 end)`, run)
      const next = is === '1' ? statement.then : statement.otherwise
      return next && step(next, run)
    }
    case 'block':
      for (const one of statement.statements) await step(one, run)
  }
}

type Query = Statement & { kind: 'query' }

function attempt(statement: Query, run: Run): Promise<Answer> {
  const { state, variables, over } = run
  const { lockTimeout, affected, transactions } = state
  const depth = transactions.depth()
  const sql = known(statement.sql, variables, { depth, affected })
  return state.attempt({ sql, statement, inTransaction: depth > 0, lockTimeout, over })
}

async function query(statement: Query, run: Run): Promise<void> {
  const answer = await attempt(statement, run)
  const isDefinition = statement.verb === 'DEFINE'
  run.state.affected = isDefinition ? 0 : answer.count
  const last = answer.rows.at(-1)
  for (const [at, name] of (statement.assigned ?? []).entries()) {
    const type = typeOf(run.variables.get(name) ?? '')
    if (last !== undefined) run.variables.set(name, textFor(last[at] ?? null, type))
  }
  if (statement.answers) run.hearer.rows(answer, statement.names)
  run.hearer.count(isDefinition ? undefined : answer.count)
}

async function valueOf(value: string, run: Run): Promise<string | null> {
  const asked = { kind: 'query', verb: 'SELECT', names: new Map(), answers: true } as const
  const { rows } = await attempt({ ...asked, sql: `select ${value}` }, run)
  return rows[0]?.[0] ?? null
}

/** Does a batch that must not fail, without anybody who hears of it. */
export async function runAlone(session: SqlSession, sql: string): Promise<void> {
  const nothing = () => undefined
  const failed = (error: SqlError) => {
    throw new Error(error.message)
  }
  const hearer = { rows: nothing, count: nothing, turned: nothing, failed }
  await session.run(sql, new Map(), { hearer, over: new AbortController().signal })
}

class EndOfBatch extends SqlError {
  readonly reason: SqlError
  constructor(reason: SqlError) {
    super(reason.complaint.number, reason.message)
    this.reason = reason
  }
}

function pause(ms: number, over: AbortSignal): Promise<void> {
  return new Promise((done, fail) => {
    const timer = setTimeout(done, ms)
    const stop = () => {
      clearTimeout(timer)
      fail(new Attention())
    }
    if (over.aborted) stop()
    over.addEventListener('abort', stop, { once: true })
  })
}

/** -1 waits for ever, as 0 does in the engine, and 0 not at all. */
function patience(asked: number): number {
  return asked < 0 ? 0 : Math.max(asked, 1)
}
