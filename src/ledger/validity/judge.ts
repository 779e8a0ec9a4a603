import { sql } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'
import { bouncePolicy } from './policy.ts'

/** Addresses one statement judges at most. */
export const JUDGED_MAX = 1_000
/** Addresses in a row of soft bounces up to this many are fetched and compared here. */
const FETCHED_MAX = 5_000

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
  const policy = await bouncePolicy(tx, workspaceId)
  const judged = { invalid: 0, valid: 0 }
  for (let from = 0; from < addressIds.length; from += JUDGED_MAX) {
    const ids = addressIds.slice(from, from + JUDGED_MAX)
    const { rows } = await sql<{ isValid: boolean }>`
      update address a set
        soft_count = r.count, soft_first_at = r.first_at, soft_last_at = r.last_at,
        soft_reason = r.reason, soft_campaign_id = r.campaign_id, soft_invalid_at = r.invalid_at,
        soft_judged_at = now()
      from (
        select k.id, k.is_valid as was_valid, bounced.*
        from address k
        cross join lateral (${newestSoft(workspaceId)}) newest
        cross join lateral (${lastLife(workspaceId)}) life
        cross join lateral (${rowOfBounces(workspaceId, policy)}) bounced
        where k.workspace_id = ${workspaceId} and k.id = any(${ids}::integer[])
      ) r
      where a.workspace_id = ${workspaceId} and a.id = r.id
        and (a.soft_count, a.soft_first_at, a.soft_last_at, a.soft_reason, a.soft_campaign_id,
          a.soft_invalid_at) is distinct from
          (r.count, r.first_at, r.last_at, r.reason, r.campaign_id, r.invalid_at)
      returning case when a.is_valid <> r.was_valid then a.is_valid end as "isValid"`.execute(tx)
    for (const { isValid } of rows) {
      if (isValid === true) judged.valid += 1
      if (isValid === false) judged.invalid += 1
    }
  }
  return judged
}

/** Which of the addresses have bounced softly and not shown a sign of life since. */
export async function inRowOfBounces(
  tx: Tx,
  workspaceId: number,
  addressIds: ReadonlySet<number>,
): Promise<number[]> {
  if (addressIds.size === 0) return []
  const among = (ids: readonly number[] | null) =>
    sql<{ id: number }>`
    select id from address where workspace_id = ${workspaceId} and soft_count > 0
      and (${ids}::integer[] is null or id = any(${ids}::integer[]))
    limit ${ids === null ? FETCHED_MAX + 1 : null}`.execute(tx)
  // Mostly there are few of them, and few are cheaper to fetch than a batch's addresses to send.
  const few = (await among(null)).rows.map((row) => row.id)
  if (few.length <= FETCHED_MAX) return few.filter((id) => addressIds.has(id))
  return (await among([...addressIds])).rows.map((row) => row.id)
}

function newestSoft(workspaceId: number) {
  return sql`
    select max(e.occurred_at) as at
    from event e join detail d on d.workspace_id = ${workspaceId} and d.id = e.detail_id
    where e.workspace_id = ${workspaceId} and e.address_id = k.id and e.kind = 6
      and d.class in ('soft', 'full')`
}

/**
 * The last sign of life: somebody confirmed the address; a mail was delivered, forwarded, opted out
 * of, complained about or answered by a program; it was opened or clicked, and not by a scanner (a
 * privacy proxy fetches from a mailbox); or a mailing before the newest soft bounce did not bounce.
 */
function lastLife(workspaceId: number) {
  return sql`
    select greatest(k.confirmed_at, (
      select e.occurred_at
      from event e
      left join detail d on d.workspace_id = ${workspaceId} and d.id = e.detail_id
      where e.workspace_id = ${workspaceId} and e.address_id = k.id
        and case e.kind
          when 1 then e.occurred_at < newest.at and not exists (
            select from event b
            where b.workspace_id = ${workspaceId} and b.address_id = k.id and b.kind + 0 = 6
              and b.campaign_id + 0 = e.campaign_id)
          when 3 then ${isNotMachine(workspaceId)}
          when 4 then ${isNotMachine(workspaceId)}
          when 6 then d.class = 'auto-reply'
          else true end
      order by e.occurred_at desc limit 1
    )) as at`
}

function isNotMachine(workspaceId: number) {
  return sql`not exists (
    select from verdict v where v.workspace_id = ${workspaceId} and v.address_id = k.id
      and v.occurred_at = e.occurred_at and v.key = e.key and v.class = 1)`
}

/** The soft bounces since: one a mailing and day, for a mail that is tried again is one mail. */
function rowOfBounces(workspaceId: number, policy: { softTimes: number | null; softDays: number }) {
  return sql`
    select count(*)::integer as count, min(at) as first_at, max(at) as last_at,
      (array_agg(reason order by at desc, campaign_id desc))[1] as reason,
      (array_agg(campaign_id order by at desc, campaign_id desc))[1] as campaign_id,
      min(at) filter (where place >= ${policy.softTimes}::integer
        and at >= first + make_interval(days => ${policy.softDays}::integer)) as invalid_at
    from (
      select once.*, row_number() over (order by at, campaign_id) as place, min(at) over () as first
      from (
        select distinct on (e.campaign_id, date_trunc('day', e.occurred_at, 'UTC'))
          e.campaign_id, e.occurred_at as at, d.value as reason
        from event e join detail d on d.workspace_id = ${workspaceId} and d.id = e.detail_id
        where e.workspace_id = ${workspaceId} and e.address_id = k.id and e.kind = 6
          and d.class in ('soft', 'full') and e.occurred_at > coalesce(life.at, '-infinity')
        order by e.campaign_id, date_trunc('day', e.occurred_at, 'UTC'), e.occurred_at, d.value
      ) once
    ) placed`
}
