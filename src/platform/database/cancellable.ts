import { sql } from 'kysely'
import { databaseOf, type Tx } from './database.ts'
import type { Engine } from './engine.ts'

/**
 * Does work whose statements end once the signal says so. On a server another session cancels what
 * this one's backend is at, which throws PostgreSQL's 57014 here. The embedded database has one
 * session and cannot be interrupted: there a statement ends by itself.
 */
export async function cancellable<T>(
  tx: Tx,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const engine = databaseOf(tx)?.engine
  if (signal === undefined || engine?.kind !== 'postgres') return work()
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tx)
  let cancelling: Promise<void> | undefined
  const cancel = () => {
    cancelling = cancelBackend(engine, rows[0]!.pid)
  }
  signal.addEventListener('abort', cancel, { once: true })
  if (signal.aborted) cancel()
  try {
    return await work()
  } finally {
    signal.removeEventListener('abort', cancel)
    // The session is not given on before that is over: it must not hit another's statement.
    await cancelling
  }
}

/** As the owner: PostgreSQL lets cancel only who signed in as the same role. */
async function cancelBackend(engine: Engine, pid: number): Promise<void> {
  const session = await engine.lendAsOwner()
  try {
    await session.query('select pg_cancel_backend($1)', [pid])
  } finally {
    session.release()
  }
}
