import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { openDatabase, type Database } from '../src/platform/database/index.ts'
import { projectRoot } from '../src/project-root.ts'
import { copyIntoPglite, copyIntoPostgres, type CopyTarget } from './copy.ts'

/** Where a world of a certain size lies: a database of a server, or folders of embedded ones. */
export type Place =
  | { engine: 'postgres'; url: string; size: number }
  | { engine: 'pglite'; folder: string; size: number }

const migrationsDir = join(projectRoot(), 'migrations')
const templateDir = join(projectRoot(), 'dist', 'template')

/** Opens the world's database; an embedded one is made where it is missing. */
export function openWorld(place: Place): Promise<Database> {
  if (place.engine === 'postgres') {
    return openDatabase({ url: place.url, dataDir: null, migrationsDir })
  }
  return openDatabase({ dataDir: join(place.folder, 'world'), migrationsDir, templateDir })
}

/** Opens what the bare COPY goes into: the same server, or an embedded database of its own. */
export async function openCopyTarget(place: Place): Promise<CopyTarget> {
  if (place.engine === 'postgres') return copyIntoPostgres(place.url)
  const folder = join(place.folder, 'bare')
  await cp(templateDir, folder, { recursive: true })
  return copyIntoPglite(folder)
}

/** An empty database on the server, and its URL. */
export async function makeDatabase(serverUrl: string, name: string): Promise<string> {
  await administer(serverUrl, `create database ${name}`)
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return url.href
}

export async function dropDatabase(serverUrl: string, name: string): Promise<void> {
  await administer(serverUrl, `drop database if exists ${name} with (force)`)
}

/** What the server is and how it is set, for the words beside the figures. */
export async function describeServer(serverUrl: string): Promise<string> {
  const client = new pg.Client({ connectionString: serverUrl })
  await client.connect()
  try {
    const { rows } = await client.query<{ said: string }>(`
      select 'PostgreSQL ' || current_setting('server_version') || ', ' || string_agg(
        name || '=' || current_setting(name), ' ') as said
      from unnest(array['fsync', 'synchronous_commit', 'full_page_writes', 'shared_buffers',
        'max_wal_size', 'work_mem']) as name`)
    return rows[0]!.said
  } finally {
    await client.end()
  }
}

async function administer(serverUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
