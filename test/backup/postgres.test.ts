import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addAnalyst, listAnalysts, setUp } from '../../src/accounts/index.ts'
import { openDatabase } from '../../src/platform/database/index.ts'
import { tryCli } from '../cli/try-cli.ts'
import { someone } from '../accounts/world.ts'
import { administer, freshDatabase, type TestDatabase } from '../database.ts'
import { MIGRATIONS } from '../template.ts'

const SERVER = process.env['TEST_DATABASE_URL']
const NAME = `homing_backup_${randomBytes(4).toString('hex')}`
const PASSWORD = 'canary-of-the-owner'
const PHRASE = 'four unrelated words here'
const SECRET = 'ab'.repeat(32)

/** An owner as docs/operating.md asks for: neither a superuser nor outside the fence. */
const owner = `${NAME}_owner`
const keeper = `${NAME}_keeper`
/** PostgreSQL's word for a role that another database still gives rights to. */
const STILL_NEEDED = '2BP01'

describe.runIf(SERVER !== undefined)('on a PostgreSQL server', () => {
  let folder: string
  let file: string
  const databases: string[] = []
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'homing-postgres-'))
    file = join(folder, 'homing.backup')
    await administer(SERVER!, `create role ${owner} login createrole password '${PASSWORD}'`)
    await administer(SERVER!, `create role ${keeper} login bypassrls password '${PASSWORD}'`)
    await administer(SERVER!, `grant pg_read_all_data to ${keeper}`)
    // The role is the server's; on a new server the first start makes it.
    await administer(SERVER!, ROLE).catch(() => undefined)
    await administer(SERVER!, `grant homing_app to ${owner}`)
    await fill(await makeDatabase('one'))
  }, 120_000)
  afterAll(async () => {
    for (const name of databases) await administer(SERVER!, `drop database ${name} with (force)`)
    for (const role of [owner, keeper]) {
      await administer(SERVER!, `drop role ${role}`).catch(() => undefined)
    }
    await rm(folder, { recursive: true, force: true })
  }, 60_000)

  test('whoever sees one workspace only cannot back up, and is told what to do', async () => {
    const refused = await cli(['backup', file], urlOf('one', owner))
    expect(refused.exitCode).toBe(1)
    expect(refused.err).toMatch(/sees only one workspace at a time/)
    expect(refused.err).toMatch(/create role homing_backup login bypassrls/)
  }, 60_000)

  test('backed up by one who sees all, restored by the owner, and it is the same', async () => {
    const from = urlOf('one', owner)
    const made = await cli(['backup', file], from, { BACKUP_DATABASE_URL: urlOf('one', keeper) })
    expect(made, made.err).toMatchObject({ exitCode: 0 })
    expect((await readFile(file)).includes(SECRET)).toBe(false)

    const full = await cli(['restore', file], from)
    expect(full).toMatchObject({ exitCode: 1 })
    expect(full.err).toMatch(/holds a database already/)

    const to = await makeDatabase('two')
    const done = await cli(['restore', file], to)
    expect(done, done.err).toMatchObject({ exitCode: 0 })
    expect(await ownersIn(to)).toEqual(['Before'])

    // And over one that is in use: what was there is moved aside.
    const again = await cli(['restore', file, '--replace'], to)
    expect(again, again.err).toMatchObject({ exitCode: 0 })
    expect(again.out).toMatch(/replaced_[0-9a-f]{8}_public/)
    expect(await ownersIn(to)).toEqual(['Before'])
  }, 180_000)

  test('of a database that analysts read, where no such login is', async () => {
    const from = await makeDatabase('read')
    await fill(from)
    const old = await analystIn(from, 'bi')
    const kept = join(folder, 'read.backup')
    const keeping = { BACKUP_DATABASE_URL: urlOf('read', keeper) }
    const made = await cli(['backup', kept], from, keeping)
    expect(made, made.err).toMatchObject({ exitCode: 0 })
    await administer(SERVER!, `drop database ${NAME}_read with (force)`)
    databases.splice(databases.indexOf(`${NAME}_read`), 1)
    await administer(SERVER!, `drop role ${old}`)
    // It goes where no other database of the server has analysts: then the restore makes it.
    await administer(SERVER!, 'drop role homing_answers').catch((error: { code?: string }) => {
      if (error.code !== STILL_NEEDED) throw error
    })

    const to = await makeDatabase('reread')
    const done = await cli(['restore', kept], to)
    expect(done, done.err).toMatchObject({ exitCode: 0 })
    expect(await ownersIn(to)).toEqual(['Before'])
    const database = await openDatabase({ url: to, dataDir: null, migrationsDir: MIGRATIONS })
    const analysts = await database.inWorkspace(1, listAnalysts)
    expect(analysts).toMatchObject([{ name: 'bi', login: old, canConnect: false }])
    await database.close()
    const login = await analystIn(to, 'anew')
    await administer(SERVER!, `drop database ${NAME}_reread with (force)`)
    databases.splice(databases.indexOf(`${NAME}_reread`), 1)
    await administer(SERVER!, `drop role ${login}`)
  }, 180_000)

  test('a restore that fails leaves what was there', async () => {
    const to = urlOf('two', owner)
    const other = { HOMING_SECRET: 'cd'.repeat(32) }
    const refused = await cli(['restore', file, '--replace'], to, other)
    expect(refused.err).toMatch(/sealed with the key/)
    expect(await ownersIn(to)).toEqual(['Before'])
  }, 60_000)

  function cli(args: string[], url: string, env: Record<string, string> = {}) {
    const given = { DATABASE_URL: url, DATA_DIR: join(folder, 'data'), HOMING_SECRET: SECRET }
    return tryCli(args, { ...given, ...env })
  }

  async function makeDatabase(name: string): Promise<string> {
    databases.push(`${NAME}_${name}`)
    await administer(SERVER!, `create database ${NAME}_${name} owner ${owner}`)
    return urlOf(name, owner)
  }

  function urlOf(name: string, role: string): string {
    const url = new URL(SERVER!)
    url.pathname = `/${NAME}_${name}`
    url.username = role
    url.password = PASSWORD
    return url.href
  }
})

test.skipIf(SERVER !== undefined)('the embedded database is backed up elsewhere', async () => {
  const at: TestDatabase = await freshDatabase()
  expect(at.database.engine.folder).toMatch(/homing-test-/)
  await at.close()
})

async function fill(url: string): Promise<void> {
  const database = await openDatabase({ url, dataDir: null, migrationsDir: MIGRATIONS })
  const email = 'ada@example.com'
  const { identity } = await setUp(
    { database, now: Date.now },
    { firm: 'Example', timeZone: 'UTC', name: 'Ada', email, password: PHRASE, agent: '' },
  )
  const { id } = identity.workspace
  await database.inWorkspace(id, (tx) =>
    tx.insertInto('owner').values({ workspace_id: id, name: 'Before' }).execute(),
  )
  await database.close()
}

/** Opened as the application does, behind the fence and with its migrations looked at. */
async function ownersIn(url: string): Promise<string[]> {
  const database = await openDatabase({ url, dataDir: null, migrationsDir: MIGRATIONS })
  const rows = await database.inWorkspace(1, (tx) =>
    tx.selectFrom('owner').select('name').execute(),
  )
  await database.close()
  return rows.map((row) => row.name)
}

/** Adds an analyst, who reads; answers the login. */
async function analystIn(url: string, name: string): Promise<string> {
  const database = await openDatabase({ url, dataDir: null, migrationsDir: MIGRATIONS })
  const { connecting } = await addAnalyst({ database, now: Date.now }, someone(1), {
    ...{ name, role: 'administrator' },
  })
  await database.close()
  const { user, password } = connecting
  const client = new pg.Client({
    connectionString: Object.assign(new URL(url), { username: user, password }).href,
  })
  await client.connect()
  expect((await client.query('select * from answers.people')).rows).toEqual([])
  await expect(client.query('select * from public.owner')).rejects.toThrow(/denied/)
  await client.end()
  return user
}

const ROLE = 'create role homing_app nologin nosuperuser nobypassrls nocreatedb nocreaterole'
