import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Engine } from './engine.ts'
import { lockFolder } from './folder-lock.ts'
import { openPglite } from './pglite.ts'
import { openPostgres } from './postgres.ts'

export interface Inspection {
  kind: 'pglite' | 'postgres'
  /** False where the embedded database has not been made yet: the first start makes it. */
  exists: boolean
  /** Server version, such as "17.5"; empty where there is no database yet. */
  version: string
  applied: string[]
  /** Migrations of this program the database has not seen yet. */
  pending: string[]
  /** Migrations of the database this program does not know: a newer one wrote them. */
  unknown: string[]
}

/**
 * Looks at a database without changing its tables. Throws FolderInUse where a running Homing has
 * the embedded one, and the driver's error where a server does not let us in.
 */
export async function inspectDatabase(options: {
  url?: string
  dataDir: string
  migrationsDir: string
}): Promise<Inspection> {
  const { url, dataDir, migrationsDir } = options
  const known = (await readdir(migrationsDir)).filter((name) => name.endsWith('.sql')).sort()
  if (url !== undefined) return read(await openPostgres(url), known)
  const folder = join(dataDir, 'pgdata')
  const exists = await stat(folder).catch(() => null)
  if (exists === null) {
    return { kind: 'pglite', exists: false, version: '', applied: [], pending: known, unknown: [] }
  }
  const lock = await lockFolder(dataDir)
  try {
    return await read(await openPglite(folder), known)
  } finally {
    await lock.release()
  }
}

async function read(engine: Engine, known: string[]): Promise<Inspection> {
  try {
    const session = await engine.lendAsOwner()
    try {
      const { rows: servers } = await session.query<{ version: string }>(
        "select current_setting('server_version') as version",
      )
      const applied = await appliedMigrations(session)
      return {
        kind: engine.kind,
        exists: true,
        version: servers[0]!.version,
        applied,
        pending: known.filter((name) => !applied.includes(name)),
        unknown: applied.filter((name) => !known.includes(name)),
      }
    } finally {
      session.release()
    }
  } finally {
    await engine.close()
  }
}

async function appliedMigrations(session: Awaited<ReturnType<Engine['lendAsOwner']>>) {
  const { rows: there } = await session.query<{ exists: boolean }>(
    "select to_regclass('public.migration') is not null as exists",
  )
  if (!there[0]!.exists) return []
  const { rows } = await session.query<{ name: string }>('select name from migration order by name')
  return rows.map((row) => row.name)
}
