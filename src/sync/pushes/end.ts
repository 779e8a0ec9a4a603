import { sql } from 'kysely'
import { REASONS, type PushOf, type Reason } from '../../audience/index.ts'
import { raiseProblems } from '../../ledger/index.ts'
import { wakeMailing } from '../../campaigns/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { jobsOf } from '../../platform/jobs/index.ts'
import { compareJoined } from '../write-backs/reconcile.ts'

interface Ended {
  connection_id: number
  done: number
  failed: number
  why: Reason | null
  cancelled: boolean
}

/**
 * Everybody is settled: says what became of the push. Who was not taken is a problem; who left
 * while it was under way is told.
 */
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
  await noteTold(tx, { workspaceId, pushId })
  const { connection_id: connectionId } = ended
  await compareJoined(tx, { workspaceId, connectionId, pushId }, now)
  await wakeCampaigns(tx, { workspaceId, pushId })
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

/** What each contact was told, for good: what only went along as it was seen is not ours. */
async function noteTold(tx: Tx, { workspaceId, pushId }: PushOf): Promise<void> {
  await sql`
    update contact k set told = k.told || t.told
    from push p, lateral (
      select i.address_id,
        jsonb_object_agg(c.change ->> 'fieldId', c.change ->> 'after' order by i.id) as told
      from push_item i cross join lateral jsonb_array_elements(i.changes) as c (change)
      where i.workspace_id = p.workspace_id and i.push_id = p.id and i.status = 'done'
        and c.change ->> 'before' <> c.change ->> 'after'
      group by i.address_id
    ) t
    where p.workspace_id = ${workspaceId} and p.id = ${pushId}
      and k.workspace_id = p.workspace_id and k.connection_id = p.connection_id
      and k.address_id = t.address_id
      and not k.told @> t.told`.execute(tx)
}

/** A campaign that waits for the push goes on. */
async function wakeCampaigns(tx: Tx, { workspaceId, pushId }: PushOf): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    select u.campaign_id as id from campaign_audience u
    join campaign_draft d on d.workspace_id = u.workspace_id and d.campaign_id = u.campaign_id
      and d.wish = 'scheduled' and d.wishes = u.wishes
    where u.workspace_id = ${workspaceId} and u.push_id = ${pushId}
      and u.step = 'fill_wait'`.execute(tx)
  for (const { id: campaignId } of rows) {
    await wakeMailing(tx, { workspaceId, campaignId })
    const place = { workspaceId, campaignId }
    await jobsOf(tx)?.enqueue(tx, 'mailings', place, `${workspaceId}:${campaignId}`)
  }
}
