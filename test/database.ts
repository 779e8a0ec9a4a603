import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { Database, openDatabase, openPglite } from '../src/platform/database/index.ts'
import { administer, copyTemplate, MIGRATIONS, serverTemplate } from './template.ts'

/** What keyed hashes are made with, in every test. */
export const HASH_KEY = Buffer.alloc(32, 7)

export interface TestDatabase {
  database: Database
  /** A workspace made for the test. */
  workspaceId: number
  /** Another firm's, for trying to look over the fence. */
  otherWorkspaceId: number
  /** Names the database, where it is on a server. */
  url?: string
  close(): Promise<void>
}

/**
 * A fresh, migrated database: PGlite from the template, or, where TEST_DATABASE_URL names a server
 * one may create databases on, PostgreSQL.
 */
export async function freshDatabase(): Promise<TestDatabase> {
  const { database, close, url } = process.env['TEST_DATABASE_URL']
    ? await onServer(process.env['TEST_DATABASE_URL'])
    : await embedded()
  return {
    database,
    workspaceId: await makeWorkspace(database, 'Example & Partners'),
    otherWorkspaceId: await makeWorkspace(database, 'Somebody Else LLP'),
    ...(url === undefined ? {} : { url }),
    close,
  }
}

/** Workspaces are made under the owner: no application transaction may. */
export async function makeWorkspace(database: Database, name: string): Promise<number> {
  const session = await database.engine.lendAsOwner()
  try {
    // The fence is forced on the owner too; a superuser stands outside it.
    const { rows } = await session.query<{ id: number }>(
      'insert into workspace (name) values ($1) returning id',
      [name],
    )
    return rows[0]!.id
  } finally {
    session.release()
  }
}

async function embedded() {
  const folder = await mkdtemp(join(tmpdir(), 'homing-test-'))
  await copyTemplate(folder)
  const engine = await openPglite(folder)
  const database = new Database(engine, HASH_KEY)
  return {
    database,
    url: undefined,
    async close() {
      await database.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function onServer(url: string) {
  const made = await makeDatabase(url, await serverTemplate())
  const database = await openDatabase({
    url: made.url,
    dataDir: null,
    migrationsDir: MIGRATIONS,
    hashKey: HASH_KEY,
  })
  return {
    database,
    url: made.url,
    async close() {
      await database.close()
      await made.drop()
    },
  }
}

/** A database on the server: empty, or a copy of the template. */
export async function makeDatabase(url: string, template = 'template1') {
  const name = `homing_test_${randomBytes(6).toString('hex')}`
  await administer(url, `create database ${name} template ${template}`)
  const target = new URL(url)
  target.pathname = `/${name}`
  return {
    url: target.href,
    drop: () => administer(url, `drop database ${name} with (force)`),
  }
}

export { administer, sql }
