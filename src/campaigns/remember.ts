import { sql } from 'kysely'
import type { RemoteCampaignDetail } from '../connectors/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { takeUnanswered } from './drafts/copies.ts'
import { addIdentities, takeSent } from './drafts/identities.ts'
import { takeReplacement } from './drafts/progress.ts'
import { ownUnanswered, REPLACED } from './drafts/unanswered.ts'
import { keepMail } from './kept-mail.ts'

/**
 * Takes in a campaign as the ESP describes it, by its external id: made where it is new, brought up
 * to date where it is known, its activities' identities added. One that is made here is known by
 * the call that makes it, even before its answer came; what is written here of it stays until it is
 * sent, and a draft of it that was replaced tells nothing any more. Answers Homing's id.
 */
export async function rememberCampaign(
  tx: Tx,
  workspaceId: number,
  connectionId: number,
  remote: RemoteCampaignDetail,
): Promise<number> {
  const at = { workspaceId, connectionId }
  const known = (await knownBy(tx, at, remote.id)) ?? (await takeOwn(tx, at, remote))
  const campaignId = known?.id ?? (await make(tx, workspaceId, remote, factsOf(remote)))
  if (known !== undefined && !known.isReplaced) {
    await tx
      .updateTable('campaign')
      .set(newsOf(known, remote))
      .where('id', '=', campaignId)
      .execute()
  }
  if (remote.html !== undefined) await keepMail(tx, { workspaceId, campaignId }, remote.html)
  await addIdentities(tx, { ...at, campaignId, role: known?.isReplaced ? REPLACED : '' }, remote)
  await tx
    .updateTable('campaign_identity')
    .set({ looked_at: sql<Date>`now()` })
    .where('connection_id', '=', connectionId)
    .where('kind', '=', 'campaign')
    .where('external_id', '=', remote.id)
    .execute()
  return campaignId
}

interface Known {
  id: number
  isReplaced: boolean
  /** Made here, and not sent yet as far as it is known. */
  isWrittenHere: boolean
  isGivenUp: boolean
  /** A copy has the name of its master there; here it keeps its own. */
  isCopy: boolean
}

async function knownBy(
  tx: Tx,
  at: { connectionId: number },
  externalId: string,
): Promise<Known | undefined> {
  const { rows } = await sql<Known>`
    select i.campaign_id as id, i.role = ${REPLACED} as "isReplaced",
      d.campaign_id is not null and c.status not in ('sending', 'sent') as "isWrittenHere",
      coalesce(d.wish = 'discarded', false) as "isGivenUp",
      d.copies_before is not null as "isCopy"
    from campaign_identity i
    join campaign c on c.workspace_id = i.workspace_id and c.id = i.campaign_id
    left join campaign_draft d
      on d.workspace_id = i.workspace_id and d.campaign_id = i.campaign_id
    where i.connection_id = ${at.connectionId} and i.kind = 'campaign'
      and i.external_id = ${externalId}`.execute(tx)
  return rows[0]
}

async function takeOwn(
  tx: Tx,
  at: { workspaceId: number; connectionId: number },
  remote: RemoteCampaignDetail,
): Promise<Known | undefined> {
  const copy = await takeUnanswered(tx, at, remote)
  const taken = { isReplaced: false, isWrittenHere: true, isGivenUp: false }
  if (copy !== null) return { id: copy, ...taken, isCopy: true }
  const own = await ownUnanswered(tx, at, remote)
  if (own === undefined) return undefined
  const place = { ...at, campaignId: own.id }
  if (own.asked === 'replacement') await takeReplacement(tx, place, remote)
  if (own.asked === 'sending') await takeSent(tx, place, remote)
  return { id: own.id, ...taken, isCopy: false }
}

/** What a telling of the ESP changes of a campaign that is known. Pure. */
function newsOf(known: Known, remote: RemoteCampaignDetail) {
  const { name, subject, from_name, from_address, status, ...times } = factsOf(remote)
  const isOut = status === 'sending' || status === 'sent'
  // What was removed there may be told without its mail: what is known of it stays.
  const isKept = (known.isWrittenHere && !isOut) || status === 'removed'
  const letter = { subject, from_name, from_address }
  const words = isKept ? {} : known.isCopy ? letter : { name, ...letter }
  // A draft that somebody took away there is still written here, and can be told anew.
  const isLeft = status === 'removed' && known.isWrittenHere && !known.isGivenUp
  return { ...times, ...words, status: isLeft ? ('draft' as const) : status }
}

function factsOf(remote: RemoteCampaignDetail) {
  return {
    name: remote.name,
    subject: remote.subject,
    from_name: remote.fromName,
    from_address: remote.fromAddress,
    status: remote.status,
    sent_at: dateOf(remote.sentAt),
    updated_at: dateOf(remote.updatedAt) ?? new Date(),
  }
}

async function make(
  tx: Tx,
  workspaceId: number,
  remote: RemoteCampaignDetail,
  facts: { name: string; status: RemoteCampaignDetail['status']; sent_at: Date | null },
): Promise<number> {
  const row = await tx
    .insertInto('campaign')
    .values({
      ...facts,
      workspace_id: workspaceId,
      ...(remote.createdAt === null ? {} : { created_at: new Date(remote.createdAt) }),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

function dateOf(ms: number | null): Date | null {
  return ms === null ? null : new Date(ms)
}
