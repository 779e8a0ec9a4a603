import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs'
import { appendFile, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import {
  Database,
  migrate,
  openPglite,
  openPostgres,
  type Engine,
} from '../src/platform/database/index.ts'

export const MIGRATIONS = new URL('../migrations/', import.meta.url).pathname
const CACHE = new URL('../.cache/', import.meta.url).pathname

const MAKERS = [
  fileURLToPath(import.meta.url),
  fileURLToPath(new URL('../src/platform/jobs/jobs.ts', import.meta.url)),
  createRequire(import.meta.url).resolve('pg-boss/package.json'),
]

/** PostgreSQL's own patterns for new databases: two thirds of the files, and no test makes one. */
const PATTERNS = ['base/1', 'base/4']

/** A test's database is small. With the usual 128 MB half of the time to open one is their filling. */
const SETTINGS = '\nshared_buffers = 16MB\n'

let template: Promise<string> | undefined
let parts: { folders: string[]; files: string[] } | undefined

/** Where the migrated template of these very migrations lies, made once and copied by every test. */
export function templateDir(): Promise<string> {
  return (template ??= nameTemplate())
}

/** Puts a copy of the template into a folder that is there. In one go: a fifth of the time of cp. */
export async function copyTemplate(folder: string): Promise<void> {
  const from = await templateDir()
  parts ??= partsOf(from)
  for (const name of parts.folders) mkdirSync(join(folder, name), { recursive: true })
  for (const name of parts.files) copyFileSync(`${from}/${name}`, `${folder}/${name}`)
}

function partsOf(folder: string) {
  const all = readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) => ({
    isFolder: entry.isDirectory(),
    name: join(entry.parentPath, entry.name).slice(folder.length + 1),
  }))
  const named = (isFolder: boolean) => all.filter((one) => one.isFolder === isFolder)
  return {
    folders: named(true).map(({ name }) => name),
    files: named(false).map(({ name }) => name),
  }
}

async function nameTemplate(): Promise<string> {
  const hash = createHash('sha256')
  // How it is made counts too, and what the queues are.
  for (const maker of MAKERS) hash.update(await readFile(maker))
  for (const name of (await readdir(MIGRATIONS)).sort())
    hash.update(await readFile(join(MIGRATIONS, name)))
  return join(CACHE, `template-${hash.digest('hex').slice(0, 12)}`)
}

/** The name of the migrated template on a server: what `create database` copies. */
export async function serverTemplate(): Promise<string> {
  return `homing_${basename(await templateDir()).replaceAll('-', '_')}`
}

/** Runs a statement on the server itself, outside any transaction. */
export async function administer(url: string, statement: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await client.query(statement)
  } finally {
    await client.end()
  }
}

export default async function setup() {
  const server = process.env['TEST_DATABASE_URL']
  if (server) await onServer(server)
  await inFolder()
}

async function onServer(server: string): Promise<void> {
  const name = await serverTemplate()
  const known = await administer(server, `select 1 from pg_database where datname = '${name}'`)
  if (known.rowCount === 1) return
  const making = `${name}_${process.pid}`
  await administer(server, `create database ${making}`)
  const url = new URL(server)
  url.pathname = `/${making}`
  const engine = await openPostgres(url.href)
  await fill(engine)
  const rename = () => administer(server, `alter database ${making} rename to ${name}`)
  const drop = () => administer(server, `drop database ${making}`)
  await renameUnlessMade(rename, drop)
}

/** A database of that name, and a folder with something in it, is there: as each says so. */
const MADE: readonly unknown[] = ['42P04', 'ENOTEMPTY', 'EEXIST']

/**
 * Gives what was made its name. Another run may have made the same at that moment: then what was
 * made here is dropped. Whatever else keeps it from its name is thrown, and what was made is dropped
 * as well.
 */
export async function renameUnlessMade(
  rename: () => Promise<unknown>,
  drop: () => Promise<unknown>,
): Promise<void> {
  try {
    await rename()
  } catch (error) {
    await drop()
    if (!MADE.includes((error as { code?: unknown }).code)) throw error
  }
}

/** Migrated, and with the tables of the job queues: who opens them would spend two seconds on it. */
async function fill(engine: Engine): Promise<void> {
  await migrate(engine, MIGRATIONS)
  // Loaded here alone: every test of a database loads this file, and few make the template.
  const [{ openJobs }, { pino }] = await Promise.all([
    import('../src/platform/jobs/index.ts'),
    import('pino'),
  ])
  const jobs = await openJobs(new Database(engine), pino({ level: 'error' }), false)
  await jobs.close()
  await engine.close()
}

async function inFolder(): Promise<void> {
  const folder = await templateDir()
  if (await stat(folder).catch(() => null)) return
  await mkdir(CACHE, { recursive: true })
  const making = `${folder}.${process.pid}`
  const engine = await openPglite(making)
  await fill(engine)
  await appendFile(join(making, 'postgresql.conf'), SETTINGS)
  for (const name of PATTERNS) {
    await rm(join(making, name), { recursive: true })
    await mkdir(join(making, name))
  }
  await renameUnlessMade(
    () => rename(making, folder),
    () => rm(making, { recursive: true }),
  )
}
