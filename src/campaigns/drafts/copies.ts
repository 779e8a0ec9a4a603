/**
 * Campaigns that are copies of a mailing prepared at their ESP. Such a copy is made by being sent,
 * so that the call is made at most once: what stands in the row says whether it was answered.
 */
import { sql } from 'kysely'
import type { RemoteMailing } from '../../connectors/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { takeSent } from './identities.ts'

interface At {
  workspaceId: number
  campaignId: number
}

/** Written before the call: which copies are there, so that a new one is known to be ours. */
export async function beginCopying(
  tx: Tx,
  at: At,
  of: { before: readonly string[]; now: number },
): Promise<void> {
  await set(
    tx,
    at,
    sql`schedule_called_at = ${new Date(of.now)}, copies_before = ${of.before}::text[]`,
  )
}

/** Nothing was sent: the ESP said so. */
export async function forgetCopying(tx: Tx, at: At): Promise<void> {
  await set(tx, at, sql`schedule_called_at = null`)
}

/** The copy that was sent is ours from now on, in place of an earlier one that was stopped. */
export async function takeCopy(
  tx: Tx,
  at: At & { connectionId: number },
  copy: Pick<RemoteMailing, 'id' | 'activities'>,
): Promise<void> {
  await takeSent(tx, at, copy)
  await set(tx, at, sql`schedule_called_at = null`)
}

/** Of these ids of an ESP, those no campaign is known by. */
export async function unknownAmong(
  tx: Tx,
  connectionId: number,
  ids: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from unnest(${ids}::text[]) as id
    where id not in (select external_id from campaign_identity
      where connection_id = ${connectionId} and kind = 'campaign')`.execute(tx)
  return rows.map((row) => row.id)
}

/**
 * The campaign whose copy was asked for and not answered, if one that the ESP tells of can be that:
 * a copy of its master that was not there before the call. It is taken note of here, and looked at.
 */
export async function takeUnanswered(
  tx: Tx,
  at: { workspaceId: number; connectionId: number },
  remote: Pick<RemoteMailing, 'id' | 'activities'> & { copyOf?: string },
): Promise<number | null> {
  if (remote.copyOf === undefined) return null
  const { rows } = await sql<{ id: number }>`
    select d.campaign_id as id from campaign_draft d
    where d.workspace_id = ${at.workspaceId} and d.connection_id = ${at.connectionId}
      and d.copies_before is not null and d.schedule_called_at is not null
      and d.fields ->> 'master' = ${remote.copyOf} and not ${remote.id} = any(d.copies_before)
    for update of d limit 2`.execute(tx)
  // Of two that wait, nobody could say whose it is.
  const [own, other] = rows
  if (own === undefined || other !== undefined) return null
  await takeCopy(tx, { ...at, campaignId: own.id }, remote)
  await set(
    tx,
    { workspaceId: at.workspaceId, campaignId: own.id },
    sql`wish = case when wish = 'discarded' then wish else 'scheduled' end,
      telling = 'waiting', next_try_at = '-infinity', tries = 0`,
  )
  return own.id
}

/** What is to be sent is what the master says: it is taken over, as it was read. */
export async function takeWords(tx: Tx, at: At, master: RemoteMailing): Promise<void> {
  const { subject, preheader, fromName, fromAddress, replyTo, html } = master.content!
  await sql`
    update campaign set subject = ${subject}, from_name = ${fromName},
      from_address = ${fromAddress}
    where workspace_id = ${at.workspaceId} and id = ${at.campaignId}`.execute(tx)
  await set(tx, at, sql`preheader = ${preheader}, reply_to = ${replyTo}, html = ${html}`)
}

async function set(tx: Tx, at: At, columns: ReturnType<typeof sql>): Promise<void> {
  await sql`
    update campaign_draft set ${columns}
    where workspace_id = ${at.workspaceId} and campaign_id = ${at.campaignId}`.execute(tx)
}
