import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { addAnalyst, type Role } from '../../src/accounts/index.ts'
import { openDatabase, type Database } from '../../src/platform/database/index.ts'
import { administer, HASH_KEY, sql } from '../database.ts'
import { NOW } from '../ledger/world.ts'
import { fullWorld, makeWorld } from '../reports/world.ts'
import { MIGRATIONS } from '../template.ts'
import { someone } from './world.ts'

export const SERVER = process.env['TEST_DATABASE_URL']
const PASSWORD = 'canary-of-the-owner'
const [INT8, NUMERIC] = [20, 1700]
const parsers = {
  getTypeParser(oid: number, format?: string) {
    if (oid === INT8 || oid === NUMERIC) return Number
    return pg.types.getTypeParser(oid, format as 'text')
  },
}

export const world = (database: Database) => ({ database, now: () => NOW })

export interface Asking {
  name: string
  login: string
  password: string
  client: pg.Client
  ask<Row = Record<string, unknown>>(text: string): Promise<Row[]>
}

export interface AnalystsWorld {
  database: Database
  /** The owner of the database: neither a superuser nor outside the fence. */
  owner: string
  firm: number
  /** Another firm, whose campaigns are called Canary. */
  other: number
  connected(user: string, password: string): Promise<pg.Client>
  /** A new analyst of a workspace, connected. */
  analyst(workspaceId: number, role?: Role): Promise<Asking>
  close(): Promise<void>
}

/** Two firms with something of everything, on a database of a server. */
export async function analystsWorld(): Promise<AnalystsWorld> {
  const name = `homing_analysts_${randomBytes(4).toString('hex')}`
  const owner = `${name}_owner`
  const role = 'create role homing_app nologin nosuperuser nobypassrls nocreatedb nocreaterole'
  await administer(SERVER!, role).catch(() => undefined)
  await administer(SERVER!, `create role ${owner} login createrole password '${PASSWORD}'`)
  await administer(SERVER!, `grant homing_app to ${owner}`)
  await administer(SERVER!, `create database ${name} owner ${owner}`)
  const urlOf = (user: string, password: string) => {
    const url = new URL(SERVER!)
    return Object.assign(url, { pathname: `/${name}`, username: user, password }).href
  }
  const database = await openDatabase({
    ...{ url: urlOf(owner, PASSWORD), dataDir: null, migrationsDir: MIGRATIONS },
    hashKey: HASH_KEY,
  })
  const [firm, other] = [await firmCalled('Firm'), await firmCalled('Canary')]
  const logins: string[] = []
  const clients: pg.Client[] = []

  async function firmCalled(name: string): Promise<number> {
    const { workspaceId } = await makeWorld(database, fullWorld())
    await database.inWorkspace(workspaceId, (tx) =>
      sql`update campaign set name = ${name}::text || ' ' || name`.execute(tx),
    )
    return workspaceId
  }
  async function connected(user: string, password: string): Promise<pg.Client> {
    const types = parsers as unknown as pg.CustomTypesConfig
    const client = new pg.Client({ connectionString: urlOf(user, password), types })
    client.on('error', () => undefined)
    await client.connect()
    clients.push(client)
    return client
  }
  return {
    ...{ database, owner, firm, other, connected },
    async analyst(workspaceId, role = 'viewer') {
      const given = { name: `bi_${logins.length + 1}`, role }
      const { connecting } = await addAnalyst(world(database), someone(workspaceId), given)
      logins.push(connecting.user)
      const client = await connected(connecting.user, connecting.password)
      return {
        ...{ name: given.name, login: connecting.user, password: connecting.password, client },
        ask: async <Row>(text: string) => (await client.query(text)).rows as Row[],
      }
    },
    async close() {
      for (const client of clients) await client.end()
      await database.close()
      await administer(SERVER!, `drop database if exists ${name} with (force)`)
      for (const login of [...logins, owner]) {
        await administer(SERVER!, `drop role if exists ${login}`).catch(() => undefined)
      }
    },
  }
}
