import { sql } from 'kysely'
import type { Database, Tx } from '../platform/database/index.ts'
import { countCampaign } from './count.ts'

/**
 * Drops what is derived and makes it again from the events, campaign by campaign, each in its own
 * transaction: whoever reads meanwhile sees the old or the new rows of a campaign, never none.
 * Run it after a change of the verdict rules, or to prove that nothing has drifted.
 */
export async function rebuild(database: Database, workspaceId: number): Promise<number> {
  const campaigns = await database.inWorkspace(workspaceId, (tx) =>
    tx.selectFrom('campaign').select('id').orderBy('id').execute(),
  )
  for (const { id } of campaigns) {
    await database.inWorkspace(workspaceId, (tx) => rebuildCampaign(tx, workspaceId, id))
  }
  await database.inWorkspace(workspaceId, (tx) =>
    sql`
      update address a
      set bounced_at = b.occurred_at, bounced_reason = b.value, bounced_campaign_id = b.campaign_id
      from (
        select distinct on (e.address_id) e.address_id, e.occurred_at, e.campaign_id, d.value
        from event e join detail d on d.id = e.detail_id and d.workspace_id = e.workspace_id
        where e.workspace_id = ${workspaceId} and e.kind = 6 and d.class = 'hard'
        order by e.address_id, e.occurred_at desc, e.campaign_id desc, d.value desc
      ) b
      where a.workspace_id = ${workspaceId} and a.id = b.address_id`.execute(tx),
  )
  return campaigns.length
}

/** The same for the counts of one campaign, in the caller's transaction. */
export async function rebuildCampaign(tx: Tx, workspaceId: number, id: number): Promise<void> {
  await sql`select from campaign where id = ${id} for update`.execute(tx)
  for (const table of DERIVED) {
    await sql`delete from ${sql.table(table)}
      where workspace_id = ${workspaceId} and campaign_id = ${id}`.execute(tx)
  }
  await countCampaign(tx, workspaceId, id)
}

const DERIVED = [
  'verdict',
  'recipient',
  'recipient_link',
  'campaign_count',
  'campaign_bounce',
  'campaign_hour',
]
