import { sql } from 'kysely'
import { audit } from '../../accounts/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import type { ViewChange } from '../save.ts'

/** Whether views may be sent to addresses of others than users: not unless it was allowed. */
export async function mailsOutside(tx: Tx, workspaceId: number): Promise<boolean> {
  const { rows } = await sql<{ may: boolean }>`
    select mails_outside as may from view_policy where workspace_id = ${workspaceId}`.execute(tx)
  return rows[0]?.may ?? false
}

/** Allows it, or forbids it from the next sending on. Audited. */
export async function allowOutside(tx: Tx, change: ViewChange, isAllowed: boolean): Promise<void> {
  const { workspaceId, actor, now } = change
  await sql`insert into view_policy (workspace_id, mails_outside)
    values (${workspaceId}, ${isAllowed})
    on conflict (workspace_id) do update set mails_outside = excluded.mails_outside`.execute(tx)
  await audit(tx, {
    ...{ actor, action: 'change_view_policy', subject: 'workspace', subjectId: workspaceId },
    sentence: isAllowed
      ? 'Allowed that views are sent to other addresses than those of users.'
      : 'Forbade that views are sent to other addresses than those of users.',
    at: now,
  })
}
