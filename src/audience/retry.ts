import { sql } from 'kysely'
import { audit } from '../accounts/index.ts'
import type { Connector } from '../connectors/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { Refused } from '../platform/refused.ts'
import { createPush, findPush, type PushOf } from './push.ts'
import { planPush, type Steering } from './steer.ts'

/**
 * Begins another push of those an ended one failed for, each as it was chosen, and asks for its
 * plan: what became of them since decides anew. Whoever was erased meanwhile is left out.
 */
export async function retryFailed(
  tx: Tx,
  connectors: readonly Connector[],
  asked: Steering,
): Promise<PushOf> {
  const { workspaceId, pushId, by, now } = asked
  const push = await findPush(tx, asked)
  if (!['done', 'failed', 'cancelled'].includes(push.status)) {
    throw new Refused(409, 'This push is not over yet.', {
      remedy: 'Whom the service did not take is known once it is.',
    })
  }
  const { connectionId, cause } = push
  const of = await createPush(tx, connectors, { connectionId, cause, by, now })
  const { rows } = await sql`
    insert into push_item (workspace_id, push_id, list_id, person_id, address_id, verb)
    select i.workspace_id, ${of.pushId}::integer, i.list_id, i.person_id,
      case when i.verb = 'remove' then i.address_id end, i.verb
    from push_item i
    left join person p on p.workspace_id = i.workspace_id and p.id = i.person_id
    where i.workspace_id = ${workspaceId} and i.push_id = ${pushId} and i.status = 'failed'
      and case when i.verb = 'add' then p.merged_into is null and p.id is not null
        else i.address_id is not null end
    order by i.id
    returning 1`.execute(tx)
  if (rows.length === 0) {
    throw new Refused(409, 'Nobody of this push failed who could be tried again.')
  }
  await audit(tx, {
    actor: by,
    action: 'retry_push',
    subject: 'push',
    subjectId: of.pushId,
    sentence: `Began push ${of.pushId} of the ${rows.length} that failed in push ${pushId}.`,
    at: now,
  })
  await planPush(tx, { ...of, by, now })
  return of
}
