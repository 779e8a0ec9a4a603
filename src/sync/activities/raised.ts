/** What clicks raised, compared with what a CRM was told of it: the rows. */
import { sql } from 'kysely'
import type { Place } from '../../connections/index.ts'
import type { Raised, RaisedKind } from '../../connectors/index.ts'
import type { Tx } from '../../platform/database/index.ts'

/** What one comparison notes at most; the next goes on. */
const NOTED_MAX = 20_000
/** Whom the CRM has come to know since is noticed by a comparison that nothing else asks for. */
const LOOK_AGAIN_HOURS = 24

/** A campaign whose clicks, or whose rules, are not those it was last compared for. */
export interface RaisedLook {
  campaignId: number
  clicks: string
  rules: number
}

/**
 * The newest campaign to be compared; null: there is none, or links are still to be held against
 * the rules, which takes a minute at most.
 */
export async function nextRaisedLook(tx: Tx, at: Place, now: number): Promise<RaisedLook | null> {
  const { rows } = await sql<RaisedLook>`
    select t.campaign_id as "campaignId", n.clicks, p.rules_version as rules
    from activity_lane l
    join interest_policy p on p.workspace_id = l.workspace_id and p.rules_version > 0
    join told_campaign t on t.workspace_id = l.workspace_id
      and t.connection_id = l.connection_id and t.looked_at is not null
    join campaign c on c.workspace_id = t.workspace_id and c.id = t.campaign_id
      and c.sent_at >= l.since
    cross join lateral (
      select coalesce(sum(human_events), 0)::bigint as clicks from campaign_count k
      where k.workspace_id = c.workspace_id and k.campaign_id = c.id and k.kind = 4
    ) n
    where l.workspace_id = ${at.workspaceId} and l.connection_id = ${at.connectionId} and l.is_on
      and n.clicks > 0
      and (t.raised_at is null or t.raised_clicks <> n.clicks
        or t.raised_rules <> p.rules_version or t.raised_at <= ${new Date(now)}::timestamptz
          - make_interval(hours => ${LOOK_AGAIN_HOURS}))
      and not exists (select from link where workspace_id = l.workspace_id
        and rules_version < p.rules_version)
    order by c.sent_at desc, c.id desc limit 1`.execute(tx)
  return rows[0] ?? null
}

/**
 * Notes what a campaign's clicks raised that the CRM was not told: of whom it has a record, as with
 * what targets did. What was told is never taken back, whatever rules or verdicts say later.
 */
export async function lookAtRaised(
  tx: Tx,
  at: Place,
  look: RaisedLook & { kinds: readonly RaisedKind[]; now: number },
): Promise<void> {
  const { rows } = await sql<{ count: number }>`
    with raised as materialized (
      select a.address_id, a.kind, coalesce(i.code, a.name) as name, min(a.occurred_at) as at
      from customer_action a
      left join interest i on i.workspace_id = a.workspace_id and i.id = a.interest_id
      where a.workspace_id = ${at.workspaceId} and a.campaign_id = ${look.campaignId}
        and a.kind = any (${look.kinds}::text[])
      group by 1, 2, 3
    ), known as (
      select distinct on (r.address_id) r.address_id, k.module, k.external_id
      from (select distinct address_id from raised) r
      join person_address u on u.workspace_id = ${at.workspaceId} and u.address_id = r.address_id
      join crm_record k on k.workspace_id = u.workspace_id and k.person_id = u.person_id
        and k.connection_id = ${at.connectionId} and k.deleted_at is null
      order by r.address_id, (u.ended_at is null) desc, u.is_primary desc, k.module, k.external_id
    ), noted as (
      insert into told_raised as t (workspace_id, connection_id, campaign_id, address_id, kind,
        name, module, record_id, raised_at)
      select ${at.workspaceId}, ${at.connectionId}, ${look.campaignId}, r.address_id, r.kind,
        r.name, k.module, k.external_id, r.at
      from raised r join known k on k.address_id = r.address_id
      where not exists (select from told_raised o where o.workspace_id = ${at.workspaceId}
        and o.connection_id = ${at.connectionId} and o.campaign_id = ${look.campaignId}
        and o.address_id = r.address_id and o.kind = r.kind and o.name = r.name
        and (o.begun_at is not null or (o.module, o.record_id) = (k.module, k.external_id)))
      order by r.address_id, r.kind, r.name limit ${NOTED_MAX}
      on conflict (workspace_id, connection_id, campaign_id, address_id, kind, name)
        do update set module = excluded.module, record_id = excluded.record_id,
          status = 'waiting', outcome = '', who_must_act = null
      returning 1
    )
    select count(*)::integer as count from noted`.execute(tx)
  if (rows[0]!.count === NOTED_MAX) return
  await sql`
    update told_campaign set raised_at = ${new Date(look.now)}, raised_clicks = ${look.clicks},
      raised_rules = ${look.rules}
    where workspace_id = ${at.workspaceId} and connection_id = ${at.connectionId}
      and campaign_id = ${look.campaignId}`.execute(tx)
}

/** One that is to be told. */
export interface DueRaised extends Raised {
  /** A call was begun before, and nobody knows what became of it. */
  isDoubtful: boolean
}

/** The next that wait, the oldest first; of kinds that are switched off none. */
export async function dueRaised(
  tx: Tx,
  at: Place,
  { kinds, max }: { kinds: readonly RaisedKind[]; max: number },
): Promise<DueRaised[]> {
  const { rows } = await sql<Omit<DueRaised, 'at'> & { at: Date }>`
    select t.kind, t.name, t.mark, t.module, t.record_id as "recordId", t.raised_at as at,
      t.begun_at is not null as "isDoubtful",
      case when c.name = '' then c.subject else c.name end as campaign
    from activity_lane l
    join told_raised t on t.workspace_id = l.workspace_id and t.connection_id = l.connection_id
    join campaign c on c.workspace_id = t.workspace_id and c.id = t.campaign_id
    where l.workspace_id = ${at.workspaceId} and l.connection_id = ${at.connectionId} and l.is_on
      and t.status = 'waiting' and t.kind = any (${kinds}::text[])
    order by t.raised_at, t.mark limit ${max}`.execute(tx)
  return rows.map((row) => ({ ...row, at: row.at.getTime() }))
}

/** Whether anything is to be compared or told. */
export async function isRaisedDue(
  tx: Tx,
  at: Place,
  { kinds, now }: { kinds: readonly RaisedKind[]; now: number },
): Promise<boolean> {
  if (kinds.length === 0) return false
  if ((await dueRaised(tx, at, { kinds, max: 1 })).length > 0) return true
  return (await nextRaisedLook(tx, at, now)) !== null
}

/** From now on it may be there. */
export async function beginRaised(tx: Tx, at: Place, mark: string, now: number): Promise<void> {
  await sql`update told_raised set begun_at = ${new Date(now)} where ${isOne(at, mark)}`.execute(tx)
}

/** It is certainly not there: it goes on waiting. */
export async function endRaised(tx: Tx, at: Place, mark: string): Promise<void> {
  await sql`update told_raised set begun_at = null where ${isOne(at, mark)}`.execute(tx)
}

/** The CRM was seen to keep the record. */
export async function settleRaised(tx: Tx, at: Place, mark: string, now: number): Promise<void> {
  await sql`update told_raised set status = 'done', told_at = ${new Date(now)}, outcome = '',
    who_must_act = null where ${isOne(at, mark)}`.execute(tx)
}

/** A person must see to these, each with its reason. */
export async function failRaised(
  tx: Tx,
  at: Place,
  failed: readonly { mark: string; outcome: string }[],
): Promise<void> {
  if (failed.length === 0) return
  await sql`
    update told_raised t set status = 'failed', outcome = f.outcome, who_must_act = 'you'
    from jsonb_to_recordset(${JSON.stringify(failed)}::jsonb) as f (mark uuid, outcome text)
    where t.workspace_id = ${at.workspaceId} and t.connection_id = ${at.connectionId}
      and t.mark = f.mark`.execute(tx)
}

function isOne(at: Place, mark: string) {
  return sql`workspace_id = ${at.workspaceId} and connection_id = ${at.connectionId}
    and mark = ${mark}`
}
