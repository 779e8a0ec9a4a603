import { connect as connectTo, type Socket } from 'node:net'
import { Connection, Request, TYPES } from 'tedious'
import type { CompiledSql } from '../compile.ts'
import { codeOf, faultOfLine, SqlFault, type SqlFaultKind } from '../fault.ts'
import type { SqlDriver } from '../session.ts'
import type { SqlLimits, SqlTarget } from '../target.ts'

type Row = Record<string, unknown>

export const sqlserver: SqlDriver = {
  async open(target, address, limits) {
    const socket = connectTo({ host: address, port: target.port })
    const connection = new Connection(configOf(target, socket, limits))
    connection.on('error', () => undefined)
    const refused = target.tls === 'required' ? keepFromClearText(socket, connection) : null
    const numbers: number[] = []
    const noted = ({ number }: { number: number }) => void numbers.push(number)
    connection.on('errorMessage', noted)
    try {
      await new Promise<void>((done, fail) => {
        connection.connect((error) => (error ? fail(error) : done()))
      })
    } catch (error) {
      socket.destroy()
      if (refused?.aborted === true) throw refused.reason
      // The driver leaves out the number. Of several, the first says why: 4060 comes before 18456.
      throw numbers.length === 0 ? error : Object.assign(error as Error, { number: numbers[0] })
    }
    connection.off('errorMessage', noted)
    return {
      run: (statement) => execute(connection, statement),
      bytesRead: () => socket.bytesRead,
      end: () => connection.close(),
      destroy: () => void socket.destroy(),
    }
  },

  judge(error) {
    const inner = (error as { cause?: unknown }).cause
    // A certificate that does not hold is the cause of an ESOCKET.
    const line = (inner === undefined ? null : faultOfLine(inner)) ?? faultOfLine(error)
    // Two columns that are not there are two errors of one statement.
    const first: unknown = error instanceof AggregateError ? error.errors[0] : error
    const { number } = first as { number?: unknown }
    if (typeof number === 'number') {
      return new SqlFault(NUMBERS[number] ?? 'refused', String(number))
    }
    if (line !== null && line.kind !== 'connection') return line
    return CODES[codeOf(error)] === undefined
      ? line
      : new SqlFault(CODES[codeOf(error)]!, codeOf(error))
  },
}

function configOf(target: SqlTarget, socket: Socket, limits: SqlLimits) {
  const isTls = target.tls === 'required'
  return {
    server: target.host,
    authentication: {
      type: 'default' as const,
      options: { userName: target.user, password: target.password },
    },
    options: {
      port: target.port,
      database: target.database,
      connector: () => reached(socket),
      encrypt: isTls,
      trustServerCertificate: false,
      ...(isTls
        && target.caCertificate !== undefined && {
          cryptoCredentialsDetails: { ca: target.caCertificate },
        }),
      connectTimeout: limits.connectMs,
      requestTimeout: limits.statementMs,
      // Whoever asks again decides that, and not the driver.
      maxRetriesOnTransientErrors: 0,
      useUTC: true,
      appName: 'Homing',
    },
  }
}

const PRELOGIN = 0x12

/**
 * Asked for encryption, the driver goes on without where the server says that it has none, and
 * gives it the password ([MS-TDS] 2.2.6.5 has the client end the connection there). So nothing but
 * what comes before a login, the TLS handshake among it, gets through until there is TLS. Answers
 * what fires where something else was to be sent.
 */
function keepFromClearText(socket: Socket, connection: Connection): AbortSignal {
  const refused = new AbortController()
  const write = socket.write
  const guarded = (chunk: Uint8Array | string, ...rest: unknown[]): boolean => {
    if (typeof chunk !== 'string' && chunk[0] === PRELOGIN) {
      return Reflect.apply(write, socket, [chunk, ...rest]) as boolean
    }
    const reason = new SqlFault('tls', 'no TLS there')
    refused.abort(reason)
    socket.destroy(reason)
    return false
  }
  socket.write = guarded as typeof write
  connection.once('secure', () => {
    socket.write = write
  })
  return refused.signal
}

function reached(socket: Socket): Promise<Socket> {
  return new Promise((done, fail) => {
    socket.once('connect', () => done(socket))
    socket.once('error', fail)
  })
}

/** As sp_executesql with parameters: values never meet the text. */
function execute(connection: Connection, { text, values }: CompiledSql): Promise<Row[]> {
  return new Promise((done, fail) => {
    const rows: Row[] = []
    const request = new Request(text, (error) => (error ? fail(error) : done(rows)))
    for (const [at, value] of values.entries()) {
      const type = typeof value === 'number' ? TYPES.BigInt : TYPES.NVarChar
      request.addParameter(String(at + 1), type, value)
    }
    request.on('row', (columns: { metadata: { colName: string }; value: unknown }[]) => {
      rows.push(Object.fromEntries(columns.map((one) => [one.metadata.colName, one.value])))
    })
    connection.execSql(request)
  })
}

/** Of the driver's own. ELOGIN comes with the number of the server's, where there is one. */
const CODES: Readonly<Record<string, SqlFaultKind>> = {
  ELOGIN: 'login',
  ESOCKET: 'connection',
  ECONNCLOSED: 'connection',
  EINVALIDSTATE: 'connection',
  ETIMEOUT: 'statement_timeout',
  EENCRYPT: 'tls',
}

/** Microsoft, "Database Engine events and errors". */
const NUMBERS: Readonly<Record<number, SqlFaultKind>> = {
  18456: 'login',
  18470: 'login',
  18487: 'login',
  18488: 'login',
  4060: 'no_database',
  911: 'no_database',
  229: 'forbidden',
  230: 'forbidden',
  262: 'forbidden',
  // The database is read-only.
  3906: 'forbidden',
  208: 'missing',
  207: 'missing',
  2627: 'duplicate',
  2601: 'duplicate',
  2628: 'value',
  8152: 'value',
  515: 'value',
  547: 'value',
  241: 'value',
  245: 'value',
  220: 'value',
  8115: 'value',
  1205: 'busy',
  1222: 'busy',
  6005: 'busy',
  10928: 'full',
  10929: 'full',
  40501: 'busy',
  40613: 'busy',
  // It starts, is upgraded, or was paused.
  17187: 'busy',
  18401: 'busy',
  17142: 'busy',
  17809: 'full',
  // Azure: not enough resources, too many operations.
  49918: 'busy',
  49919: 'busy',
  49920: 'busy',
  // A number that is none.
  8114: 'value',
}
