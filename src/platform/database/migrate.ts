import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Engine } from './engine.ts'

/** Any number will do, as long as every Homing uses the same. */
const MIGRATION_LOCK = 7_461_293

/**
 * Brings the tables up to date: each file of migrations/ once, in the order of their names, each
 * in its own transaction, so that a process killed half-way goes on with the file it was at.
 * Refuses when a file that was applied has been changed since, or when the database is newer than
 * this program. Answers the names it applied.
 */
export async function migrate(engine: Engine, folder: string): Promise<string[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  const session = await engine.lendAsOwner()
  const applied: string[] = []
  try {
    await session.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
    await session.script(
      `create table if not exists migration (
         name text primary key,
         sha256 text not null,
         applied_at timestamptz not null default now())`,
    )
    const { rows } = await session.query<{ name: string; sha256: string }>(
      'select name, sha256 from migration',
    )
    const known = new Map(rows.map((row) => [row.name, row.sha256]))
    for (const name of known.keys()) {
      if (!files.includes(name)) {
        throw new Error(
          `The database has migration ${name}, which this version of Homing does not know: `
            + 'it was written by a newer version. Start that version, or restore a backup.',
        )
      }
    }
    for (const name of files) {
      const text = await readFile(join(folder, name), 'utf8')
      const sha256 = createHash('sha256').update(text).digest('hex')
      const before = known.get(name)
      if (before !== undefined && before !== sha256) {
        throw new Error(`Migration ${name} was changed after it had been applied.`)
      }
      if (before !== undefined) continue
      await session.script('begin')
      try {
        await session.script(text)
        await session.query('insert into migration (name, sha256) values ($1, $2)', [name, sha256])
        await session.script('commit')
      } catch (error) {
        await session.script('rollback')
        throw new Error(`Migration ${name} failed: ${(error as Error).message}`, { cause: error })
      }
      applied.push(name)
    }
    return applied
  } finally {
    await session.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK])
    session.release()
  }
}
