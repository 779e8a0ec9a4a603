import { createCursor, tokensOf } from '../sql/tokens.ts'
import { SqlError } from '../sql/errors.ts'
import { readType } from '../sql/type-names.ts'
import type { SqlSession, Talk } from '../run/session.ts'
import type { Declared } from '../run/variables.ts'
import type { Call, Parameter } from './requests.ts'

/** Statements of a connection that were prepared, by their handles. */
export interface Calls {
  /** Does what is called; answers the handle where one was made. */
  call(call: Call, talk: Talk): Promise<number | undefined>
  forget(): void
}

/** https://learn.microsoft.com/sql/sql-server/maximum-capacity-specifications-for-sql-server */
const mostParameters = 2100
const mostPrepared = 1000

interface Prepared {
  sql: string
  declared: ReadonlyMap<string, string>
}

export function createCalls(session: SqlSession): Calls {
  const prepared = new Map<number, Prepared>()
  let last = 0
  const prepare = (sql: string, declarations: string) => {
    if (prepared.size >= mostPrepared) throw SqlError.unknown('so many prepared statements')
    last += 1
    prepared.set(last, { sql, declared: readDeclarations(declarations) })
    return last
  }
  const execute = (handle: number, given: readonly Parameter[], talk: Talk) => {
    const found = prepared.get(handle)
    if (found === undefined) {
      throw new SqlError(8179, `Could not find prepared statement with handle ${handle}.`)
    }
    return session.run(found.sql, bound(found.declared, given), talk)
  }
  return {
    forget: () => prepared.clear(),
    call: async ({ procedure, parameters }, talk) => {
      if (parameters.length > mostParameters) {
        const words =
          `The incoming request has too many parameters. The server supports a maximum of `
          + `${mostParameters} parameters. Reduce the number of parameters and resend the request.`
        throw new SqlError(8003, words)
      }
      const text = (at: number) => parameters[at]?.value.text ?? ''
      switch (procedure) {
        case 'sp_executesql':
          await session.run(text(0), bound(readDeclarations(text(1)), parameters.slice(2)), talk)
          return undefined
        case 'sp_prepare':
          return prepare(text(2), text(1))
        case 'sp_prepexec': {
          const handle = prepare(text(2), text(1))
          await execute(handle, parameters.slice(3), talk)
          return handle
        }
        case 'sp_execute':
          await execute(Number(text(0)), parameters.slice(1), talk)
          return undefined
        case 'sp_unprepare':
          prepared.delete(Number(text(0)))
          return undefined
        default:
          throw new SqlError(2812, `Could not find stored procedure '${procedure}'.`)
      }
    },
  }
}

/** `@name type, @other type output`, as sp_executesql has it. */
function readDeclarations(text: string): ReadonlyMap<string, string> {
  const cursor = createCursor(tokensOf(text))
  const found = new Map<string, string>()
  while (cursor.now().kind !== 'end') {
    const token = cursor.take()
    if (token.kind !== 'variable') throw cursor.wrong()
    cursor.accept('as')
    found.set(token.lower, readType(cursor, 'declared').engine)
    if (!cursor.accept('output')) cursor.accept('out')
    if (cursor.now().kind !== 'end') cursor.expect(',')
  }
  return found
}

function bound(declared: ReadonlyMap<string, string>, given: readonly Parameter[]) {
  const found = new Map<string, Declared>()
  for (const [at, [name, engine]] of [...declared].entries()) {
    const one = given.find((other) => other.name.toLowerCase() === name) ?? given[at]
    if (one === undefined) {
      const words = `The parameterized query expects the parameter '${name}', which was not`
      throw new SqlError(8178, `${words} supplied.`)
    }
    found.set(name, { engine, value: one.value })
  }
  const extra = given.find(({ name }) => name !== '' && !declared.has(name.toLowerCase()))
  if (extra !== undefined) {
    throw new SqlError(8145, `${extra.name} is not a parameter for procedure .`)
  }
  return found
}
