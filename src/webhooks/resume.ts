import { sql } from 'kysely'
import type { Homing } from '../homing.ts'
import type { Tx } from '../platform/database/index.ts'
import { wake } from './arrange.ts'
import { forgetOld } from './forget.ts'
import { tellEndpoint } from './turn.ts'

/** Endpoints a process sends to at once: one that is slow holds up no more than its own. */
const PARALLEL = 4

/** Makes this process one that sends to webhooks. */
export async function startWebhooks(homing: Homing): Promise<void> {
  await homing.jobs.work('webhooks', PARALLEL, (at) => tellEndpoint(homing, at))
}

/**
 * For the minute's look: an endpoint that has something due and no job (its time to try again has
 * come, its worker died, its news came without one) gets one; what is old is swept.
 */
export async function resumeWebhooks(tx: Tx, homing: Homing, workspaceId: number): Promise<void> {
  const now = homing.now()
  const { rows } = await sql<{ id: number }>`
    select e.id from webhook_endpoint e
    where e.workspace_id = ${workspaceId} and e.status = 'active' and e.deleted_at is null
      and (e.rests_until is null or e.rests_until <= ${new Date(now)})
      and (exists (select from webhook_backlog b
          where b.workspace_id = e.workspace_id and b.endpoint_id = e.id)
        or exists (select from webhook_delivery d
          where d.workspace_id = e.workspace_id and d.endpoint_id = e.id
            and d.status = 'waiting' and d.next_try_at <= ${new Date(now)}))
    order by e.id`.execute(tx)
  for (const { id } of rows) await wake(tx, homing, workspaceId, id)
  await forgetOld(tx, workspaceId, now)
}
