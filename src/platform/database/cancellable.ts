import { setTimeout } from 'node:timers/promises'
import { sql } from 'kysely'
import { databaseOf, type Tx } from './database.ts'
import type { Engine } from './engine.ts'

const TRIES_MAX = 20
const TRY_AGAIN_MS = 250

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
  signal.throwIfAborted()
  const over = new AbortController()
  let cancelling: Promise<void> | undefined
  const cancel = () => {
    cancelling = cancelUntil(over.signal, engine, rows[0]!.pid)
  }
  signal.addEventListener('abort', cancel, { once: true })
  try {
    return await work()
  } finally {
    signal.removeEventListener('abort', cancel)
    over.abort()
    // The session is not given on before that is over: it must not hit another's statement.
    await cancelling
  }
}

/** Again after a while: what reaches a backend between two statements stops neither. */
async function cancelUntil(over: AbortSignal, engine: Engine, pid: number): Promise<void> {
  for (let tries = 0; tries < TRIES_MAX && !over.aborted; tries++) {
    await cancelBackend(engine, pid)
    await setTimeout(TRY_AGAIN_MS, undefined, { signal: over }).catch((error: Error) => {
      if (error.name !== 'AbortError') throw error
    })
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
