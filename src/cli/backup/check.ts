import { mkdtemp, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import {
  DATA_FOLDER,
  proveDump,
  proveRestored,
  unpackInto,
  type Manifest,
} from '../../platform/backup/index.ts'
import { openPglite } from '../../platform/database/index.ts'
import { readBackup } from './file.ts'

/**
 * Reads a backup back at once: unpacks it beside itself, checks every byte, and opens the database
 * in it, or has pg_restore read its dump to the end. Throws where it could not be restored.
 */
export async function checkBackup(file: string, passphrase: string | null): Promise<Manifest> {
  const folder = await mkdtemp(`${resolve(file)}.check-`)
  try {
    const { manifest } = await unpackInto(readBackup(file, passphrase), folder)
    if (manifest.engine === 'pglite') await proveFolder(join(folder, DATA_FOLDER), manifest)
    else await proveDump(folder, manifest)
    return manifest
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Opens an embedded database's folder and proves it to be what the manifest says. */
export async function proveFolder(folder: string, manifest: Manifest): Promise<void> {
  const engine = await openPglite(folder)
  try {
    await proveRestored(engine, manifest)
  } finally {
    await engine.close()
  }
}
