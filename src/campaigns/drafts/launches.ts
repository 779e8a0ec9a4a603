/**
 * Campaigns of an ESP that tells nobody how one stands. It is launched at most once: what was asked
 * and what was answered stand in the row, and that is all there is to know.
 */
import { sql } from 'kysely'
import type { RemoteMailing } from '../../connectors/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import type { Draft } from './draft.ts'

interface At {
  workspaceId: number
  campaignId: number
}

/** Written before the call, so that it is never made again unasked. */
export async function beginLaunch(tx: Tx, at: At, now: number): Promise<void> {
  await set(tx, at, sql`launch = 'asked', schedule_called_at = ${new Date(now)}`)
}

/** Nothing was sent: the ESP said so. */
export async function forgetLaunch(tx: Tx, at: At): Promise<void> {
  await set(tx, at, sql`launch = null, schedule_called_at = null`)
}

/** The ESP took it: from now on it counts as sent, at the moment of the call. */
export async function noteLaunch(tx: Tx, at: At): Promise<void> {
  await set(tx, at, sql`launch = 'taken'`)
  await sql`
    update campaign c set sent_at = d.schedule_called_at from campaign_draft d
    where c.workspace_id = ${at.workspaceId} and c.id = ${at.campaignId}
      and d.workspace_id = c.workspace_id and d.campaign_id = c.id`.execute(tx)
}

/** What was launched, as it was told; null where it was not, or nobody knows. Pure. */
export function launchedOf(draft: Draft): RemoteMailing | null {
  if (draft.launch !== 'taken' || draft.externalId === null) return null
  const { name, ...content } = draft.mailing
  return {
    ...{ id: draft.externalId, name, content, lists: draft.lists.map(({ id }) => id) },
    ...{ status: 'sent', activities: [], untold: ['name'] },
    ...{ updatedAt: null, otherAudience: null, scheduledFor: null, record: null },
  }
}

async function set(tx: Tx, at: At, columns: ReturnType<typeof sql>): Promise<void> {
  await sql`
    update campaign_draft set ${columns}
    where workspace_id = ${at.workspaceId} and campaign_id = ${at.campaignId}`.execute(tx)
}
