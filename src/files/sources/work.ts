import { sql } from 'kysely'
import { workspaceIds } from '../../accounts/index.ts'
import type { Homing } from '../../homing.ts'
import { lookAtSource } from './look.ts'

/** Sources a process looks at at once. */
const LOOKS_PARALLEL = 2
/** Sources asked for a tick and workspace at most; the next tick takes the others. */
const DUE_MAX = 100

/** Makes this process one that looks at sources of files. */
export async function startSources(homing: Homing): Promise<void> {
  // The embedded folder has one process: whatever lease it finds was the last one's.
  if (homing.database.engine.kind === 'pglite') await freeLeases(homing)
  await homing.jobs.work('sources', LOOKS_PARALLEL, (at) => lookAtSource(homing, at))
}

/** Asks for a look at every source that is due; the tick's part. */
export async function askToLookAtSources(homing: Homing, workspaceId: number): Promise<void> {
  const { rows } = await homing.database.inWorkspace(workspaceId, (tx) =>
    sql<{ id: number }>`
      select s.id from file_source s
      join connection c on c.workspace_id = s.workspace_id and c.id = s.connection_id
      where s.workspace_id = ${workspaceId} and s.deleted_at is null and s.is_on
        and s.next_at <= ${new Date(homing.now())}
        and (s.lease_until is null or s.lease_until < clock_timestamp())
        and c.status = 'active' and c.deleted_at is null
      order by s.next_at limit ${DUE_MAX}`.execute(tx),
  )
  for (const { id } of rows) {
    await homing.jobs.enqueueNow('sources', { workspaceId, sourceId: id }, `${workspaceId}:${id}`)
  }
}

async function freeLeases(homing: Homing): Promise<void> {
  for (const workspaceId of await workspaceIds(homing.database)) {
    await homing.database.inWorkspace(workspaceId, (tx) =>
      sql`
        update file_source set lease_owner = null, lease_until = null
        where workspace_id = ${workspaceId} and lease_owner is not null`.execute(tx),
    )
  }
}
