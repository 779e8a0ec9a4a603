import { readdir, statfs } from 'node:fs/promises'
import { sql } from 'kysely'
import type { Homing } from '../../homing.ts'

/** The database has this long for all it is asked; a batch of the ledger may hold the gate. */
const DATABASE_MS_MAX = 5_000
/** The schedule ticks every minute; without a tick for this long nobody works. */
const TICK_MS_MAX = 5 * 60_000
/** Below this the folder of the embedded database is as good as full. */
const DISK_FREE_BYTES_MIN = 512 * 1024 * 1024

export interface Check {
  name: 'process' | 'database' | 'migrations' | 'jobs' | 'disk'
  ok: boolean
  /** Where it is not, this process is still of use: a web role answers without any worker. */
  isRequired: boolean
  sentence: string
}

export interface ReadinessOptions {
  role: 'all' | 'web' | 'worker'
  migrationsDir?: string
  /** Folder of the embedded database; absent with a server, whose disk is its own affair. */
  dataDir?: string
  diskFreeBytesMin?: number
}

/** Whether this process should be sent work, check by check. Nothing in it is secret. */
export class Readiness {
  readonly #homing: Homing
  readonly #options: ReadinessOptions
  readonly #startedAt = performance.now()

  constructor(homing: Homing, options: ReadinessOptions) {
    this.#homing = homing
    this.#options = options
  }

  async read(): Promise<{ isReady: boolean; checks: Check[] }> {
    const checks = [
      this.#process(),
      ...(await within(DATABASE_MS_MAX, this.#database())),
      ...(await this.#disk()),
    ]
    return { isReady: checks.every((check) => check.ok || !check.isRequired), checks }
  }

  #process(): Check {
    const isEnding = this.#homing.ending?.aborted === true
    const sentence = isEnding ? 'It is asked to end and takes no new work.' : 'It runs.'
    return { name: 'process', ok: !isEnding, isRequired: true, sentence }
  }

  async #database(): Promise<Check[]> {
    try {
      const { applied, tickMs } = await this.#ask()
      return [
        { name: 'database', ok: true, isRequired: true, sentence: 'It answers.' },
        ...(await this.#migrations(applied)),
        this.#jobs(tickMs),
      ]
    } catch (error) {
      this.#homing.log.error({ err: error }, 'the database does not answer')
      return [silent('It does not answer.')]
    }
  }

  /** The applied migrations belong to the owner; the application has no right to them. */
  async #ask(): Promise<{ applied: string[]; tickMs: number | null }> {
    const owner = await this.#homing.database.engine.lendAsOwner()
    let applied: string[]
    try {
      const { rows } = await owner.query<{ name: string }>('select name from migration')
      applied = rows.map((row) => row.name)
    } finally {
      owner.release()
    }
    const { rows } = await this.#homing.database.withoutWorkspace((tx) =>
      sql<{ ms: number | null }>`
        select extract(epoch from now() - max(completed_on))::float8 * 1000 as ms
        from pgboss.job where name = 'tick' and state = 'completed'`.execute(tx),
    )
    return { applied, tickMs: rows[0]!.ms }
  }

  async #migrations(applied: string[]): Promise<Check[]> {
    const { migrationsDir } = this.#options
    if (migrationsDir === undefined) return []
    const files = await readdir(migrationsDir)
    return [migrationsCheck(files.filter((name) => name.endsWith('.sql')).sort(), applied)]
  }

  #jobs(tickMs: number | null): Check {
    const sinceStart = performance.now() - this.#startedAt
    const silentMs = Math.min(tickMs ?? Infinity, sinceStart)
    const ok = silentMs < TICK_MS_MAX
    const sentence = ok
      ? 'They are being worked.'
      : `No worker has kept the schedule for ${Math.round(silentMs / 60_000)} minutes.`
    return { name: 'jobs', ok, isRequired: this.#options.role !== 'web', sentence }
  }

  async #disk(): Promise<Check[]> {
    const { dataDir, diskFreeBytesMin = DISK_FREE_BYTES_MIN } = this.#options
    if (dataDir === undefined) return []
    const { bavail, bsize } = await statfs(dataDir)
    const free = bavail * bsize
    const ok = free >= diskFreeBytesMin
    const sentence = `${megabytes(free)} are free; ${megabytes(diskFreeBytesMin)} are needed.`
    return [{ name: 'disk', ok, isRequired: true, sentence }]
  }
}

function migrationsCheck(known: string[], applied: string[]): Check {
  const newer = applied.filter((name) => !known.includes(name))
  const missing = known.filter((name) => !applied.includes(name))
  const sentence =
    newer.length > 0
      ? `The database was upgraded by a newer version (${newer.join(', ')}).`
      : missing.length > 0
        ? `The database lacks ${missing.join(', ')}.`
        : 'They are those of this program.'
  const ok = newer.length + missing.length === 0
  return { name: 'migrations', ok, isRequired: true, sentence }
}

async function within(ms: number, checks: Promise<Check[]>): Promise<Check[]> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<Check[]>((done) => {
    timer = setTimeout(() => done([silent(`It has not answered for ${ms / 1000} s.`)]), ms)
  })
  const answered = await Promise.race([checks, late])
  clearTimeout(timer)
  return answered
}

function silent(sentence: string): Check {
  return { name: 'database', ok: false, isRequired: true, sentence }
}

function megabytes(bytes: number): string {
  return Number.isFinite(bytes) ? `${Math.floor(bytes / 1024 / 1024)} MB` : 'more than any'
}
