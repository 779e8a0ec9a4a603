import { sql } from 'kysely'
import type { Database, Tx } from '../src/platform/database/index.ts'

/**
 * Fills tables in one transaction of a firm's, without a limit of time. Rows that refer to each
 * other are made here and fit: looking each reference up is most of the time of a load, so it is
 * left out on a server, which takes a superuser; the throw-away one has one.
 */
export async function load<T>(
  database: Database,
  workspaceId: number,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  if (database.engine.kind === 'postgres') {
    const owner = await database.engine.lendAsOwner()
    try {
      await owner.script('grant set on parameter session_replication_role to homing_app')
    } finally {
      owner.release()
    }
  }
  return database.inWorkspace(workspaceId, async (tx) => {
    if (database.engine.kind === 'postgres') {
      await sql`set local session_replication_role = replica`.execute(tx)
    }
    await sql`set local statement_timeout = 0`.execute(tx)
    return work(tx)
  })
}

/** Does a step of a long preparation, and says how long it took. */
export async function step<T>(words: string, work: () => Promise<T>): Promise<T> {
  const begun = performance.now()
  const done = await work()
  const seconds = ((performance.now() - begun) / 1000).toFixed(1)
  process.stderr.write(`  ${words}: ${seconds} s\n`)
  return done
}
