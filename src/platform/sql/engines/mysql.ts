import { connect as connectTo } from 'node:net'
import { type Connection, createConnection } from 'mysql2'
import { codeOf, faultOfLine, SqlFault, type SqlFaultKind } from '../fault.ts'
import type { SqlDriver } from '../session.ts'
import { GRACE_MS, type SqlTarget } from '../target.ts'

/** Statements a session keeps prepared at the server, which has room for some of everybody. */
const PREPARED_MAX = 20

export const mysql: SqlDriver = {
  async open(target, address, { connectMs, statementMs }) {
    const socket = connectTo({ host: address, port: target.port })
    const connection = createConnection({
      host: target.host,
      stream: () => socket,
      user: target.user,
      password: target.password,
      database: target.database,
      charset: 'utf8mb4',
      connectTimeout: connectMs,
      // Moments and large numbers as the server spells them: none loses anything on the way.
      dateStrings: true,
      supportBigNumbers: true,
      bigNumberStrings: true,
      maxPreparedStatements: PREPARED_MAX,
      ...tlsOf(target),
    })
    connection.on('error', () => undefined)
    const run = (sql: string, values: readonly (string | number | null)[]) =>
      execute(connection, { sql, values, timeout: statementMs + GRACE_MS })
    try {
      await opened(connection)
      // What does not fit is refused, and not cut without a word.
      await run(`set time_zone = '+00:00', sql_mode = 'STRICT_ALL_TABLES'`, [])
      const [{ version }] = (await run('select version() as version', [])) as [{ version: string }]
      await run(
        /mariadb/i.test(version)
          ? `set session max_statement_time = ${Math.ceil(statementMs / 1000)}`
          : `set session max_execution_time = ${statementMs}`,
        [],
      )
    } catch (error) {
      connection.destroy()
      throw error
    }
    return {
      run: ({ text, values }) => run(text, values),
      bytesRead: () => socket.bytesRead,
      end: () => connection.end(() => undefined),
      destroy: () => connection.destroy(),
    }
  },

  judge(error) {
    const line = faultOfLine(error)
    if (line !== null) return line
    const { fatal = false, errno } = error as { fatal?: boolean; errno?: number }
    // MariaDB has numbers that the driver has no names of.
    const code = codeOf(error) || (typeof errno === 'number' ? String(errno) : '')
    if (code === '') return null
    const kind = KINDS[code] ?? (errno === MARIADB_TIMEOUT ? 'statement_timeout' : undefined)
    return new SqlFault(kind ?? (fatal ? 'connection' : 'refused'), code)
  },
}

/** max_statement_time exceeded. */
const MARIADB_TIMEOUT = 1969

const KINDS: Readonly<Record<string, SqlFaultKind>> = {
  ER_ACCESS_DENIED_ERROR: 'login',
  ER_NOT_SUPPORTED_AUTH_MODE: 'login',
  AUTH_SWITCH_PLUGIN_ERROR: 'login',
  ER_DBACCESS_DENIED_ERROR: 'no_database',
  ER_BAD_DB_ERROR: 'no_database',
  ER_TABLEACCESS_DENIED_ERROR: 'forbidden',
  ER_COLUMNACCESS_DENIED_ERROR: 'forbidden',
  ER_SPECIFIC_ACCESS_DENIED_ERROR: 'forbidden',
  ER_OPTION_PREVENTS_STATEMENT: 'forbidden',
  // A view whose own table is gone, or that its definer may no longer read.
  ER_VIEW_INVALID: 'missing',
  ER_NO_SUCH_TABLE: 'missing',
  ER_BAD_FIELD_ERROR: 'missing',
  ER_CON_COUNT_ERROR: 'full',
  ER_TOO_MANY_USER_CONNECTIONS: 'full',
  ER_USER_LIMIT_REACHED: 'full',
  ER_LOCK_DEADLOCK: 'busy',
  ER_LOCK_WAIT_TIMEOUT: 'busy',
  ER_SERVER_SHUTDOWN: 'busy',
  ER_QUERY_TIMEOUT: 'statement_timeout',
  ER_STATEMENT_TIMEOUT: 'statement_timeout',
  PROTOCOL_SEQUENCE_TIMEOUT: 'statement_timeout',
  ER_DUP_ENTRY: 'duplicate',
  ER_DATA_TOO_LONG: 'value',
  ER_WARN_DATA_OUT_OF_RANGE: 'value',
  ER_TRUNCATED_WRONG_VALUE: 'value',
  ER_TRUNCATED_WRONG_VALUE_FOR_FIELD: 'value',
  ER_BAD_NULL_ERROR: 'value',
  ER_NO_DEFAULT_FOR_FIELD: 'value',
  ER_NO_REFERENCED_ROW_2: 'value',
  HANDSHAKE_NO_SSL_SUPPORT: 'tls',
  HANDSHAKE_SSL_ERROR: 'tls',
}

function tlsOf({ tls, caCertificate }: SqlTarget) {
  // Without TLS nobody may be made to send the password as it is.
  if (tls === 'off') return { authPlugins: { mysql_clear_password: refuseClear } }
  const ca = caCertificate === undefined ? {} : { ca: caCertificate }
  return { ssl: { rejectUnauthorized: true, verifyIdentity: true, ...ca } }
}

function refuseClear(): never {
  throw new SqlFault('login', 'mysql_clear_password')
}

function opened(connection: Connection): Promise<void> {
  return new Promise((done, fail) => {
    connection.connect((error) => (error ? fail(error) : done()))
  })
}

interface Execution {
  sql: string
  values: readonly (string | number | null)[]
  timeout: number
}

/** As a prepared statement: values never meet the text. */
function execute(connection: Connection, { values, ...options }: Execution) {
  return new Promise<Readonly<Record<string, unknown>>[]>((done, fail) => {
    connection.execute({ ...options, values: [...values] }, (error, rows) => {
      if (error) fail(error)
      else done(Array.isArray(rows) ? (rows as Record<string, unknown>[]) : [])
    })
  })
}
