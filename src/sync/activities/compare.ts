import { sql } from 'kysely'
import type { Place } from '../../connections/index.ts'
import type { ActivityKind } from '../../connectors/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { CODES, countsOf } from './kinds.ts'

/** Recipients of one comparison at most; the next goes on behind them. */
const RECIPIENTS_MAX = 20_000
/** Whom the CRM has come to know since is noticed by a comparison that nothing else asks for. */
const LOOK_AGAIN_HOURS = 24

/** A comparison that is to be made, or to be gone on with. */
export interface Look {
  campaignId: number
  /** Behind which address it goes on; null: it is to begin. */
  after: number | null
  /** What has been counted by now. */
  events: string
  human: string
}

/**
 * The newest campaign whose recipients have done more than they were last compared for, and where
 * its comparison stands; null where there is none. Removed campaigns were sent all the same.
 */
export async function nextLook(tx: Tx, at: Place, now: number): Promise<Look | null> {
  const { rows } = await sql<Look>`
    select c.id as "campaignId", t.looking_after as after, n.events, n.human
    from activity_lane l
    join campaign c on c.workspace_id = l.workspace_id and c.sent_at >= l.since
      and c.status in ('sending', 'sent', 'removed')
    left join told_campaign t on t.workspace_id = c.workspace_id
      and t.connection_id = l.connection_id and t.campaign_id = c.id
    cross join lateral (
      select coalesce(sum(events), 0)::bigint as events,
        coalesce(sum(human_events), 0)::bigint as human
      from campaign_count k where k.workspace_id = c.workspace_id and k.campaign_id = c.id
        and k.kind > 0
    ) n
    where l.workspace_id = ${at.workspaceId} and l.connection_id = ${at.connectionId} and l.is_on
      and n.events > 0
      and (t.campaign_id is null or t.looking_after is not null
        or t.looked_events is distinct from n.events or t.looked_human is distinct from n.human
        or t.looked_at is null or t.looked_at <= ${new Date(now)}::timestamptz
          - make_interval(hours => ${LOOK_AGAIN_HOURS}))
    order by c.sent_at desc, c.id desc
    limit 1`.execute(tx)
  return rows[0] ?? null
}

type Of = Place & { campaignId: number }

/** What comes while the recipients are walked through asks for another comparison. */
export async function beginLook(tx: Tx, of: Of, { events, human }: Look): Promise<void> {
  await sql`
    insert into told_campaign as t (workspace_id, connection_id, campaign_id, looked_events,
      looked_human, looking_after)
    values (${of.workspaceId}, ${of.connectionId}, ${of.campaignId}, ${events}, ${human}, 0)
    on conflict (workspace_id, connection_id, campaign_id) do update set looking_after = 0,
      looked_events = excluded.looked_events, looked_human = excluded.looked_human`.execute(tx)
}

/**
 * Compares the next part of a campaign's recipients with what the CRM was told of them, and notes
 * what it is to be told: whom it has a record of, by the address as it is used now or was. What was
 * told is never taken back, so that nothing is wished to be less.
 */
export async function look(
  tx: Tx,
  of: Of,
  at: { after: number; kinds: readonly ActivityKind[]; now: number },
): Promise<void> {
  const { rows } = await sql<{ count: number; last: number | null }>`
    with part as materialized (
      select r.* from recipient r
      where r.workspace_id = ${of.workspaceId} and r.campaign_id = ${of.campaignId}
        and r.address_id > ${at.after}
      order by r.address_id limit ${RECIPIENTS_MAX}
    ), known as (
      select distinct on (r.address_id) r.address_id, k.module, k.external_id,
        ${countsOf(at.kinds)} as counts
      from part r
      join person_address u on u.workspace_id = r.workspace_id and u.address_id = r.address_id
      join crm_record k on k.workspace_id = u.workspace_id and k.person_id = u.person_id
        and k.connection_id = ${of.connectionId} and k.deleted_at is null
      order by r.address_id, (u.ended_at is null) desc, u.is_primary desc, k.module, k.external_id
    ), noted as (
      insert into told_recipient as t (workspace_id, connection_id, campaign_id, address_id,
        module, record_id, wanted)
      select ${of.workspaceId}, ${of.connectionId}, ${of.campaignId}, k.address_id, k.module,
        k.external_id, k.counts
      from known k where 0 < any (k.counts) or exists (select from told_recipient o
        where o.workspace_id = ${of.workspaceId} and o.connection_id = ${of.connectionId}
          and o.campaign_id = ${of.campaignId} and o.address_id = k.address_id)
      on conflict (workspace_id, connection_id, campaign_id, address_id) do update set
        wanted = greater_each(excluded.wanted, t.told),
        module = case when t.begun_at is null then excluded.module else t.module end,
        record_id = case when t.begun_at is null then excluded.record_id else t.record_id end,
        status = case when greater_each(excluded.wanted, t.told) = t.told then 'done'
          else 'waiting' end,
        tries = 0, next_try_at = '-infinity', outcome = '', who_must_act = null
      where t.wanted <> greater_each(excluded.wanted, t.told)
        or (t.begun_at is null and t.record_id <> excluded.record_id)
    )
    select count(*)::integer as count, max(address_id) as last from part`.execute(tx)
  const { count, last } = rows[0]!
  if (count === RECIPIENTS_MAX) return goOn(tx, of, last!)
  await end(tx, of, at)
}

async function goOn(tx: Tx, of: Of, after: number): Promise<void> {
  await sql`update told_campaign set looking_after = ${after} where ${isOf(of)}`.execute(tx)
}

async function end(tx: Tx, of: Of, at: { now: number }): Promise<void> {
  await sql`
    update told_campaign set looking_after = null, looked_at = ${new Date(at.now)},
      totals = (
        select array_agg(case when k.kind in (3, 4) then coalesce(n.human_people, 0)
          else coalesce(n.people, 0) end order by k.place)
        from unnest(${sql.val(CODES)}::integer[]) with ordinality as k (kind, place)
        left join campaign_count n on n.workspace_id = ${of.workspaceId}
          and n.campaign_id = ${of.campaignId} and n.kind = k.kind)
    where ${isOf(of)}`.execute(tx)
}

/** The row of told_campaign. */
export function isOf(of: Of) {
  return sql`workspace_id = ${of.workspaceId} and connection_id = ${of.connectionId}
    and campaign_id = ${of.campaignId}`
}
