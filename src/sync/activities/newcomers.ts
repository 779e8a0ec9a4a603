import { sql } from 'kysely'
import type { Place } from '../../connections/index.ts'
import type { ActivityKind } from '../../connectors/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { notes } from './note.ts'

/** Addresses that are looked at together: each may be among the recipients of many campaigns. */
const NEWCOMERS_MAX = 500

/**
 * Remembers the addresses of these records of a CRM that got a campaign it was compared for, and
 * that it was told nothing of: they are looked at soon, and not only with the next comparison.
 * Campaigns that are yet to be compared find them by themselves.
 */
export async function rememberNewcomers(
  tx: Tx,
  at: Place & { module: string },
  recordIds: readonly string[],
): Promise<void> {
  await sql`
    insert into told_newcomer (workspace_id, connection_id, address_id)
    select distinct k.workspace_id, k.connection_id, u.address_id
    from crm_record k
    join activity_lane l on l.workspace_id = k.workspace_id
      and l.connection_id = k.connection_id and l.is_on
    join person_address u on u.workspace_id = k.workspace_id and u.person_id = k.person_id
    where k.workspace_id = ${at.workspaceId} and k.connection_id = ${at.connectionId}
      and k.module = ${at.module} and k.external_id = any (${recordIds}::text[])
      and k.deleted_at is null
      and exists (
        select from event e
        join told_campaign t on t.workspace_id = e.workspace_id
          and t.connection_id = k.connection_id and t.campaign_id = e.campaign_id
          and t.looked_events is not null
        join campaign c on c.workspace_id = t.workspace_id and c.id = t.campaign_id
          and c.sent_at >= l.since
        where e.workspace_id = u.workspace_id and e.address_id = u.address_id
          and not exists (select from told_recipient r where r.workspace_id = t.workspace_id
            and r.connection_id = t.connection_id and r.campaign_id = t.campaign_id
            and r.address_id = u.address_id))
    on conflict do nothing`.execute(tx)
}

/** Whether anybody is to be looked at. */
export async function hasNewcomers(tx: Tx, at: Place): Promise<boolean> {
  const { rows } = await sql`
    select from told_newcomer n join activity_lane l on l.workspace_id = n.workspace_id
      and l.connection_id = n.connection_id and l.is_on
    where n.workspace_id = ${at.workspaceId} and n.connection_id = ${at.connectionId}
    limit 1`.execute(tx)
  return rows.length > 0
}

/**
 * Notes what the CRM is to be told of the next newcomers, in all campaigns of the lane's period
 * that it was compared for. Answers whether there were any.
 */
export async function lookAtNewcomers(
  tx: Tx,
  at: Place,
  kinds: readonly ActivityKind[],
): Promise<boolean> {
  // Mostly there are none, and to plan over all months of events is not for nothing.
  if (!(await hasNewcomers(tx, at))) return false
  const { rows } = await sql<{ count: number }>`
    with taken as (
      delete from told_newcomer n using (
        select address_id from told_newcomer
        where workspace_id = ${at.workspaceId} and connection_id = ${at.connectionId}
        order by address_id limit ${NEWCOMERS_MAX}
      ) f
      where n.workspace_id = ${at.workspaceId} and n.connection_id = ${at.connectionId}
        and n.address_id = f.address_id
      returning n.address_id
    ), got as (
      select distinct e.campaign_id, e.address_id from event e
      where e.workspace_id = ${at.workspaceId} and e.address_id in (select address_id from taken)
    ), part as materialized (
      select r.* from got g
      join recipient r on r.workspace_id = ${at.workspaceId} and r.campaign_id = g.campaign_id
        and r.address_id = g.address_id
      join campaign c on c.workspace_id = r.workspace_id and c.id = r.campaign_id
      join activity_lane l on l.workspace_id = r.workspace_id
        and l.connection_id = ${at.connectionId} and c.sent_at >= l.since
    ), ${notes(at, kinds)}
    select count(*)::integer as count from taken`.execute(tx)
  return rows[0]!.count > 0
}
