/**
 * The groups an audience falls into. Each is one condition, and both its count and its list come
 * from that condition: the number is the list.
 */
import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'
import { MUST_NOT } from './judge.ts'
import type { CampaignOf } from './stand.ts'

/** After a sending the ESP has so long to tell of each send. */
export const TOLD_WITHIN_HOURS = 24

/** What became of one who was chosen: exactly one of these, at any moment. */
export const FATES = [
  'sent',
  'sent_against',
  'skipped',
  'missing',
  'unmailable_there',
  'awaits',
  'not_told_yet',
  'no_send_told',
] as const
export type Fate = (typeof FATES)[number]

/** Fates, and what is asked of the ESP's lists besides. */
export const GROUPS = [...FATES, 'intended', 'barred', 'stranger', 'stranger_sent'] as const
export type Group = (typeof GROUPS)[number]

/** Each in words, as screens and files show it. */
export const GROUP_WORDS: Record<Group, string> = {
  sent: 'Sent.',
  sent_against: 'Skipped here, and the service sent it all the same.',
  skipped: 'Skipped.',
  missing: 'Not on the lists at the service when they were last read.',
  unmailable_there:
    'The service sends to nobody who is unsubscribed, unconfirmed or suppressed there.',
  awaits: 'Not sent yet.',
  not_told_yet: 'The service has not told of every send yet.',
  no_send_told: 'The service told of no send.',
  intended: 'Meant to get it.',
  barred: 'Must not get it, and the service would send it.',
  stranger: 'On the lists at the service, and not chosen here.',
  stranger_sent: 'Sent to, and not chosen here.',
}

/** Groups of people who were not chosen. */
export type NotChosen = Extract<Group, 'stranger' | 'stranger_sent'>

export function isNotChosen(group: Group | undefined): group is NotChosen {
  return group === 'stranger' || group === 'stranger_sent'
}

/** Targets of a campaign as t, each with its fate; lookups go person by person by the indexes. */
export function fatesOf({ workspaceId, campaignId }: CampaignOf): RawBuilder<unknown> {
  return sql`
    select t.id, t.person_id, t.address_id, t.reason, t.late_at, t.is_barred, case
      when t.reason <> '' then case when t.is_sent and t.reason <> 'duplicate' and not t.is_shared
        then 'sent_against' else 'skipped' end
      when t.is_sent then 'sent'
      when t.is_read and t.is_mailable is null then 'missing'
      when t.is_read and not t.is_mailable then 'unmailable_there'
      when not t.is_out then 'awaits'
      when t.as_of is null or t.as_of < t.sent_at + make_interval(hours => ${TOLD_WITHIN_HOURS})
        then 'not_told_yet'
      else 'no_send_told' end as fate
    from (
      select c.id, c.person_id, c.address_id, c.reason, c.late_at, g.sent_at, g.as_of,
        g.status in ('sending', 'sent') as is_out, u.read_at is not null as is_read,
        m.is_mailable, r.address_id is not null as is_sent, o.shared as is_shared,
        c.reason = any(${[...MUST_NOT]}::text[]) and coalesce(m.is_mailable, false)
          and not o.shared as is_barred
      from campaign_target c
      join campaign g on g.workspace_id = c.workspace_id and g.id = c.campaign_id
      join campaign_audience u
        on u.workspace_id = c.workspace_id and u.campaign_id = c.campaign_id
      left join lateral (select k.is_mailable from campaign_member k
        where k.workspace_id = c.workspace_id and k.campaign_id = c.campaign_id
          and k.address_id = c.address_id offset 0) m on true
      left join lateral (select k.address_id from recipient k
        where k.workspace_id = c.workspace_id and k.campaign_id = c.campaign_id
          and k.address_id = c.address_id offset 0) r on true
      cross join lateral (select c.reason <> '' and exists (select from campaign_target d
        where d.workspace_id = c.workspace_id and d.campaign_id = c.campaign_id
          and d.address_id = c.address_id and d.reason = '' offset 0) as shared) o
      where c.workspace_id = ${workspaceId} and c.campaign_id = ${campaignId}
    ) t`
}

/** Those who were not chosen where an audience was: address_id of m each, once. */
export function notChosen(
  { workspaceId, campaignId }: CampaignOf,
  group: NotChosen,
): RawBuilder<unknown> {
  const source = group === 'stranger' ? sql`campaign_member m` : sql`recipient m`
  const isMailable = group === 'stranger' ? sql`m.is_mailable` : sql`true`
  return sql`
    select m.address_id from ${source}
    where m.workspace_id = ${workspaceId} and m.campaign_id = ${campaignId} and ${isMailable}
      and exists (select from campaign_audience u
        where u.workspace_id = ${workspaceId} and u.campaign_id = ${campaignId})
      and not exists (select from campaign_target t where t.workspace_id = m.workspace_id
        and t.campaign_id = m.campaign_id and t.address_id = m.address_id offset 0)`
}

/** How a group is told from the others, of targets as f. */
export function isOfGroup(group: Group): RawBuilder<unknown> {
  if (group === 'intended') return sql`f.reason = ''`
  if (group === 'barred') return sql`f.is_barred`
  return sql`f.fate = ${group}`
}

/** How many people of such a group there are. */
export async function countNotChosen(tx: Tx, of: CampaignOf, group: NotChosen): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from (${notChosen(of, group)}) s`.execute(tx)
  return rows[0]!.count
}

/** How many people each of these groups has. */
export async function countGroups<G extends Group>(
  tx: Tx,
  of: CampaignOf,
  groups: readonly G[],
): Promise<Record<G, number>> {
  const columns = groups.map((group) =>
    isNotChosen(group)
      ? sql`(select count(*)::integer from (${notChosen(of, group)}) s)`
      : sql`(count(*) filter (where ${isOfGroup(group)}))::integer`,
  )
  const { rows } = await sql<{ counts: number[] }>`
    select array[${sql.join(columns)}] as counts from (${fatesOf(of)}) f`.execute(tx)
  return Object.fromEntries(
    groups.map((group, place) => [group, rows[0]!.counts[place]!]),
  ) as Record<G, number>
}
