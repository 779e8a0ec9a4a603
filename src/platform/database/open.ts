import { cp, mkdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Database, proveFence } from './database.ts'
import type { Engine } from './engine.ts'
import { lockFolder } from './folder-lock.ts'
import { migrate } from './migrate.ts'
import { openPglite } from './pglite.ts'
import { openPostgres } from './postgres.ts'

export interface DatabaseOptions {
  /** PostgreSQL; where absent, the embedded database in dataDir. */
  url?: string
  /** Folder of the embedded database; null keeps it in memory. */
  dataDir: string | null
  migrationsDir: string
  /**
   * A ready-made, migrated data directory to begin from: the first start of an embedded database
   * otherwise takes five to nine seconds.
   */
  templateDir?: string
  /** What keyed hashes are made with; without it, whatever needs one throws. */
  hashKey?: Uint8Array
}

/** Opens, migrates and proves the database. Throws FolderInUse where another process has it. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  if (options.url !== undefined) {
    const engine = await openPostgres(options.url)
    return prove(engine, options)
  }
  if (options.dataDir === null) return prove(await openPglite(null), options)

  const lock = await lockFolder(options.dataDir)
  try {
    const engine = await openFolder(options.dataDir, options.templateDir)
    return await prove(releasing(engine, lock), options)
  } catch (error) {
    await lock.release()
    throw error
  }
}

async function openFolder(dataDir: string, templateDir?: string): Promise<Engine> {
  const folder = join(dataDir, 'pgdata')
  await mkdir(dataDir, { recursive: true })
  if (templateDir !== undefined && !(await exists(folder)) && (await exists(templateDir))) {
    // Copied beside and renamed: a start that dies half-way leaves no half a database.
    const copy = `${folder}.new`
    await rm(copy, { recursive: true, force: true })
    await cp(templateDir, copy, { recursive: true })
    await rename(copy, folder)
  }
  return openPglite(folder)
}

async function prove(engine: Engine, options: DatabaseOptions): Promise<Database> {
  try {
    await migrate(engine, options.migrationsDir)
    const database = new Database(engine, options.hashKey)
    await proveFence(database)
    return database
  } catch (error) {
    await engine.close()
    throw error
  }
}

function releasing(engine: Engine, lock: { release(): Promise<void> }): Engine {
  return {
    ...engine,
    async close() {
      await engine.close()
      await lock.release()
    },
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
