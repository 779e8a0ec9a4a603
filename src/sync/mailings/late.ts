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

/**
 * Looks at the audiences of campaigns that are scheduled, for people who opted out, complained,
 * became invalid, came onto a suppression list or were erased since: they are skipped from now on,
 * and what the ESP holds is read again, so that none of them gets it.
 */
export async function lookForTheLate(tx: Tx, workspaceId: number, now: number): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    select d.campaign_id as id from campaign_draft d
    join campaign_audience u
      on u.workspace_id = d.workspace_id and u.campaign_id = d.campaign_id and u.wishes = d.wishes
    where d.workspace_id = ${workspaceId} and d.wish = 'scheduled' and u.step = 'compared'
      and d.send_at > ${new Date(now)}
    order by d.send_at, d.campaign_id limit ${LOOKED_AT_MAX}`.execute(tx)
  for (const { id: campaignId } of rows) {
    const of = { workspaceId, campaignId }
    const audience = (await findAudience(tx, of))!
    const late = (await skipTheLate(tx, audience, now)) + (await skipStrangers(tx, audience, now))
    if (late === 0) continue
    await moveAudience(tx, of, sql`noticed_at = ${new Date(now)}`)
    if (audience.readAt !== null) await readAgain(tx, of)
    await wakeMailing(tx, of)
  }
}
