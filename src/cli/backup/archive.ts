import { mkdir, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { Config } from '../../config.ts'
import {
  ARCHIVE_END,
  KEY_FILE,
  packEmbedded,
  packEntry,
  packPostgres,
} from '../../platform/backup/index.ts'
import { FolderInUse, lockFolder, openPglite } from '../../platform/database/index.ts'
import { readVersion } from '../../project-root.ts'
import { Complaint } from '../complaint.ts'
import { findServer, type Env } from '../server.ts'
import type { Key } from './key.ts'

export interface ArchiveAsk {
  config: Config
  env: Env
  /** Where the backup will lie: room for a dump is taken beside it. */
  file: string
  key: Key | null
  isKeyIncluded: boolean
}

/** The whole archive, from wherever the database is: a server, a running Homing, or a folder. */
export async function* archiveOf(ask: ArchiveAsk): AsyncGenerator<Uint8Array> {
  yield* database(ask)
  if (ask.isKeyIncluded && ask.key !== null) {
    const text = Buffer.from(`${ask.key.hex}\n`)
    yield* packEntry({ name: KEY_FILE, isFolder: false, bytes: text.byteLength }, [text])
  }
  yield ARCHIVE_END
}

async function* database({ config, env, file, key }: ArchiveAsk): AsyncGenerator<Uint8Array> {
  const origin = {
    version: readVersion(),
    keyFingerprint: key?.fingerprint ?? null,
    now: Date.now(),
  }
  const url = config.backupDatabaseUrl ?? config.databaseUrl
  if (url !== undefined) {
    const scratch = dirname(resolve(file))
    await mkdir(scratch, { recursive: true })
    return yield* packPostgres(url, scratch, origin)
  }
  const folder = join(config.dataDir, 'pgdata')
  if (!(await isThere(folder))) {
    throw new Complaint(1, `There is no database in ${config.dataDir}.`, {
      remedy: 'Set DATA_DIR to the data folder, or DATABASE_URL to the server.',
    })
  }
  const lock = await lockUnlessInUse(config.dataDir)
  if (lock === null) return yield* fromRunning(env)
  try {
    const engine = await openPglite(folder)
    try {
      yield* packEmbedded(engine, origin)
    } finally {
      await engine.close()
    }
  } finally {
    await lock.release()
  }
}

async function lockUnlessInUse(dataDir: string) {
  try {
    return await lockFolder(dataDir)
  } catch (error) {
    if (error instanceof FolderInUse) return null
    throw error
  }
}

/** The running Homing has the folder: it makes the archive between two transactions. */
async function* fromRunning(env: Env): AsyncGenerator<Uint8Array> {
  const { url, key } = findServer({ DATA_DIR: env['DATA_DIR'] })
  const response = await fetch(`${url}/operator/backup`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
  })
  if (!response.ok || response.body === null) {
    throw new Complaint(1, `The running Homing refused (${response.status}).`, {
      remedy: 'See its log.',
    })
  }
  yield* response.body as unknown as AsyncIterable<Uint8Array>
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  )
}
