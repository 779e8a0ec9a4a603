/** What the audience of a campaign makes its worker do: wait, look again, give up a schedule. */
import { sql } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'
import type { RemoteMailing } from '../../connectors/index.ts'
import type { ChosenList } from './draft.ts'

interface At {
  workspaceId: number
  campaignId: number
}

/** Nothing failed, and there is something to wait for. */
export async function waitTelling(
  tx: Tx,
  at: At,
  of: { outcome: string; remedy?: string; nextTryAt: number },
): Promise<void> {
  await set(
    tx,
    at,
    sql`next_try_at = ${new Date(of.nextTryAt)}, outcome = ${of.outcome},
      remedy = ${of.remedy ?? ''}, who_must_act = ${of.remedy ? 'you' : null}::text`,
  )
}

/** What the ESP holds of it while it waits: a schedule that was taken back is none here either. */
export async function noteHeld(
  tx: Tx,
  at: At,
  { remote, now }: { remote: RemoteMailing | null; now: number },
): Promise<void> {
  if (remote === null) return
  const sendAt = remote.scheduledFor === null ? null : new Date(remote.scheduledFor)
  await set(
    tx,
    at,
    sql`held_at = ${new Date(now)}, held_status = ${remote.status},
      held_send_at = ${sendAt}::timestamptz, look_at = null`,
  )
  await sql`
    update campaign set status = ${remote.status}
    where workspace_id = ${at.workspaceId} and id = ${at.campaignId}`.execute(tx)
}

/** Something it waits for has come, or has to be looked at again. */
export async function wakeMailing(tx: Tx, at: At): Promise<void> {
  await set(tx, at, sql`telling = 'waiting', next_try_at = '-infinity'`)
}

/** The ESP's lists it goes to, made for it; what is written of it stays the same version. */
export async function setLists(tx: Tx, at: At, lists: readonly ChosenList[]): Promise<void> {
  await set(tx, at, sql`lists = ${JSON.stringify(lists)}::jsonb`)
}

/** It shall not be sent after all: Homing's own wish, where it must be stopped. */
export async function takeBack(tx: Tx, at: At): Promise<void> {
  await set(
    tx,
    at,
    sql`wish = 'unscheduled', wishes = wishes + 1, send_at = null, telling = 'waiting', tries = 0,
      next_try_at = '-infinity'`,
  )
}

async function set(tx: Tx, at: At, columns: ReturnType<typeof sql>): Promise<void> {
  await sql`
    update campaign_draft set ${columns}
    where workspace_id = ${at.workspaceId} and campaign_id = ${at.campaignId}`.execute(tx)
}
