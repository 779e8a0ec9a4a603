import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import { hour, touched, wholeCampaign, type Scope } from './count-scope.ts'
import type { Batch } from './path.ts'
import { campaignSums, columns, perKind, prefixed, recipientSums } from './recipient-columns.ts'
import { BURST_CLICKS, BURST_MS, REASONS, RULE_VERSION, SCAN_MS } from './verdict-rules.ts'

/**
 * Judges and counts the recipients a batch touched, reading each again from its events: the result
 * depends on what happened, never on the order or the portions in which it was learnt. Rebuilding
 * uses the same statement over all recipients of a campaign, so both give the same bytes.
 *
 * The database may have no statistics yet (the embedded one gathers none by itself), so nothing
 * here leaves it a choice between one look-up a recipient and reading a whole campaign.
 */
export async function countRecipients(batch: Batch): Promise<void> {
  if (batch.lines.length === 0) return
  const campaignIds = [...new Set(batch.lines.map((line) => line.campaignId))]
  await recount(batch.tx, batch.workspaceId, campaignIds, touched(batch))
}

/** Counts every recipient of a campaign from its events, where nothing had been counted. */
export async function countCampaign(tx: Tx, workspaceId: number, campaignId: number) {
  await recount(tx, workspaceId, [campaignId], wholeCampaign(workspaceId, campaignId))
}

const BURST = sql`${sql.lit(`${BURST_MS} ms`)}::interval`

/** Kind 1 is sent, 2 delivered, 3 open, 4 click, 5 forward, 6 bounce, 7 opt-out, 8 complaint. */
async function recount(
  tx: Tx,
  workspaceId: number,
  campaignIds: number[],
  scope: Scope,
): Promise<void> {
  // With PostgreSQL's usual 4 MB every intermediate result of a full batch goes over the disk.
  await sql`select set_config('work_mem', '64MB', true)`.execute(tx)
  await sql`
    with ${scope},
    reaction as (
      select line.*, max(occurred_at) filter (where kind = 1) over (
        partition by campaign_id, address_id order by occurred_at) as sent_before
      from line
    ),
    -- Windows cost much, and few lines are clicks: these are counted apart.
    burst as (
      select * from (
        select campaign_id, address_id, occurred_at, key, count(*) over near as clicks,
          min(link_id) over near as link_low, max(link_id) over near as link_high
        from line where kind = 4
        window near as (partition by campaign_id, address_id order by occurred_at
          range between ${BURST} preceding and ${BURST} following)
      ) click
      where clicks >= ${sql.lit(BURST_CLICKS)} and link_low <> link_high
    ),
    judged as materialized (
      select reaction.*, ${verdictReason} as reason
      from reaction
      left join burst using (campaign_id, address_id, occurred_at, key)
      left join detail agent on agent.workspace_id = ${workspaceId} and agent.id = reaction.agent_id
    ),
    verdict_before as materialized (
      select v.* from before b
      cross join lateral (
        select v.*, v.ctid as place from verdict v
        where v.workspace_id = ${workspaceId} and v.address_id = b.address_id
          and v.occurred_at between least(b.first_open_at, b.first_click_at)
            and greatest(b.last_open_at, b.last_click_at)
          and v.campaign_id = b.campaign_id
        offset 0
      ) v
      where b.human_opens < b.opens or b.human_clicks < b.clicks
    ),
    verdict_now as materialized (
      select occurred_at, key, address_id, campaign_id, kind, reason,
        case when reason = ${REASONS.proxy} then 2 else 1 end as class
      from judged where reason is not null
    ),
    verdict_gone as (
      -- By its place in the table: nobody else changes verdicts of a campaign that is held.
      delete from verdict where ctid = any (array(
        select b.place from verdict_before b left join verdict_now n
          on n.address_id = b.address_id and n.occurred_at = b.occurred_at and n.key = b.key
        where n.key is null))
    ),
    verdict_kept as (
      insert into verdict (occurred_at, key, workspace_id, address_id, campaign_id, kind, class,
        rule_version, reason)
      select occurred_at, key, ${workspaceId}, address_id, campaign_id, kind, class,
        ${sql.lit(RULE_VERSION)}, reason
      from verdict_now
      on conflict (workspace_id, address_id, occurred_at, key) do update
        set class = excluded.class, reason = excluded.reason, rule_version = excluded.rule_version
        where (verdict.class, verdict.reason, verdict.rule_version)
          is distinct from (excluded.class, excluded.reason, excluded.rule_version)
    ),
    now as materialized (
      select campaign_id, address_id, is_fresh, ${recipientSums}
      from judged group by campaign_id, address_id, is_fresh
    ),
    -- A plain insert costs two thirds of one that is ready for a row to be there.
    recipient_made as (
      insert into recipient (workspace_id, campaign_id, address_id, rule_version, ${columns})
      select ${workspaceId}, campaign_id, address_id, ${sql.lit(RULE_VERSION)}, ${columns}
      from now where is_fresh
    ),
    recipient_kept as (
      insert into recipient (workspace_id, campaign_id, address_id, rule_version, ${columns})
      select ${workspaceId}, campaign_id, address_id, ${sql.lit(RULE_VERSION)}, ${columns}
      from now where not is_fresh
      on conflict (workspace_id, campaign_id, address_id) do update
        set (rule_version, ${columns}) = row (excluded.rule_version, ${prefixed('excluded')})
    ),
    link_kept as (
      insert into recipient_link (workspace_id, campaign_id, link_id, address_id, clicks,
        human_clicks, first_at, last_at)
      select ${workspaceId}, campaign_id, link_id, address_id, count(*),
        count(*) filter (where reason is null), min(occurred_at), max(occurred_at)
      from judged where kind = 4 and link_id <> 0
      group by campaign_id, link_id, address_id
      on conflict (workspace_id, campaign_id, link_id, address_id) do update
        set clicks = excluded.clicks, human_clicks = excluded.human_clicks,
          first_at = excluded.first_at, last_at = excluded.last_at
        where (recipient_link.clicks, recipient_link.human_clicks, recipient_link.first_at)
          is distinct from (excluded.clicks, excluded.human_clicks, excluded.first_at)
    ),
    hour_kept as (
      insert into campaign_hour (workspace_id, campaign_id, kind, hour, events, machine, proxy)
      select ${workspaceId}, campaign_id, kind, hour, sum(events), sum(machine), sum(proxy)
      from (
        select campaign_id, kind, hour, events, 0 as machine, 0 as proxy from fresh_hour
        union all
        select campaign_id, kind, ${hour}, 0,
          (class = 1)::int, (class = 2)::int from verdict_now
        union all
        select campaign_id, kind, ${hour}, 0,
          -(class = 1)::int, -(class = 2)::int from verdict_before
      ) change
      group by campaign_id, kind, hour
      having sum(events) <> 0 or sum(machine) <> 0 or sum(proxy) <> 0
      on conflict (workspace_id, campaign_id, kind, hour) do update
        set events = campaign_hour.events + excluded.events,
          machine = campaign_hour.machine + excluded.machine,
          proxy = campaign_hour.proxy + excluded.proxy
    ),
    bounce_kept as (
      insert into campaign_bounce (workspace_id, campaign_id, detail_id, people)
      select ${workspaceId}, campaign_id, bounce_detail_id, sum(sign) from (
        select campaign_id, bounce_detail_id, 1 as sign from now where bounces > 0
        union all
        select campaign_id, bounce_detail_id, -1 from before where bounces > 0
      ) side
      group by campaign_id, bounce_detail_id having sum(sign) <> 0
      on conflict (workspace_id, campaign_id, detail_id) do update
        set people = campaign_bounce.people + excluded.people
    ),
    change as (
      select campaign_id, ${campaignSums} from (
        select campaign_id, 1 as sign, ${columns} from now
        union all
        select campaign_id, -1, ${columns} from before
      ) side group by campaign_id
    )
    insert into campaign_count (workspace_id, campaign_id, kind, people, events, human_people,
      human_events, proxy_people, proxy_events, first_at, last_at)
    select ${workspaceId}, campaign_id, k.kind, k.people, k.events, k.human_people, k.human_events,
      k.proxy_people, k.proxy_events, k.first_at, k.last_at
    from change cross join lateral (values ${perKind})
      as k (kind, people, events, human_people, human_events, proxy_people, proxy_events,
        first_at, last_at)
    where k.first_at is not null
    on conflict (workspace_id, campaign_id, kind) do update set
      people = campaign_count.people + excluded.people,
      events = campaign_count.events + excluded.events,
      human_people = campaign_count.human_people + excluded.human_people,
      human_events = campaign_count.human_events + excluded.human_events,
      proxy_people = campaign_count.proxy_people + excluded.proxy_people,
      proxy_events = campaign_count.proxy_events + excluded.proxy_events,
      first_at = least(campaign_count.first_at, excluded.first_at),
      last_at = greatest(campaign_count.last_at, excluded.last_at)`.execute(tx)
  // Whose last bounce has another code now has left a zero behind.
  await sql`
    delete from campaign_bounce
    where workspace_id = ${workspaceId} and campaign_id = any (${campaignIds}::integer[])
      and people = 0`.execute(tx)
}

/** The rules of verdict-rules.ts over a set; null is human. */
const verdictReason = sql`case
  when reaction.kind not in (3, 4) then null
  when agent.class = 'scanner' then ${sql.lit(REASONS.agent)}
  when agent.class = 'proxy' then ${sql.lit(REASONS.proxy)}
  when occurred_at - sent_before < ${sql.lit(`${SCAN_MS} ms`)}::interval
    then ${sql.lit(REASONS.scan)}
  when burst.key is not null then ${sql.lit(REASONS.burst)}
end`
