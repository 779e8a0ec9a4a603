import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../../config.ts'
import {
  BadBackup,
  DATA_FOLDER,
  isEmptyDatabase,
  proveRestored,
  refuseNewer,
  restoreDump,
  setAside,
  unpackInto,
  type Manifest,
} from '../../platform/backup/index.ts'
import { forgetKey, lockFolder, openPglite, openPostgres } from '../../platform/database/index.ts'
import { projectRoot } from '../../project-root.ts'
import { Complaint } from '../complaint.ts'
import { proveFolder } from './check.ts'
import { readBackup } from './file.ts'
import { fittingKey, keyFrom, keyHere, keyOf, type Key } from './key.ts'

export interface RestoreAsk {
  config: Config
  file: string
  passphrase: string | null
  /** What is there already is moved aside. */
  isReplacing: boolean
  keyFile: string | undefined
  /** The key is lost: the connections will be authorised again. */
  isWithoutKey: boolean
}

export interface Restored {
  manifest: Manifest
  /** Where the replaced database lies now. */
  aside: string[]
  key: 'as it was' | 'restored' | 'missing'
}

/**
 * Restores a backup. Everything is unpacked, checked and proved before the place it goes to is
 * touched; what was there is moved aside and never deleted.
 */
export async function restore(ask: RestoreAsk): Promise<Restored> {
  const { config } = ask
  await mkdir(config.dataDir, { recursive: true })
  const lock = await lockFolder(config.dataDir)
  const folder = await mkdtemp(join(config.dataDir, 'restoring-'))
  try {
    const { manifest, key: kept } = await unpackInto(readBackup(ask.file, ask.passphrase), folder)
    const files = await readdir(join(projectRoot(), 'migrations'))
    refuseNewer(manifest, files)
    const key = chooseKey(ask, manifest, kept)
    const into = { ...ask, folder, manifest }
    const aside = manifest.engine === 'pglite' ? await intoFolder(into) : await intoServer(into)
    return { manifest, aside, key: await keepKey(config, key) }
  } finally {
    await rm(folder, { recursive: true, force: true })
    await lock.release()
  }
}

function chooseKey(ask: RestoreAsk, manifest: Manifest, kept: string | null): Key | null {
  if (ask.isWithoutKey) return null
  return fittingKey(manifest, [
    ask.keyFile === undefined ? null : keyFrom(ask.keyFile),
    keyHere(ask.config),
    kept === null ? null : keyOf(kept, 'the key in the backup'),
  ])
}

type Into = RestoreAsk & { folder: string; manifest: Manifest }

async function intoFolder(into: Into): Promise<string[]> {
  const { config, folder, manifest, isReplacing } = into
  if (config.databaseUrl !== undefined) {
    throw new Complaint(1, 'This backup is of an embedded database, and DATABASE_URL is set.', {
      remedy: 'Unset DATABASE_URL to restore it into DATA_DIR.',
    })
  }
  const place = join(config.dataDir, 'pgdata')
  if (existsSync(place) && !isReplacing) throw notEmpty(place)
  await proveFolder(join(folder, DATA_FOLDER), manifest)
  if (into.isWithoutKey) {
    const engine = await openPglite(join(folder, DATA_FOLDER))
    await forgetKey(engine).finally(() => engine.close())
  }
  const aside = existsSync(place) ? [`${place}.replaced-${Date.now()}`] : []
  for (const name of aside) await rename(place, name)
  await rename(join(folder, DATA_FOLDER), place)
  await chmod(place, 0o700)
  return aside
}

async function intoServer(into: Into): Promise<string[]> {
  const { config, folder, manifest, isReplacing } = into
  const url = config.databaseUrl
  if (url === undefined) {
    throw new Complaint(
      1,
      'This backup is of a PostgreSQL database, and DATABASE_URL is not set.',
      {
        remedy: 'Make an empty database and set DATABASE_URL to it.',
      },
    )
  }
  const engine = await openPostgres(url)
  try {
    const isEmpty = await isEmptyDatabase(engine)
    if (!isEmpty && !isReplacing) throw notEmpty('The database of DATABASE_URL')
    const replaced = isEmpty ? null : await setAside(engine)
    try {
      await restoreDump(engine, url, { folder, manifest })
      await proveRestored(engine, manifest)
      if (into.isWithoutKey) await forgetKey(engine)
    } catch (error) {
      await replaced?.undo()
      throw error
    }
    return replaced?.names ?? []
  } finally {
    await engine.close()
  }
}

function notEmpty(place: string): BadBackup {
  return new BadBackup(
    `${place} holds a database already.`,
    'Restore into another place, or say --replace: what is there is moved aside, not deleted.',
  )
}

/** The key goes where the next start looks for it; one that is there is moved aside, not lost. */
async function keepKey(config: Config, key: Key | null): Promise<Restored['key']> {
  if (key === null) return 'missing'
  if (keyHere(config)?.fingerprint === key.fingerprint) return 'as it was'
  if (config.secret !== undefined) {
    throw new Complaint(1, 'HOMING_SECRET is another key than the one restored.', {
      remedy: 'Everything is restored. Set HOMING_SECRET to the right key before the next start.',
    })
  }
  const file = join(config.dataDir, 'secret.key')
  if (existsSync(file)) await rename(file, `${file}.replaced-${Date.now()}`)
  await writeFile(file, `${key.hex}\n`, { mode: 0o600, flag: 'wx' })
  return 'restored'
}
