import { sql } from 'kysely'
import type { Database, Standing, Tx } from '../platform/database/index.ts'

/**
 * Changes whom an open transaction speaks for. Only accounts do this: at sign-in and setup the
 * workspace is learnt, or made, by the very transaction that then works in it.
 */
export async function stand(tx: Tx, standing: Standing): Promise<void> {
  await sql`select set_config('homing.workspace', ${String(standing.workspaceId ?? '')}, true),
                   set_config('homing.user', ${standing.userId ?? ''}, true)`.execute(tx)
}

/** Shows the transaction the one credential, session or API key kept under this hash. */
export async function present(tx: Tx, hash: Buffer): Promise<void> {
  await sql`select set_config('homing.token', ${hash.toString('hex')}, true)`.execute(tx)
}

/** The numbers of all workspaces, for what has to visit each in turn (the scheduler). */
export async function workspaceIds(database: Database): Promise<number[]> {
  return database.withoutWorkspace(idsOfWorkspaces)
}

/** The same inside a transaction. */
export async function idsOfWorkspaces(tx: Tx): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`select workspace_ids() as id`.execute(tx)
  return rows.map((row) => row.id)
}
