import { sql, type RawBuilder } from 'kysely'
import { linesFrom } from './columns.ts'
import type { Batch } from './path.ts'
/** The hour in UTC; date_trunc says the same at twice the price. */
export const hour = sql`date_bin('1 hour', occurred_at, '1970-01-01Z')`

/**
 * Which recipients, as they were before, which of their events, and the hours to add: the
 * statement's beginnings. before(recipient's columns) · line(event's columns) ·
 * fresh_hour(campaign_id, kind, hour, events)
 */
export type Scope = RawBuilder<unknown>

/** The recipients a batch touched. */
export function touched(batch: Batch): Scope {
  const { workspaceId } = batch
  return sql`
    written as materialized (${linesFrom(batch.columns!)}),
    before as materialized (
      select r.*
      from (select distinct campaign_id, address_id from written) pair
      cross join lateral (
        select r.* from recipient r
        where r.workspace_id = ${workspaceId} and r.campaign_id = pair.campaign_id
          and r.address_id = pair.address_id
        offset 0
      ) r
    ),
    -- An address may have years of events: only those between the campaign's first and last count.
    span as materialized (
      select s.campaign_id, least(min(s.first_at), min(c.first_at)) as first_at,
        greatest(max(s.last_at), max(c.last_at)) as last_at
      from (
        select campaign_id, min(occurred_at) as first_at, max(occurred_at) as last_at
        from written group by campaign_id
      ) s
      left join campaign_count c
        on c.workspace_id = ${workspaceId} and c.campaign_id = s.campaign_id
      group by s.campaign_id
    ),
    line as materialized (
      -- Whoever was not counted before has no other events than these.
      select occurred_at, key, campaign_id, address_id, kind, link_id, detail_id, agent_id,
        true as is_fresh
      from written
      where (campaign_id, address_id) not in (select campaign_id, address_id from before)
      union all
      select e.*, false from before join span using (campaign_id)
      cross join lateral (
        select e.occurred_at, e.key, e.campaign_id, e.address_id, e.kind, e.link_id, e.detail_id,
          e.agent_id
        from event e
        where e.workspace_id = ${workspaceId} and e.address_id = before.address_id
          and e.occurred_at between span.first_at and span.last_at
          -- The sum keeps the index of a whole campaign's events out of this.
          and e.campaign_id + 0 = before.campaign_id
        offset 0
      ) e
    ),
    fresh_hour as (
      select campaign_id, kind, ${hour} as hour,
        count(*)::integer as events
      from written group by 1, 2, 3
    )`
}

/** All recipients of a campaign, where nothing had been counted. */
export function wholeCampaign(workspaceId: number, campaignId: number): Scope {
  return sql`
    line as materialized (
      select occurred_at, key, campaign_id, address_id, kind, link_id, detail_id, agent_id,
        true as is_fresh
      from event where workspace_id = ${workspaceId} and campaign_id = ${campaignId}
    ),
    before as materialized (select * from recipient where false),
    fresh_hour as (
      select campaign_id, kind, ${hour} as hour,
        count(*)::integer as events
      from line group by 1, 2, 3
    )`
}
