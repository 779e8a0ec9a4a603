import { sql } from 'kysely'
import { workspaceIds } from '../accounts/index.ts'
import type { Homing } from '../homing.ts'
import { cleanFiles } from '../platform/database/index.ts'

/**
 * Cleans the embedded database's files once the erasures that are under way are done: until then
 * they hold old versions of rows that tell of the person. Killed anywhere, it is done again.
 */
export async function cleanAfterErasures(homing: Homing): Promise<void> {
  const { database, log } = homing
  if (database.engine.kind !== 'pglite') return
  const workspaces = await workspaceIds(database)
  let isDue = false
  for (const workspaceId of workspaces) {
    const { done, running } = await database.inWorkspace(workspaceId, async (tx) => {
      const { rows } = await sql<{ done: boolean; running: boolean }>`
        select coalesce(bool_or(status = 'done' and files_cleaned_at is null), false) as done,
          coalesce(bool_or(status = 'running'), false) as running
        from erasure where workspace_id = ${workspaceId}`.execute(tx)
      return rows[0]!
    })
    if (running) return
    isDue ||= done
  }
  if (!isDue) return
  const cleaned = await cleanFiles(database)
  for (const workspaceId of workspaces) {
    await database.inWorkspace(workspaceId, (tx) =>
      sql`
        update erasure set files_cleaned_at = now()
        where workspace_id = ${workspaceId} and status = 'done'
          and files_cleaned_at is null`.execute(tx),
    )
  }
  const tables = cleaned?.tooLarge ?? []
  if (tables.length > 0) log.warn({ tables }, 'tables too large to be cleaned of what was erased')
}
