import { readTable, type Context } from './context.ts'
import { alter, create, drop, right } from './definitions.ts'
import { SqlError } from './errors.ts'
import { condition } from './conditions.ts'
import { expression } from './expressions.ts'
import { ctes, select, subquery } from './select.ts'
import { createCursor, tokensOf } from './tokens.ts'
import { setting, thrown, wait } from './settings.ts'
import { readType } from './type-names.ts'
import { insert, merge, remove, update, type Written } from './writes.ts'

/** One statement, ready for the engine but for the values of its variables. */
export type Statement =
  | {
      kind: 'query'
      sql: string
      verb: Verb
      table?: string
      names: Map<string, string>
      answers: boolean
      assigned?: string[]
    }
  | { kind: 'let'; variable: string; sql: string }
  | { kind: 'option'; name: string; value: string }
  | { kind: 'begin' | 'commit' | 'rollback' | 'nothing' }
  | { kind: 'wait'; ms: number }
  | { kind: 'throw'; number: number; words: string }
  | { kind: 'if'; condition: string; then: Statement; otherwise?: Statement }
  | { kind: 'block'; statements: readonly Statement[] }

export type Verb = 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE' | 'MERGE' | 'DEFINE'

/** A batch at most: 65,536 packets there, and less here. */
const longestBatch = 16 * 1024 * 1024

/** Reads a whole batch: nothing of it is done where something in it cannot be read. */
export function readBatch(sql: string, variables: Map<string, string>): readonly Statement[] {
  if (sql.length > longestBatch) throw SqlError.unknown('batches of that length')
  const context: Context = {
    cursor: createCursor(tokensOf(sql)),
    variables,
    ctes: new Set(),
    query: subquery,
    condition,
  }
  const { cursor } = context
  const found: Statement[] = []
  for (;;) {
    while (cursor.accept(';'));
    if (cursor.now().kind === 'end') return found
    found.push(statement(context, found.length === 0))
  }
}

function statement(context: Context, isFirst: boolean): Statement {
  const { cursor } = context
  context.ctes = new Set()
  const { lower, line } = cursor.now()
  switch (cursor.now().kind === 'word' ? lower : '') {
    case 'with':
    case 'select':
    case 'insert':
    case 'update':
    case 'delete':
    case 'merge':
      return rows(context)
    case 'create':
      return defined(create(context, isFirst))
    case 'drop':
      return defined(drop(context))
    case 'alter':
      return defined(alter(context))
    case 'grant':
    case 'deny':
    case 'revoke':
      return defined(right(context))
    case 'truncate':
      cursor.expect('truncate', 'table')
      return defined(`truncate ${readTable(context).sql}`)
    case 'declare':
      return declare(context)
    case 'set':
      return setting(context)
    case 'if':
      return ifOf(context)
    case 'begin':
    case 'commit':
    case 'rollback':
      return transaction(context)
    case 'waitfor':
      return wait(context)
    case 'throw':
      return thrown(context)
    case 'exec':
    case 'execute':
    case 'while':
    case 'print':
    case 'raiserror':
    case 'save':
    case 'use':
    case 'return':
      throw SqlError.unknown(lower.toUpperCase())
    default:
      if (cursor.isName() && cursor.now().kind === 'word' && isFirst) {
        const words = `Could not find stored procedure '${cursor.now().text}'.`
        if (cursor.ahead().kind === 'end') throw new SqlError(2812, words, { line })
      }
      throw cursor.wrong()
  }
}

function defined(sql: string): Statement {
  return { kind: 'query', sql, verb: 'DEFINE', names: new Map(), answers: false }
}

function rows(context: Context): Statement {
  const { cursor } = context
  const before = ctes(context)
  const written = (verb: Verb, { sql, ...rest }: Written): Statement => ({
    ...{ kind: 'query', verb, sql: before + sql, ...rest },
  })
  switch (cursor.now().lower) {
    case 'insert':
      return written('INSERT', insert(context))
    case 'update':
      return written('UPDATE', update(context))
    case 'delete':
      return written('DELETE', remove(context))
    case 'merge':
      return written('MERGE', merge(context))
    default: {
      const { sql, names, into, assigned } = select(context)
      if (into !== undefined) return defined(`create table ${into} as ${before}${sql}`)
      const more = assigned === undefined ? { answers: true } : { answers: false, assigned }
      return { kind: 'query', verb: 'SELECT', sql: before + sql, names, ...more }
    }
  }
}

function declare(context: Context): Statement {
  const { cursor, variables } = context
  cursor.expect('declare')
  const statements: Statement[] = []
  do {
    const token = cursor.take()
    if (token.kind !== 'variable') throw cursor.wrong()
    cursor.accept('as')
    if (cursor.isAt('table')) throw SqlError.unknown('variables that are tables')
    const { engine } = readType(cursor, 'declared')
    if (variables.has(token.lower)) {
      const words =
        `The variable name '${token.text}' has already been declared. Variable names must be `
        + `unique within a query batch or stored procedure.`
      throw new SqlError(134, words, { line: token.line, severity: 15 })
    }
    variables.set(token.lower, engine)
    const isSet = cursor.accept('=')
    const sql = isSet ? `(${expression(context)})::${engine}` : `null::${engine}`
    statements.push({ kind: 'let', variable: token.lower, sql })
  } while (cursor.accept(','))
  return { kind: 'block', statements }
}

function ifOf(context: Context): Statement {
  const { cursor } = context
  cursor.expect('if')
  const asked = condition(context)
  const then = statement(context, false)
  while (cursor.isAt(';', 'else')) cursor.accept(';')
  if (!cursor.accept('else')) return { kind: 'if', condition: asked, then }
  return { kind: 'if', condition: asked, then, otherwise: statement(context, false) }
}

function transaction(context: Context): Statement {
  const { cursor } = context
  const kind = cursor.take().lower as 'begin' | 'commit' | 'rollback'
  const isNamed = cursor.accept('tran') || cursor.accept('transaction')
  if (isNamed && cursor.isName()) cursor.name()
  if (!isNamed && kind !== 'begin') cursor.accept('work')
  if (isNamed || kind !== 'begin') return { kind }
  if (cursor.isAt('try') || cursor.isAt('catch')) throw SqlError.unknown('TRY and CATCH')
  const statements: Statement[] = []
  while (!cursor.accept('end')) {
    if (cursor.accept(';')) continue
    if (cursor.now().kind === 'end') throw cursor.wrong()
    statements.push(statement(context, false))
  }
  if (statements.length === 0) throw cursor.wrong()
  return { kind: 'block', statements }
}
