import type { Database } from './database.ts'
import type { Tables } from './tables.ts'

/**
 * Has the planner's statistics gathered anew, after a load that made tables a good deal larger. A
 * server does it by itself (autovacuum); the embedded database never does, and without statistics
 * it takes a whole workspace for a single row and joins accordingly. Call it outside transactions.
 */
export async function refreshStatistics(
  database: Database,
  tables: readonly (keyof Tables)[],
): Promise<void> {
  if (database.engine.kind !== 'pglite') return
  const session = await database.engine.lendAsOwner()
  try {
    await session.script(`analyze ${tables.map((table) => `"${table}"`).join(', ')}`)
  } finally {
    session.release()
  }
}
