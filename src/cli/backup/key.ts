import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Config } from '../../config.ts'
import type { Manifest } from '../../platform/backup/index.ts'
import { Secrets } from '../../platform/secrets/index.ts'
import { Complaint } from '../complaint.ts'

export interface Key {
  hex: string
  fingerprint: string
  /** In words, where it was found. */
  from: string
}

/** The key this machine's Homing seals with; null where there is none yet. */
export function keyHere({ secret, dataDir }: Config): Key | null {
  if (secret !== undefined) return keyOf(secret, 'HOMING_SECRET')
  const file = join(dataDir, 'secret.key')
  return existsSync(file) ? keyFrom(file) : null
}

/** The key in a file. Throws a Complaint where it holds none. */
export function keyFrom(file: string): Key {
  try {
    return keyOf(readFileSync(file, 'utf8').trim(), file)
  } catch (cause) {
    if (cause instanceof Complaint) throw cause
    throw new Complaint(1, `${file} cannot be read.`, { cause })
  }
}

/** A key as it is written. Throws a Complaint where it is none. */
export function keyOf(hex: string, from: string): Key {
  if (!/^[0-9a-f]{64}$/i.test(hex)) {
    throw new Complaint(1, `${from} must hold 64 hexadecimal digits.`)
  }
  return { hex, fingerprint: new Secrets(Buffer.from(hex, 'hex')).fingerprint(), from }
}

/**
 * The first key that opens what the backup holds. Throws a Complaint where none does: without it no
 * token in the backup can be used, and every connection has to be authorised again.
 */
export function fittingKey(manifest: Manifest, keys: readonly (Key | null)[]): Key | null {
  const wanted = manifest.keyFingerprint
  const there = keys.filter((key) => key !== null)
  if (wanted === null) return there[0] ?? null
  const fitting = there.find((key) => key.fingerprint === wanted)
  if (fitting !== undefined) return fitting
  const seen = there.map((key) => `${key.from} is ${key.fingerprint}`)
  throw new Complaint(
    1,
    `The secrets in this backup were sealed with the key ${wanted}, which is not here`
      + `${seen.length === 0 ? '' : ` (${seen.join('; ')})`}.`,
    {
      remedy:
        'Give it with --key-file or HOMING_SECRET. If it is lost, --without-key restores all '
        + 'but the tokens: each connection must then be authorised again.',
    },
  )
}
