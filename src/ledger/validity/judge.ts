import { sql, type RawBuilder } from 'kysely'
import { inOneGo, type Tx } from '../../platform/database/index.ts'
import { bouncePolicy, type BouncePolicy } from './policy.ts'

/** Addresses one statement judges at most. */
export const JUDGED_MAX = 1_000

/** What judging changed: addresses that became invalid, and that are good again. */
export interface Judged {
  invalid: number
  valid: number
}

/**
 * Tells again, from their events, how often mail to these addresses bounced softly in a row, and
 * whether the workspace's policy says that this is enough. A fold: the same events give the same,
 * in whatever order they came.
 */
export async function judgeAddresses(
  tx: Tx,
  workspaceId: number,
  addressIds: readonly number[],
): Promise<Judged> {
  const statements = judging(workspaceId, addressIds, await bouncePolicy(tx, workspaceId))
  const judged = { invalid: 0, valid: 0 }
  for (const { rows } of await inOneGo(tx, statements)) {
    for (const { isValid } of rows as { isValid: boolean | null }[]) {
      if (isValid === true) judged.valid += 1
      if (isValid === false) judged.invalid += 1
    }
  }
  return judged
}

/** The statements that do so, JUDGED_MAX addresses each. */
export function judging(
  workspaceId: number,
  addressIds: readonly number[],
  policy: BouncePolicy,
): RawBuilder<unknown>[] {
  const statements: RawBuilder<unknown>[] = []
  for (let from = 0; from < addressIds.length; from += JUDGED_MAX) {
    const ids = addressIds.slice(from, from + JUDGED_MAX)
    statements.push(sql`
      update address a set
        soft_count = r.count, soft_first_at = r.first_at, soft_last_at = r.last_at,
        soft_reason = r.reason, soft_campaign_id = r.campaign_id, soft_invalid_at = r.invalid_at,
        soft_judged_at = now()
      from (
        select k.id, k.is_valid as was_valid, bounced.*
        from unnest(${ids}::integer[]) as w (id)
        -- Each by itself: without statistics all the firm's addresses would be read for them.
        cross join lateral (
          select id, is_valid, confirmed_at from address
          where workspace_id = ${workspaceId} and id = w.id
          offset 0
        ) k
        cross join lateral (
          with soft as materialized (${softBounces(workspaceId)}),
          life as (${lastLife(workspaceId)})
          ${rowOfBounces(policy)}
        ) bounced
      ) r
      where a.workspace_id = ${workspaceId} and a.id = r.id
        and (a.soft_count, a.soft_first_at, a.soft_last_at, a.soft_reason, a.soft_campaign_id,
          a.soft_invalid_at) is distinct from
          (r.count, r.first_at, r.last_at, r.reason, r.campaign_id, r.invalid_at)
      returning case when a.is_valid <> r.was_valid then a.is_valid end as "isValid"`)
  }
  return statements
}

function softBounces(workspaceId: number) {
  return sql`
    select e.campaign_id, e.occurred_at as at, d.value as reason
    from (
      select campaign_id, occurred_at, detail_id from event
      where workspace_id = ${workspaceId} and address_id = k.id and kind = 6
      offset 0
    ) e
    join detail d on d.workspace_id = ${workspaceId} and d.id = e.detail_id
    where d.class in ('soft', 'full')`
}

/** The last sign of life since the first soft bounce; those before it change nothing. */
function lastLife(workspaceId: number) {
  return sql`
    select greatest(k.confirmed_at, (
      select e.occurred_at from event e
      where e.workspace_id = ${workspaceId} and e.address_id = k.id
        and e.occurred_at >= (select min(at) from soft)
        and case e.kind
          when 1 then e.occurred_at < (select max(at) from soft) and not exists (
            select from event b
            where b.workspace_id = ${workspaceId} and b.address_id = k.id and b.kind + 0 = 6
              and b.campaign_id + 0 = e.campaign_id)
          else ${isSignOfLife(workspaceId)} end
      order by e.occurred_at desc limit 1
    )) as at`
}

/**
 * Whether event e shows that somebody is there, whatever happened else: a mail was delivered,
 * forwarded, opted out of, complained about or answered by a program; it was opened or clicked, and
 * not by a scanner (a privacy proxy fetches from a mailbox). Besides, somebody may have confirmed
 * the address, and a mailing before the newest soft bounce may not have bounced.
 */
export function isSignOfLife(workspaceId: number) {
  return sql`case
    when e.kind in (3, 4) then coalesce((
      select v.class <> 1 from verdict v
      where v.workspace_id = ${workspaceId} and v.address_id = e.address_id
        and v.occurred_at = e.occurred_at and v.key = e.key), true)
    when e.kind = 6 then (
      select d.class = 'auto-reply' from detail d
      where d.workspace_id = ${workspaceId} and d.id = e.detail_id)
    else e.kind <> 1 end`
}

/** The soft bounces since: one a mailing and day, for a mail that is tried again is one mail. */
function rowOfBounces(policy: { softTimes: number | null; softDays: number }) {
  return sql`
    select count(*)::integer as count, min(at) as first_at, max(at) as last_at,
      (array_agg(reason order by at desc, campaign_id desc))[1] as reason,
      (array_agg(campaign_id order by at desc, campaign_id desc))[1] as campaign_id,
      min(at) filter (where place >= ${policy.softTimes}::integer
        and at >= first + make_interval(days => ${policy.softDays}::integer)) as invalid_at
    from (
      select once.*, row_number() over (order by at, campaign_id) as place, min(at) over () as first
      from (
        select distinct on (soft.campaign_id, date_trunc('day', soft.at, 'UTC'))
          soft.campaign_id, soft.at, soft.reason
        from soft, life
        where soft.at > coalesce(life.at, '-infinity')
        order by soft.campaign_id, date_trunc('day', soft.at, 'UTC'), soft.at, soft.reason
      ) once
    ) placed`
}
