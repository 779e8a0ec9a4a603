/** A firm's database as its administrator makes it, with views and outbox tables. */
import { randomBytes } from 'node:crypto'
import { createConnection } from 'mysql2/promise'
import pg from 'pg'
import { Connection, Request, TYPES } from 'tedious'
import { scriptFor } from '../../../src/connectors/crm/database/scripts.ts'
import { settingsOf } from '../../../src/connectors/crm/database/settings.ts'
import { startEmptySqlServer } from '../../../sandbox/index.ts'
import { startMariaDb } from './mariadb-server.ts'
import { startPgliteServer } from './pglite-server.ts'

export type Values = readonly (string | number | boolean | null)[]
export type FirmRow = Record<string, unknown>

export interface Firm {
  settings: Record<string, unknown>
  password: string
  /** As its administrator; ? stands for a value. */
  run(text: string, values?: Values): Promise<FirmRow[]>
  close(): Promise<void>
}

const COLUMNS = `id varchar(200) not null primary key, changed_at MOMENT not null, email varchar(320),
  name varchar(200), first_name varchar(200), last_name varchar(200), job_title varchar(200),
  phone varchar(50), city varchar(200), country varchar(200), email2 varchar(320), fax varchar(50),
  organization_id varchar(200), owner_name varchar(200), owner_email varchar(320),
  opted_out BOOL, opted_out_at MOMENT, invalid BOOL, deleted BOOL`

const ORGANIZATION = `id varchar(200) not null primary key, changed_at MOMENT not null,
  name varchar(200), kind varchar(20), city varchar(200), deleted BOOL`

const LISTS = `id varchar(200) not null primary key, name varchar(200), kind varchar(20)`
const MEMBERS = `list_id varchar(200) not null, person_id varchar(200) not null`

/** The same database on each engine: tables of the firm's own, views over them, outbox tables. */
async function furnish(firm: Firm, types: { moment: string; bool: string }): Promise<void> {
  const made = (columns: string) =>
    columns.replaceAll('MOMENT', types.moment).replaceAll('BOOL', types.bool)
  const tables = { people: COLUMNS, organizations: ORGANIZATION, lists: LISTS }
  for (const [name, columns] of Object.entries({ ...tables, list_members: MEMBERS })) {
    await firm.run(`create table own_${name} (${made(columns)})`)
    await firm.run(`create view homing_${name} as select * from own_${name}`)
    await firm.run(`grant select on homing_${name} to ${firm.settings['grantee'] as string}`)
  }
  const { engine, schema, prefix } = settingsOf({ ...firm.settings, grantee: undefined })
  for (const key of ['campaigns', 'activities', 'wishes', 'validity'] as const) {
    const user = firm.settings['user'] as string
    const script = scriptFor({ engine, schema, prefix, user }, key)
    for (const statement of script.split(/;\s*/).filter(Boolean)) await firm.run(statement)
  }
}

/** On TEST_DATABASE_URL where there is one, as a user with the least rights; else on PGlite. */
export async function postgresFirm(): Promise<Firm> {
  const { TEST_DATABASE_URL: url } = process.env
  const lite = url === undefined ? await startPgliteServer() : null
  const admin = new pg.Client(
    url ?? { host: '127.0.0.1', port: lite!.port, user: 'postgres', database: 'postgres' },
  )
  await admin.connect()
  const name = `firm_${randomBytes(4).toString('hex')}`
  const password = `it's "${name}"`
  await admin.query(`create schema ${name}`)
  await admin.query(`create role ${name} login password '${password.replaceAll("'", "''")}'`)
  await admin.query(`grant usage on schema ${name} to ${name}`)
  await admin.query(`set search_path = ${name}; set timezone = 'Asia/Kolkata'`)
  const firm: Firm = {
    settings: {
      engine: 'postgresql',
      host: admin.host,
      port: admin.port,
      database: admin.database,
      schema: name,
      user: lite === null ? name : 'postgres',
      tls: 'off',
      grantee: lite === null ? name : 'postgres',
    },
    password,
    async run(text, values = []) {
      let at = 0
      const numbered = text.replaceAll('?', () => `$${++at}`)
      return (await admin.query(numbered, [...values])).rows as FirmRow[]
    },
    async close() {
      await admin.query(`drop schema ${name} cascade; drop owned by ${name}; drop role ${name}`)
      await admin.end()
      await lite?.close()
    },
  }
  await furnish(firm, { moment: 'timestamptz', bool: 'boolean' })
  delete firm.settings['grantee']
  return firm
}

export async function mariaDbFirm(): Promise<Firm> {
  const server = await startMariaDb()
  const { port } = server
  const admin = await createConnection({ host: '127.0.0.1', port, user: 'root', timezone: 'Z' })
  await admin.query('create database firm character set utf8mb4')
  await admin.query(`create user 'homing'@'%' identified by 'pass''word'`)
  await admin.query('use firm')
  await admin.query(`set time_zone = '+00:00'`)
  const firm: Firm = {
    settings: {
      ...{ engine: 'mysql', host: '127.0.0.1', port, database: 'firm', user: 'homing', tls: 'off' },
      grantee: `'homing'@'%'`,
    },
    password: "pass'word",
    run: async (text, values = []) => (await admin.query(text, [...values]))[0] as FirmRow[],
    async close() {
      await admin.end()
      await server.close()
    },
  }
  await furnish(firm, { moment: 'datetime(6)', bool: 'tinyint(1)' })
  delete firm.settings['grantee']
  return firm
}

/** A simulator of SQL Server, written from Microsoft's documents: never a server of Microsoft's. */
export async function simulatedSqlServerFirm(): Promise<Firm> {
  const server = await startEmptySqlServer()
  const { port, database, administrator } = server
  const password = "pass'word"
  let line: Promise<unknown> = Promise.resolve()
  const admin = new Connection({
    server: '127.0.0.1',
    options: {
      ...{ port, database, encrypt: false, rowCollectionOnRequestCompletion: true },
      trustServerCertificate: true,
    },
    authentication: {
      type: 'default',
      options: { userName: administrator.user, password: administrator.password },
    },
  })
  await new Promise<void>((done, fail) => admin.connect((error) => (error ? fail(error) : done())))
  const firm: Firm = {
    settings: {
      ...{ engine: 'sqlserver', host: '127.0.0.1', port, database, user: 'homing', tls: 'off' },
      grantee: 'homing',
    },
    password,
    run: (text, values = []) => {
      // The driver takes one request at a time.
      const asked = line.then(() => askTedious(admin, text, values))
      line = asked.catch(() => undefined)
      return asked
    },
    async close() {
      admin.close()
      await server.close()
    },
  }
  await firm.run(`create login homing with password = 'pass''word'`)
  await firm.run('create user homing for login homing')
  await furnish(firm, { moment: 'datetime2(7)', bool: 'bit' })
  delete firm.settings['grantee']
  return firm
}

interface Cell {
  value: unknown
  metadata: { colName: string }
}

function askTedious(admin: Connection, text: string, values: Values): Promise<FirmRow[]> {
  let at = 0
  const named = text.replaceAll('?', () => `@p${at++}`)
  return new Promise((done, fail) => {
    const request = new Request(named, (error, _, rows) => {
      if (error) return fail(error)
      const entries = (row: Cell[]) => row.map(({ metadata, value }) => [metadata.colName, value])
      done((rows as Cell[][]).map((row) => Object.fromEntries(entries(row)) as FirmRow))
    })
    for (const [place, value] of values.entries()) {
      const type = typeof value === 'number' ? TYPES.Int : TYPES.NVarChar
      request.addParameter(`p${place}`, typeof value === 'boolean' ? TYPES.Bit : type, value)
    }
    if (values.length === 0) admin.execSqlBatch(request)
    else admin.execSql(request)
  })
}
