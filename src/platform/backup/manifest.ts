import { z } from 'zod'

/** What a backup says of itself; its last entry but the key, and the measure of a restore. */
export const manifest = z.object({
  format: z.literal(1),
  /** Version of the Homing that made it. */
  homing: z.string(),
  engine: z.enum(['pglite', 'postgres']),
  serverVersion: z.string(),
  /** ISO 8601. */
  takenAt: z.string(),
  migrations: z.array(z.string()),
  /** Rows of each table. */
  rows: z.record(z.string(), z.number()),
  /** Tells whether a key is the one its secrets were sealed with; tells nothing of the key. */
  keyFingerprint: z.string().nullable(),
  files: z.record(z.string(), z.object({ bytes: z.number(), sha256: z.string() })),
})
export type Manifest = z.output<typeof manifest>

export const MANIFEST = 'manifest.json'
export const KEY_FILE = 'secret.key'
export const DATA_FOLDER = 'pgdata'
export const DUMP_FILE = 'homing.dump'

/** A backup that cannot be used, with what to do about it. */
export class BadBackup extends Error {
  readonly remedy: string

  constructor(sentence: string, remedy: string, options?: ErrorOptions) {
    super(sentence, options)
    this.remedy = remedy
  }
}
