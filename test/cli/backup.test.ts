import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { cp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openDatabase, type Database } from '../../src/platform/database/index.ts'
import { openSecrets } from '../../src/platform/secrets/index.ts'
import { MIGRATIONS, templateDir } from '../template.ts'
import { tryCli } from './try-cli.ts'

const PHRASE = 'a passphrase of many words'
const OTHER_KEY = 'ab'.repeat(32)

const folder = mkdtempSync(join(tmpdir(), 'homing-backup-'))
const from = join(folder, 'from')
const plain = join(folder, 'plain.backup')
const sealed = join(folder, 'sealed.backup')
let places = 0
let to: string

beforeAll(async () => {
  await openSecrets(undefined, join(from, 'secret.key'))
  const database = await open(from)
  await write(database, 'Before')
  await database.close()
  expect(await run(['backup', plain])).toMatchObject({ exitCode: 0 })
  const withKey = ['backup', sealed, '--encrypt', '--with-key']
  expect(await run(withKey, { HOMING_BACKUP_PASSPHRASE: PHRASE })).toMatchObject({ exitCode: 0 })
}, 180_000)
afterAll(() => rm(folder, { recursive: true, force: true }))
beforeEach(() => {
  places += 1
  to = join(folder, `to-${places}`)
})

describe('homing backup', () => {
  test('says what is in the file, and that the key is not', async () => {
    const file = join(folder, 'said.backup')
    const { out, exitCode } = await run(['backup', file])
    expect(exitCode).toBe(0)
    expect(out).toMatch(/rows in \d+ tables.*Read back and found whole/)
    expect(out).toMatch(/secret key is NOT in it.*keep .*secret\.key elsewhere/)
    expect(statSync(file).mode & 0o077).toBe(0)
    const asJson = JSON.parse((await run(['--json', 'backup', `${file}.2`])).out)
    expect(asJson).toMatchObject({ isEncrypted: false, key: 'not included' })
    expect(asJson.manifest.rows.owner).toBe(1)
    expect(leftovers()).toEqual([])
  }, 180_000)

  test('holds neither the key nor, under a passphrase, anything that can be read', async () => {
    const key = readFileSync(join(from, 'secret.key'), 'utf8').trim()
    const { gunzipSync } = await import('node:zlib')
    expect(gunzipSync(await readFile(plain)).includes(key)).toBe(false)
    expect(gunzipSync(await readFile(plain)).includes('manifest.json')).toBe(true)
    expect((await readFile(sealed)).includes('manifest.json')).toBe(false)
    expect(() => gunzipSync(readFileSync(sealed))).toThrow()
  })

  test('refuses what cannot be meant', async () => {
    expect(await run(['backup', plain])).toMatchObject({
      exitCode: 1,
      err: expect.stringMatching(/is there already/),
    })
    const bare = await run(['backup', join(folder, 'x'), '--with-key'])
    expect(bare).toMatchObject({ exitCode: 2, err: expect.stringMatching(/Add --encrypt/) })
    const short = await run(
      ['backup', join(folder, 'x'), '--encrypt', '--passphrase-stdin'],
      {},
      'a',
    )
    expect(short).toMatchObject({ exitCode: 2, err: expect.stringMatching(/12 characters/) })
    const nowhere = await run(['backup', join(folder, 'x')], { DATA_DIR: join(folder, 'none') })
    expect(nowhere).toMatchObject({
      exitCode: 1,
      err: expect.stringMatching(/There is no database/),
    })
    expect(existsSync(join(folder, 'x'))).toBe(false)
  })
})

describe('homing restore', () => {
  test('into an empty place, with the key that was kept elsewhere', async () => {
    const refused = await restore([plain])
    expect(refused).toMatchObject({
      exitCode: 1,
      err: expect.stringMatching(/sealed with the key .* which is not here/),
    })
    expect(existsSync(join(to, 'pgdata'))).toBe(false)
    const done = await restore([plain, '--key-file', join(from, 'secret.key')])
    expect(done).toMatchObject({ exitCode: 0 })
    expect(done.out).toMatch(/every table has as many rows.*key was restored/s)
    expect(await ownersIn(to)).toEqual(['Before'])
    expect(await keyIn(to)).toBe(await keyIn(from))
    expect(readdirSync(to).filter((name) => name.startsWith('restoring'))).toEqual([])
  }, 180_000)

  test('with a key that is another, or none at all where that is said', async () => {
    const wrong = await restore([plain], { HOMING_SECRET: OTHER_KEY })
    expect(wrong).toMatchObject({
      exitCode: 1,
      err: expect.stringMatching(/HOMING_SECRET is [0-9a-f]{16}/),
    })
    const without = await restore([plain, '--without-key'])
    expect(without).toMatchObject({
      exitCode: 0,
      out: expect.stringMatching(/has to be authorised again/),
    })
  }, 180_000)

  test('with the key in it, under its passphrase', async () => {
    const wrong = await restore([sealed, '--passphrase-stdin'], {}, 'some other words here')
    expect(wrong).toMatchObject({
      exitCode: 1,
      err: expect.stringMatching(/passphrase is another one/),
    })
    const nobody = await restore([sealed])
    expect(nobody).toMatchObject({
      exitCode: 2,
      err: expect.stringMatching(/needs its passphrase/),
    })
    const done = await restore([sealed, '--passphrase-stdin'], {}, `${PHRASE}\n`)
    expect(done).toMatchObject({ exitCode: 0 })
    expect(await keyIn(to)).toBe(await keyIn(from))
    expect(await ownersIn(to)).toEqual(['Before'])
  }, 180_000)

  test('never over what is there: it is refused, or moved aside', async () => {
    const key = ['--key-file', join(from, 'secret.key')]
    const database = await open(to)
    await write(database, 'Here')
    const running = await restore([plain, ...key, '--replace'])
    expect(running).toMatchObject({
      exitCode: 1,
      err: expect.stringMatching(/Homing is running on this data folder/),
    })
    await database.close()
    const refused = await restore([plain, ...key])
    expect(refused).toMatchObject({
      exitCode: 1,
      err: expect.stringMatching(/holds a database already.*--replace/s),
    })
    expect(await ownersIn(to)).toEqual(['Here'])
    const done = await restore([plain, ...key, '--replace'])
    expect(done).toMatchObject({
      exitCode: 0,
      out: expect.stringMatching(/What was there is at .*pgdata\.replaced-/),
    })
    expect(await ownersIn(to)).toEqual(['Before'])
    const aside = readdirSync(to).find((name) => name.startsWith('pgdata.replaced-'))!
    const old = join(folder, `old-${places}`)
    await cp(join(to, aside), join(old, 'pgdata'), { recursive: true })
    expect(await ownersIn(old)).toEqual(['Here'])
  }, 180_000)

  test('of a damaged or foreign file touches nothing', async () => {
    const bytes = await readFile(plain)
    const key = ['--key-file', join(from, 'secret.key')]
    const middle = Buffer.from(bytes)
    const half = bytes.length >> 1
    middle.fill(0x55, half, half + 64)
    const files = {
      cut: bytes.subarray(0, bytes.length - 200),
      middle,
      foreign: Buffer.from('hello'),
    }
    for (const [name, content] of Object.entries(files)) {
      const file = join(folder, `${name}.backup`)
      await writeFile(file, content)
      const refused = await restore([file, ...key])
      expect(refused, name).toMatchObject({
        exitCode: 1,
        err: expect.stringMatching(/damaged|changed|early|no end/),
      })
      expect(existsSync(join(to, 'pgdata'))).toBe(false)
    }
    const none = await restore([join(folder, 'nothing')])
    expect(none).toMatchObject({ exitCode: 1, err: expect.stringMatching(/There is no/) })
  }, 180_000)
})

function run(args: string[], env: Record<string, string> = {}, stdin = '') {
  return tryCli(args, { DATA_DIR: from, ...env }, stdin)
}

function restore(args: string[], env: Record<string, string> = {}, stdin = '') {
  return run(['restore', ...args], { DATA_DIR: to, ...env }, stdin)
}

async function open(dataDir: string): Promise<Database> {
  return openDatabase({ dataDir, migrationsDir: MIGRATIONS, templateDir: await templateDir() })
}

async function write(database: Database, name: string): Promise<void> {
  const owner = await database.engine.lendAsOwner()
  await owner.script(`insert into workspace (name) values ('Example');
    insert into owner (workspace_id, name) select id, '${name}' from workspace`)
  owner.release()
}

async function ownersIn(dataDir: string): Promise<string[]> {
  const database = await open(dataDir)
  const rows = await database.inWorkspace(1, (tx) =>
    tx.selectFrom('owner').select('name').execute(),
  )
  await database.close()
  return rows.map((row) => row.name)
}

const keyIn = (dataDir: string) => readFile(join(dataDir, 'secret.key'), 'utf8')

function leftovers(): string[] {
  return [...readdirSync(folder), ...readdirSync(from)].filter((name) =>
    /\.part$|check-|pgdata\.backup-/.test(name),
  )
}
