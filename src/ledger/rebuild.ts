import { sql } from 'kysely'
import type { Database, Tx } from '../platform/database/index.ts'
import { countCampaign } from './count.ts'
import { rebuildValidity } from './validity/rebuild.ts'

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
  await rebuildValidity(database, workspaceId)
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
