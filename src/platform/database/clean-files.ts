import type { Database } from './database.ts'

/** A table is rewritten as a whole, and all others wait: a larger one is left alone. */
const TABLE_BYTES_MAX = 256 * 1024 * 1024
/** Tables in one go at most; the embedded database has a few hundred, its partitions among them. */
const TABLES_MAX = 5_000

/**
 * Takes out of the embedded database's files what no row tells any more: old versions of rows, the
 * indexes and samples made of them, and the log they were written to. A server's files are its
 * operator's: there it does nothing and answers null. Answers the tables that are too large to be
 * rewritten while people wait. Call it outside transactions.
 */
export async function cleanFiles(database: Database): Promise<{ tooLarge: string[] } | null> {
  if (database.engine.kind !== 'pglite') return null
  const tables = await tablesWithBytes(database)
  const small = tables.filter((one) => one.bytes <= TABLE_BYTES_MAX)
  // A session for each, so that whoever waits gets a turn in between.
  for (const { name } of small) await asOwner(database, `vacuum (full, analyze) ${name}`)
  await asOwner(database, 'vacuum full pg_catalog.pg_statistic')
  await endLog(database)
  const tooLarge = tables.filter((one) => one.bytes > TABLE_BYTES_MAX).map((one) => one.name)
  return { tooLarge }
}

async function tablesWithBytes(database: Database): Promise<{ name: string; bytes: number }[]> {
  const session = await database.engine.lendAsOwner()
  try {
    const { rows } = await session.query<{ name: string; bytes: number }>(`
      select format('%I.%I', n.nspname, c.relname) as name,
        pg_total_relation_size(c.oid) as bytes
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind = 'r' and n.nspname in ('public', 'pgboss')
      order by c.oid limit ${TABLES_MAX}`)
    return rows
  } finally {
    session.release()
  }
}

/**
 * Closes the piece of the log that is being written, and has the pieces before the checkpoint
 * deleted instead of kept for reuse with what stands in them.
 */
async function endLog(database: Database): Promise<void> {
  const session = await database.engine.lendAsOwner()
  try {
    await session.script('set wal_recycle = off')
    // Twice: the log before the first checkpoint is deleted by the one after it.
    for (let turn = 0; turn < 2; turn++) {
      await session.script('select pg_switch_wal()')
      await session.script('checkpoint')
    }
    await session.script('reset wal_recycle')
  } finally {
    session.release()
  }
}

async function asOwner(database: Database, statement: string): Promise<void> {
  const session = await database.engine.lendAsOwner()
  try {
    await session.script(statement)
  } finally {
    session.release()
  }
}
