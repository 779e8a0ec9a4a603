import {
  contentsBehindTheFence,
  Database,
  gapsInTheFence,
  proveFence,
  type Engine,
} from '../database/index.ts'
import { BadBackup, type Manifest } from './manifest.ts'

/**
 * Proves an opened database to be the one that was backed up: the same migrations, as many rows in
 * every table, and the fence standing. Throws BadBackup with what differs.
 */
export async function proveRestored(engine: Engine, manifest: Manifest): Promise<void> {
  const { rows, migrations } = await contentsBehindTheFence(engine)
  const names = [...new Set([...Object.keys(rows), ...Object.keys(manifest.rows)])].sort()
  const different = names.filter((name) => rows[name] !== manifest.rows[name])
  const isOther = migrations.join() !== manifest.migrations.join()
  if (different.length > 0 || isOther) {
    const told = different.map((name) => {
      return `${name} has ${rows[name] ?? 'no'} rows instead of ${manifest.rows[name] ?? 'none'}`
    })
    const words = isOther ? ['its migrations are others', ...told] : told
    throw new BadBackup(
      `What was restored is not what was backed up: ${words.join('; ')}.`,
      'Use another backup, and keep this one for whoever looks into it.',
    )
  }
  const gaps = await gapsInTheFence(engine)
  if (gaps.length > 0) {
    throw new BadBackup(
      `The fence between workspaces has gaps at ${gaps.join(', ')}.`,
      'Use another backup; do not start Homing on this one.',
    )
  }
  await proveFence(new Database(engine))
}

/** Refuses a backup that a newer program made: its tables are not known here. */
export function refuseNewer(manifest: Manifest, known: readonly string[]): void {
  const unknown = manifest.migrations.filter((name) => !known.includes(name))
  if (unknown.length === 0) return
  throw new BadBackup(
    `The backup is of Homing ${manifest.homing}, which is newer (${unknown.join(', ')}).`,
    'Install that version, or a newer one, and restore with it.',
  )
}
