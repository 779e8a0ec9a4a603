/**
 * Statements are written with Kysely's sql tag and never as text: names are quoted as the engine
 * quotes them, and every value becomes a parameter.
 */
import {
  DummyDriver,
  Kysely,
  MssqlAdapter,
  MssqlIntrospector,
  MssqlQueryCompiler,
  MysqlAdapter,
  MysqlIntrospector,
  MysqlQueryCompiler,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type RawBuilder,
} from 'kysely'
import type { SqlEngine } from './target.ts'

export { sql } from 'kysely'

export type SqlStatement = RawBuilder<unknown>

export interface CompiledSql {
  text: string
  values: readonly (string | number | null)[]
}

const writers: Record<SqlEngine, Kysely<unknown>> = {
  postgresql: new Kysely<unknown>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  }),
  mysql: new Kysely<unknown>({
    dialect: {
      createAdapter: () => new MysqlAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new MysqlIntrospector(db),
      createQueryCompiler: () => new MysqlQueryCompiler(),
    },
  }),
  sqlserver: new Kysely<unknown>({
    dialect: {
      createAdapter: () => new MssqlAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new MssqlIntrospector(db),
      createQueryCompiler: () => new MssqlQueryCompiler(),
    },
  }),
}

/** The text an engine is sent, and the values beside it. Pure. */
export function compile(engine: SqlEngine, statement: SqlStatement): CompiledSql {
  const { sql: text, parameters } = statement.compile(writers[engine])
  return { text, values: parameters.map(valueOf) }
}

function valueOf(value: unknown): string | number | null {
  if (value === null || typeof value === 'string') return value
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value
  throw new TypeError(`A value of a statement is neither text nor a whole number: ${typeof value}.`)
}
