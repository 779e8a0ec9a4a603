/** The list that was made at the ESP for one campaign, once that has been sent. */
import { sql } from 'kysely'
import { audit } from '../../accounts/index.ts'
import type { By } from '../../connections/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { TOLD_WITHIN_HOURS } from './groups.ts'
import { moveAudience, type CampaignOf } from './stand.ts'

/** It stays so long after the sending: until then its news may still be read by it. */
export const LIST_KEPT_DAYS = 7
/** Campaigns one tick hands out for it; the next tick takes the others. */
const DUE_MAX = 10

/**
 * Campaigns whose list is to be removed now: they were sent, their news was read since, the firm
 * keeps no lists, and nobody found another use of it.
 */
export async function madeListsDue(
  tx: Tx,
  workspaceId: number,
  now: number,
  campaignId: number | null = null,
): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    select u.campaign_id as id from campaign_audience u
    join campaign c on c.workspace_id = u.workspace_id and c.id = u.campaign_id
    join list l on l.workspace_id = u.workspace_id and l.id = u.list_id
    join connection n on n.workspace_id = l.workspace_id and n.id = l.connection_id
    where u.workspace_id = ${workspaceId} and u.list_id is not null and u.list_removed_at is null
      and u.list_kept = '' and u.list_try_at <= ${new Date(now)}
      and u.source = 'own_lists' and c.status = 'sent'
      and c.sent_at < ${new Date(now)}::timestamptz - make_interval(days => ${LIST_KEPT_DAYS})
      and c.as_of > c.sent_at + make_interval(hours => ${TOLD_WITHIN_HOURS})
      and n.deleted_at is null and n.status = 'active'
      and not coalesce((select p.keep_lists from audience_policy p
        where p.workspace_id = ${workspaceId}), false)
      and ${campaignId === null ? sql`true` : sql`u.campaign_id = ${campaignId}`}
    order by u.list_try_at, u.campaign_id limit ${DUE_MAX}`.execute(tx)
  return rows.map((row) => row.id)
}

export interface MadeList {
  id: number
  connectionId: number
  externalId: string
  name: string
  tries: number
}

/** The list that was made for a campaign. */
export async function madeListOf(tx: Tx, of: CampaignOf): Promise<MadeList> {
  const { rows } = await sql<MadeList>`
    select l.id, l.connection_id as "connectionId", l.external_id as "externalId", l.name,
      u.list_tries as tries
    from campaign_audience u
    join list l on l.workspace_id = u.workspace_id and l.id = u.list_id
    where u.workspace_id = ${of.workspaceId} and u.campaign_id = ${of.campaignId}`.execute(tx)
  return rows[0]!
}

/**
 * What a list is used for besides the campaign it was made for, in a sentence; empty: for nothing
 * that is known here.
 */
export async function otherUseOf(tx: Tx, of: CampaignOf, list: MadeList): Promise<string> {
  const { workspaceId, campaignId } = of
  const { id, connectionId, externalId } = list
  const { rows } = await sql<{ use: string }>`
    select case
      when exists (select from topic_mapping t where t.workspace_id = ${workspaceId}
        and t.connection_id = ${connectionId} and t.kind = 'list'
        and t.external_id = ${externalId} and t.retired_at is null)
        then 'It stands for a topic.'
      when exists (select from campaign_draft d where d.workspace_id = ${workspaceId}
        and d.campaign_id <> ${campaignId} and d.connection_id = ${connectionId}
        and d.lists @> jsonb_build_array(jsonb_build_object('id', ${externalId}::text)))
        then 'Another campaign goes to it.'
      when exists (select from person_list s where s.workspace_id = ${workspaceId}
        and jsonb_path_exists(s.definition,
          '$.** ? (@.about == "esp_list").listIds[*] ? (@ == $id)',
          jsonb_build_object('id', ${id}::integer)))
        then 'A segment asks who is on it.'
      when exists (select from push_item i where i.workspace_id = ${workspaceId}
        and i.list_id = ${id} and i.push_id <> all (select unnest(u.push_ids)
          from campaign_audience u where u.workspace_id = ${workspaceId}
            and u.campaign_id = ${campaignId}))
        then 'Another push filled it.'
      when exists (select from list_member m where m.workspace_id = ${workspaceId}
        and m.list_id = ${id} and m.gone_at is null and not exists (
          select from campaign_target t where t.workspace_id = m.workspace_id
            and t.campaign_id = ${campaignId} and t.address_id = m.address_id))
        then 'It holds others than the campaign was meant for.'
      else '' end as use`.execute(tx)
  return rows[0]!.use
}

/** It is left at the ESP, and nobody tries again; why stands on the campaign's page. */
export async function keepMadeList(tx: Tx, of: CampaignOf, why: string): Promise<void> {
  await moveAudience(tx, of, sql`list_kept = ${why}`)
}

/** It was asked for, or could not be: it is looked at again then. */
export async function tryMadeListAt(tx: Tx, of: CampaignOf, at: number): Promise<void> {
  await moveAudience(tx, of, sql`list_tries = list_tries + 1, list_try_at = ${new Date(at)}`)
}

/** The ESP has it no more: nor has Homing, and whoever was on it is on it no more. Audited. */
export async function noteListRemoved(
  tx: Tx,
  of: CampaignOf,
  { list, by, now }: { list: MadeList; by: By; now: number },
): Promise<void> {
  const { workspaceId } = of
  await sql`
    update list set gone_at = coalesce(gone_at, ${new Date(now)})
    where workspace_id = ${workspaceId} and id = ${list.id}`.execute(tx)
  await sql`
    update list_member set gone_at = ${new Date(now)}
    where workspace_id = ${workspaceId} and list_id = ${list.id} and gone_at is null`.execute(tx)
  await moveAudience(tx, of, sql`list_removed_at = ${new Date(now)}`)
  await audit(tx, {
    actor: by,
    action: 'remove_list',
    subject: 'list',
    subjectId: list.id,
    sentence: `Removed the list “${list.name}” of one campaign after it was sent.`,
    at: now,
  })
}
