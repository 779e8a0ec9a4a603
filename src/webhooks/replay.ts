import { sql } from 'kysely'
import { audit } from '../accounts/index.ts'
import type { Homing } from '../homing.ts'
import { Refused } from '../platform/refused.ts'
import { wake } from './arrange.ts'
import { endpointById } from './endpoints.ts'
import type { By } from './secrets.ts'

/** News is kept this long to be told once more. */
export const NEWS_KEPT_DAYS = 30
/** News has the time of its statement; a batch that was under way then became known after it. */
const UNDER_WAY_MS_MAX = 15 * 60_000
const DAY_MS = 86_400_000

/**
 * Tells an endpoint once more what became known since a moment, of the types it listens for, under
 * the ids it had. Answers how many messages that are. Throws Refused 422 where news of then is no
 * longer kept, 409 where the endpoint is not active.
 */
export async function replayNews(
  homing: Homing,
  by: By,
  endpointId: number,
  since: number,
): Promise<{ messages: number }> {
  const { workspaceId, actor } = by
  return homing.database.inWorkspace(workspaceId, async (tx) => {
    const { name, status } = await endpointById(tx, endpointId)
    if (status !== 'active') {
      throw new Refused(409, `The webhook ${name} is told nothing now.`, {
        remedy: 'Resume it first.',
      })
    }
    const now = homing.now()
    if (since < now - NEWS_KEPT_DAYS * DAY_MS || since > now) {
      throw new Refused(422, `What was told is kept for ${NEWS_KEPT_DAYS} days.`, {
        field: 'since',
        remedy: 'Choose a moment within them; what is older is read by the API.',
      })
    }
    const { rows } = await sql<{ messages: number }>`
      with again as (
        insert into webhook_backlog as b (workspace_id, endpoint_id, news_id)
        select n.workspace_id, e.id, n.id from webhook_news n
        join webhook_endpoint e on e.workspace_id = n.workspace_id and e.id = ${endpointId}
        where n.workspace_id = ${workspaceId} and n.type = any(e.types)
          and n.recorded_at >= ${new Date(since - UNDER_WAY_MS_MAX)}
        on conflict (workspace_id, endpoint_id, news_id) do update set place = 0
        returning news_id
      )
      select coalesce(sum(n.size), 0)::float8 as messages
      from again join webhook_news n on n.workspace_id = ${workspaceId} and n.id = again.news_id
      `.execute(tx)
    const { messages } = rows[0]!
    await audit(tx, {
      actor,
      action: 'replay_webhook',
      subject: 'webhook',
      subjectId: endpointId,
      sentence:
        `Had the webhook “${name}” told once more what became known since `
        + `${new Date(since).toISOString()}.`,
      detail: { messages },
      at: now,
    })
    await wake(tx, homing, workspaceId, endpointId)
    return { messages }
  })
}
