import { sql } from 'kysely'
import { REASONS, type PushOf, type Reason } from '../../audience/index.ts'
import { raiseProblems } from '../../ledger/index.ts'
import type { Tx } from '../../platform/database/index.ts'

interface Ended {
  connection_id: number
  done: number
  failed: number
  why: Reason | null
  cancelled: boolean
}

/** Everybody is settled: says what became of the push; who was not taken is a problem. */
export async function endPush(
  tx: Tx,
  { workspaceId, pushId }: PushOf,
  { title, now }: { title: string; now: number },
): Promise<void> {
  const { rows } = await sql<Ended>`
    select p.connection_id, p.cancelled_by is not null as cancelled,
      (count(*) filter (where i.status = 'done'))::integer as done,
      (count(*) filter (where i.status = 'failed'))::integer as failed,
      mode() within group (order by i.reason) filter (where i.status = 'failed') as why
    from push p
    left join push_item i on i.workspace_id = p.workspace_id and i.push_id = p.id
    where p.workspace_id = ${workspaceId} and p.id = ${pushId}
    group by p.connection_id, p.cancelled_by`.execute(tx)
  const ended = rows[0]!
  const { done, failed } = ended
  const status = ended.cancelled ? 'cancelled' : failed > 0 && done === 0 ? 'failed' : 'done'
  const outcome =
    failed === 0
      ? `${title} took all ${done}.`
      : `${title} took ${done} and did not take ${failed}.`
  await sql`
    update push set status = ${status}, ended_at = ${new Date(now)}, outcome = ${outcome}
    where workspace_id = ${workspaceId} and id = ${pushId}`.execute(tx)
  if (failed === 0) return
  await raiseProblems(tx, [
    {
      workspaceId,
      connectionId: ended.connection_id,
      cause: 'A service did not take everybody of a push',
      sentence: `${outcome} Most often: ${REASONS[ended.why ?? 'not_acknowledged']}`,
      remedy: `Look at push ${pushId}: each person is there, with the reason.`,
      whoMustAct: 'you',
      identity: `push:${pushId}`,
    },
  ])
}
