import { sql } from 'kysely'
import {
  findAudience,
  moveAudience,
  readAgain,
  skipStrangers,
  skipTheLate,
} from '../../audience/index.ts'
import { wakeMailing } from '../../campaigns/index.ts'
import type { Tx } from '../../platform/database/index.ts'

/** Scheduled campaigns that are looked at in one tick; the next tick takes the others. */
const LOOKED_AT_MAX = 50
/** What time alone changes, as consent that ends, is found no later than after so long. */
const LOOK_ANYWAY_MS = 15 * 60_000

/**
 * Looks at the audiences of campaigns that are scheduled, for people who opted out, complained,
 * became invalid, came onto a suppression list or were erased since: they are skipped from now on,
 * and what the ESP holds is read again, so that none of them gets it. Where nothing has moved that
 * says whom may be written to, nobody is looked at.
 */
export async function lookForTheLate(tx: Tx, workspaceId: number, now: number): Promise<void> {
  await noteMoved(tx, workspaceId)
  const { rows } = await sql<{ id: number }>`
    select d.campaign_id as id from campaign_draft d
    join campaign_audience u
      on u.workspace_id = d.workspace_id and u.campaign_id = d.campaign_id and u.wishes = d.wishes
    where d.workspace_id = ${workspaceId} and d.wish = 'scheduled' and u.step = 'compared'
      and d.send_at > ${new Date(now)}
      and (u.has_moved or u.late_looked_at <= ${new Date(now - LOOK_ANYWAY_MS)})
    order by d.send_at, d.campaign_id limit ${LOOKED_AT_MAX}`.execute(tx)
  for (const { id: campaignId } of rows) {
    const of = { workspaceId, campaignId }
    const audience = (await findAudience(tx, of))!
    await moveAudience(tx, of, sql`has_moved = false, late_looked_at = ${new Date(now)}`)
    const late = (await skipTheLate(tx, audience, now)) + (await skipStrangers(tx, audience, now))
    if (late === 0) continue
    await moveAudience(tx, of, sql`noticed_at = ${new Date(now)}`)
    if (audience.readAt !== null) await readAgain(tx, of)
    await wakeMailing(tx, of)
  }
}

/**
 * What moved is noted at each scheduled campaign, and taken away. A row is seen with what moved or
 * not at all, and this is asked before anybody is looked at: nothing slips through between.
 */
async function noteMoved(tx: Tx, workspaceId: number): Promise<void> {
  await sql`
    with moved as (delete from standing_moved where workspace_id = ${workspaceId} returning 1)
    update campaign_audience u set has_moved = true
    from campaign_draft d
    where u.workspace_id = ${workspaceId} and not u.has_moved and exists (select from moved)
      and d.workspace_id = u.workspace_id and d.campaign_id = u.campaign_id
      and d.wish = 'scheduled'`.execute(tx)
}
