import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { openPglite, openPostgres, type Engine } from '../src/platform/database/index.ts'
import { administer } from './database.ts'

export interface EmptyEngine {
  engine: Engine
  /** Names a server's database; absent on the embedded one. */
  url?: string
  /** Runs a dump: many statements in one text. */
  load(sql: string): Promise<void>
  close(): Promise<void>
}

/** A database without a table in it: PGlite in memory, or a new one on TEST_DATABASE_URL's server. */
export async function emptyEngine(): Promise<EmptyEngine> {
  const server = process.env['TEST_DATABASE_URL']
  return server ? onServer(server) : embedded()
}

async function embedded(): Promise<EmptyEngine> {
  const engine = await openPglite(null)
  const script = async (text: string) => {
    const session = await engine.lendAsOwner()
    try {
      await session.script(text)
    } finally {
      session.release()
    }
  }
  return {
    engine,
    async load(sql) {
      await script(ROLE)
      await script(sql)
      // A dump sets what suits itself for the whole session.
      await script('reset all')
    },
    close: () => engine.close(),
  }
}

async function onServer(server: string): Promise<EmptyEngine> {
  const name = `homing_test_${randomBytes(6).toString('hex')}`
  await administer(server, `create database ${name}`)
  const url = new URL(server)
  url.pathname = `/${name}`
  const engine = await openPostgres(url.href)
  return {
    engine,
    url: url.href,
    async load(sql) {
      const client = new pg.Client({ connectionString: url.href })
      await client.connect()
      await client.query(ROLE)
      await client.query(sql)
      await client.end()
    },
    async close() {
      await engine.close()
      await administer(server, `drop database ${name} with (force)`)
    },
  }
}

/** Roles belong to the server and are in no dump of a database. */
const ROLE = `do $$ begin
  create role homing_app nologin;
exception when duplicate_object or unique_violation then null; end $$`
