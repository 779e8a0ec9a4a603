import {
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
} from 'kysely'
import type { Engine, Session } from './engine.ts'

/** Kysely over either engine: one dialect, sessions lent by the engine. */
export function homingDialect(engine: Engine): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new LendingDriver(engine),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  }
}

class LentConnection implements DatabaseConnection {
  readonly session: Session
  isBroken = false

  constructor(session: Session) {
    this.session = session
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const result = await this.session.query<Row>(query.sql, query.parameters as unknown[])
    return { rows: result.rows, numAffectedRows: BigInt(result.rowCount) }
  }

  streamQuery<Row>(): AsyncIterableIterator<QueryResult<Row>> {
    throw new Error('Read pages by key instead of streaming a statement.')
  }
}

class LendingDriver implements Driver {
  readonly #engine: Engine

  constructor(engine: Engine) {
    this.#engine = engine
  }

  async init() {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return new LentConnection(await this.#engine.lend())
  }

  async beginTransaction(connection: DatabaseConnection) {
    await lent(connection).session.query('begin')
  }

  async commitTransaction(connection: DatabaseConnection) {
    await lent(connection).session.query('commit')
  }

  async rollbackTransaction(connection: DatabaseConnection) {
    try {
      await lent(connection).session.query('rollback')
    } catch (error) {
      lent(connection).isBroken = true
      throw error
    }
  }

  async releaseConnection(connection: DatabaseConnection) {
    const { session, isBroken } = lent(connection)
    session.release(isBroken)
  }

  async destroy() {
    await this.#engine.close()
  }
}

function lent(connection: DatabaseConnection): LentConnection {
  return connection as LentConnection
}
