import { Connection, Request, TYPES, type ConnectionConfiguration } from 'tedious'
import { startSandbox, type Sandbox } from '../../../sandbox/index.ts'
import { vendors } from '../../../sandbox/index.ts'

export { button, person, told } from '../database/client.ts'

export function start(): Promise<Sandbox> {
  return startSandbox({ esp: 'database-sqlserver' })
}

export interface Who {
  user?: string
  password?: string
  database?: string
  packetSize?: number
}

const administrator = {
  user: 'sa',
  password: vendors['database-sqlserver'].keys.administratorPassword,
}
export { administrator }

function configOf({ settings }: Sandbox, who: Who): ConnectionConfiguration {
  const { user = settings.user, password = settings.password, database = settings.database } = who
  return {
    server: settings.host!,
    options: {
      ...{ port: Number(settings.port), database: database!, encrypt: false },
      ...{ trustServerCertificate: true, rowCollectionOnRequestCompletion: true },
      ...(who.packetSize !== undefined && { packetSize: who.packetSize }),
    },
    authentication: { type: 'default', options: { userName: user!, password: password! } },
  }
}

/** An open connection of the driver. */
export async function open(
  sandbox: Sandbox,
  who: Who = {},
  errors: number[] = [],
): Promise<Connection> {
  const connection = new Connection(configOf(sandbox, who))
  connection.on('errorMessage', ({ number }) => errors.push(number))
  connection.on('error', () => undefined)
  await new Promise<void>((done, fail) => {
    connection.connect((error) => (error === undefined ? done() : fail(error)))
  })
  return connection
}

export type Values = Readonly<Record<string, string | number | boolean | Date | Buffer | null>>
export type Row = Record<string, unknown>

interface Cell {
  value: unknown
  metadata: { colName: string }
}

/** The rows of a statement, of all its answers one after another. */
export function ask(connection: Connection, sql: string, values?: Values): Promise<Row[]> {
  return new Promise((done, fail) => {
    const request = new Request(sql, (error, _count, rows) => {
      if (error) return fail(error)
      const named = (row: Cell[]) => row.map(({ metadata, value }) => [metadata.colName, value])
      done((rows as Cell[][]).map((row) => Object.fromEntries(named(row)) as Row))
    })
    if (values === undefined) return connection.execSqlBatch(request)
    for (const [name, value] of Object.entries(values)) {
      request.addParameter(name, typeOf(value), value)
    }
    connection.execSql(request)
  })
}

function typeOf(value: Values[string]) {
  if (typeof value === 'number') return TYPES.Int
  if (typeof value === 'boolean') return TYPES.Bit
  if (value instanceof Date) return TYPES.DateTime2
  return Buffer.isBuffer(value) ? TYPES.VarBinary : TYPES.NVarChar
}

/** A connection of its own for that work. */
export async function connected<T>(
  sandbox: Sandbox,
  work: (connection: Connection) => Promise<T>,
  who: Who = {},
): Promise<T> {
  const connection = await open(sandbox, who)
  try {
    return await work(connection)
  } finally {
    connection.close()
  }
}

export function rows(sandbox: Sandbox, sql: string, values?: Values): Promise<Row[]> {
  return connected(sandbox, (connection) => ask(connection, sql, values))
}

/** The number of what fails, or the driver's code; `done` where nothing does. */
export function numberOf(work: Promise<unknown>): Promise<number | string> {
  return work.then(
    () => 'done',
    (error: Error & { number?: number; code?: string }) =>
      error.number ?? error.code ?? error.message,
  )
}
