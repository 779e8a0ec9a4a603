import type { Engine, Session } from '../../database/wire/engine.ts'
import type { Holds } from '../../database/wire/holds.ts'
import { readBatch, type Statement } from '../sql/batch.ts'
import { literal } from '../sql/context.ts'
import { SqlError } from '../sql/errors.ts'
import { version } from '../wire/prelogin.ts'
import type { Value } from '../wire/values.ts'
import { ask, EngineError, type Answer } from './ask.ts'
import { endsBatch, failureOf, undoes } from './failures.ts'

/** What a batch says while it is done. */
export interface Hearer {
  rows(answer: Answer, names: ReadonlyMap<string, string>): void
  count(rows: number | undefined): void
  failed(error: SqlError): void
  /** A transaction has begun, or has ended. */
  turned(what: 'begun' | 'committed' | 'rolledBack'): void
}

export interface Means {
  engine: Engine
  holds: Holds
  database: string
  /** Why a statement fails that could be done, if so. */
  spoils(sql: string): SqlError | undefined
}

/** Somebody broke off what was being done. */
export class Attention extends Error {}

/** A session: who it is, what it has set, and how deep in transactions it is. */
export interface SqlSession {
  run(sql: string, given: ReadonlyMap<string, Declared>, talk: Talk): Promise<void>
  begin(hearer: Hearer): Promise<void>
  commit(hearer: Hearer): Promise<void>
  rollback(hearer: Hearer): Promise<void>
  /** All it has set is as after its login; what it had begun is undone. */
  reset(hearer: Hearer): Promise<void>
}

/** A variable that comes with the request. */
export interface Declared {
  engine: string
  value: Value
}

export interface Talk {
  hearer: Hearer
  /** Fires when the client wants no more of it. */
  over: AbortSignal
}

interface Run extends Talk {
  variables: Map<string, string>
}

const savepoint = 'ms_statement'
const noTransaction = 'The COMMIT TRANSACTION request has no corresponding BEGIN TRANSACTION.'

export function createSession(means: Means, own: Session): SqlSession {
  const { engine, holds, database } = means
  let depth = 0
  let xactAbort = false
  let lockTimeout = 0
  let affected = 0
  const tell = (sql: string) => ask(engine, own, sql)

  const begin = async (hearer: Hearer) => {
    depth += 1
    if (depth > 1) return
    await tell('begin')
    hearer.turned('begun')
  }
  const commit = async (hearer: Hearer) => {
    if (depth === 0) throw new SqlError(3902, noTransaction)
    depth -= 1
    if (depth > 0) return
    await tell('commit')
    hearer.turned('committed')
  }
  const undo = async (hearer: Hearer) => {
    if (depth === 0) return
    depth = 0
    await tell('rollback')
    hearer.turned('rolledBack')
  }
  const rollback = (hearer: Hearer) => {
    if (depth === 0) throw new SqlError(3903, noTransaction.replace('COMMIT', 'ROLLBACK'))
    return undo(hearer)
  }

  const patiently = async (sql: string, { over }: Run) => {
    if (over.aborted) throw new Attention()
    if (!holds.reaches(sql)) return
    const why = await holds.wait({ statement: 0, lock: lockTimeout }, over)
    if (why?.code === '55P03') throw new SqlError(1222, 'Lock request time out period exceeded.')
    if (why !== undefined) throw new Attention()
  }
  /** One statement of the engine, which leaves the transaction as it was where it fails. */
  const attempt = async (sql: string, statement: Statement & { kind: 'query' }, run: Run) => {
    await patiently(sql, run)
    const spoilt = means.spoils(sql)
    if (spoilt !== undefined) throw spoilt
    if (depth > 0) await tell(`savepoint ${savepoint}`)
    try {
      const answer = await tell(sql)
      if (depth > 0) await tell(`release ${savepoint}`)
      return answer
    } catch (error) {
      if (depth > 0) await tell(`rollback to ${savepoint}; release ${savepoint}`)
      if (!(error instanceof EngineError)) throw error
      throw await failureOf(error, { database, ...statement, isConstraint, mayDo })
    }
  }
  const isConstraint = async (name: string) => {
    const sql = `select 1 from pg_constraint where conname = ${literal(name)}`
    return (await tell(sql)).rows.length > 0
  }
  const mayDo = async (verb: string, table: string) => {
    const right = verb === 'MERGE' ? 'INSERT' : verb
    const sql = `select has_table_privilege(${literal(table)}, '${right}')`
    return (await tell(sql)).rows[0]?.[0] === 't'
  }
  const known = (sql: string, { variables }: Run) =>
    sql.replaceAll(/\0([^\0]*)\0/g, (_, name: string) => {
      if (!name.startsWith('@@')) return variables.get(name) ?? 'null'
      return globals(name, { depth, affected })
    })
  const valueOf = async (sql: string, run: Run) => {
    const statement = { kind: 'query', verb: 'SELECT', names: new Map(), answers: true } as const
    const { rows } = await attempt(known(`select ${sql}`, run), { ...statement, sql }, run)
    return rows[0]?.[0] ?? null
  }

  const query = async (statement: Statement & { kind: 'query' }, run: Run) => {
    const answer = await attempt(known(statement.sql, run), statement, run)
    affected = statement.verb === 'DEFINE' ? 0 : answer.count
    const { assigned } = statement
    if (assigned !== undefined) {
      const last = answer.rows.at(-1)
      for (const [at, name] of assigned.entries()) {
        if (last !== undefined) set(run, name, last[at] ?? null)
      }
    }
    if (statement.answers) run.hearer.rows(answer, statement.names)
    run.hearer.count(statement.verb === 'DEFINE' ? undefined : answer.count)
  }
  const set = ({ variables }: Run, name: string, value: string | null) => {
    const type = /::([^:]*)$/.exec(variables.get(name) ?? '')?.[1] ?? 'ms_nvarchar'
    variables.set(name, textFor(value, type))
  }
  const perform = async (statement: Statement, run: Run): Promise<void> => {
    switch (statement.kind) {
      case 'query':
        return query(statement, run)
      case 'let': {
        const type = /::([^:]*)$/.exec(statement.sql)?.[1] ?? 'ms_nvarchar'
        run.variables.set(statement.variable, textFor(await valueOf(statement.sql, run), type))
        return
      }
      case 'option':
        if (statement.name === 'xact_abort') xactAbort = statement.value === 'on'
        if (statement.name === 'lock_timeout') lockTimeout = patience(Number(statement.value))
        return
      case 'begin':
        return begin(run.hearer)
      case 'commit':
        return commit(run.hearer)
      case 'rollback':
        return rollback(run.hearer)
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
  /** A failure ends its statement, or all that is left of the batch. */
  const step = async (statement: Statement, run: Run): Promise<void> => {
    try {
      await perform(statement, run)
    } catch (error) {
      if (!(error instanceof SqlError) || error instanceof EndOfBatch) throw error
      const { number } = error.complaint
      if (depth > 0 && (xactAbort || undoes(number))) await undo(run.hearer)
      if (xactAbort || endsBatch(number) || statement.kind === 'throw') throw new EndOfBatch(error)
      run.hearer.failed(error)
    }
  }

  return {
    ...{ begin, commit, rollback },
    reset: async (hearer) => {
      await undo(hearer)
      xactAbort = false
      lockTimeout = 0
    },
    run: async (sql, given, talk) => {
      const types = new Map([...given].map(([name, one]) => [name, one.engine]))
      const variables = new Map(
        [...given].map(([name, { engine: type, value }]) => [name, convertedFor(value, type)]),
      )
      try {
        for (const one of readBatch(sql, types)) await step(one, { ...talk, variables })
      } catch (error) {
        if (error instanceof Attention && xactAbort) await undo(talk.hearer)
        if (!(error instanceof SqlError)) throw error
        talk.hearer.failed(error instanceof EndOfBatch ? error.reason : error)
      }
    },
  }
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

/** A value that has its type already. */
function textFor(value: string | null, type: string): string {
  return value === null ? `null::${type}` : `${literal(value)}::${type}`
}

/** A value that came in another type than its variable has. */
function convertedFor({ type, text }: Value, into: string): string {
  const own = owned.has(type) ? `ms_${type === 'datetime2' ? 'datetime2' : type}` : type
  const base = type === 'varbinary' ? 'bytea' : own
  if (text === null) return `null::${into}`
  const value = `${literal(text)}::${base}`
  return base === into ? value : `(${value})::${into}`
}

const owned = new Set(['bit', 'nvarchar', 'varchar', 'uniqueidentifier', 'datetime2'])

interface Standing {
  depth: number
  affected: number
}

function globals(name: string, { depth, affected }: Standing): string {
  switch (name) {
    case '@@trancount':
      return String(depth)
    case '@@rowcount':
      return String(affected)
    case '@@servername':
      return `'SANDBOX'::ms_nvarchar(128)`
    case '@@version':
      return `'Microsoft SQL Server 2019 (RTM) - ${version.text} (simulated)'::ms_nvarchar(300)`
    default:
      throw SqlError.unknown(name)
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
