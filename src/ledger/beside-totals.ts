import { sql } from 'kysely'
import type { EventKind } from '../connectors/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { kindCode, kindOf } from './kinds.ts'

/** What of a campaign's kind came in and is not in the ledger. */
export interface Parked {
  rows: number
  /** Pages that nobody could read: how many rows they hold is not known. */
  pages: number
}

/**
 * The rows and pages of a connection that were parked as problems and still are, by campaign and
 * kind; ignored ones count, for they are not in the ledger either.
 */
export async function parkedOfCampaigns(
  tx: Tx,
  connectionId: number,
): Promise<(campaignId: number, kind: EventKind) => Parked> {
  const { rows } = await sql<{ campaign_id: number; kind: number; rows: number; pages: number }>`
    select i.campaign_id, r.event_kind as kind,
      count(*) filter (where r.status = 'read')::integer as rows,
      count(*) filter (where r.status = 'parked')::integer as pages
    from problem p
    join receipt r on r.workspace_id = p.workspace_id and r.id = p.receipt_id
    join campaign_identity i on i.workspace_id = r.workspace_id
      and i.connection_id = r.connection_id and i.kind = 'activity' and i.external_id = r.activity
    where p.connection_id = ${connectionId} and p.status in ('open', 'ignored')
      and r.stream = 'events'
    group by 1, 2`.execute(tx)
  const byName = new Map(
    rows.map((row) => [
      `${row.campaign_id} ${kindOf(row.kind)}`,
      { rows: row.rows, pages: row.pages },
    ]),
  )
  return (campaignId, kind) => byName.get(`${campaignId} ${kind}`) ?? { rows: 0, pages: 0 }
}

/** How much of a kind happened after a moment (epoch ms): people for the first time, or events. */
export async function happenedAfter(
  tx: Tx,
  campaignId: number,
  of: { kind: EventKind; counts: 'people' | 'events' },
  moment: number,
): Promise<number> {
  const since = sql`to_timestamp(${moment} / 1000.0)`
  const { rows } =
    of.counts === 'events'
      ? await sql<{ count: number }>`
          select count(*)::integer as count from event
          where workspace_id = (select homing_workspace()) and campaign_id = ${campaignId}
            and kind = ${kindCode(of.kind)} and occurred_at > ${since}`.execute(tx)
      : await sql<{ count: number }>`
          select count(*)::integer as count from recipient
          where workspace_id = (select homing_workspace()) and campaign_id = ${campaignId}
            and ${sql.ref(`first_${of.kind}_at`)} > ${since}`.execute(tx)
  return rows[0]!.count
}

/**
 * Of the addresses with an event of this kind: how many are, at the ESP, the same contact as
 * another of them. It changed its address in between; the ESP counts it once, the ledger each.
 */
export async function joinedAddresses(
  tx: Tx,
  connectionId: number,
  campaignId: number,
  kind: EventKind,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select (count(*) - count(distinct k.external_id))::integer as count
    from recipient r
    cross join lateral (
      select min(external_id) as external_id from contact_identity k
      where k.workspace_id = r.workspace_id and k.connection_id = ${connectionId}
        and k.address_id = r.address_id
      having count(*) = 1
    ) k
    where r.workspace_id = (select homing_workspace()) and r.campaign_id = ${campaignId}
      and ${sql.ref(`r.first_${kind}_at`)} is not null`.execute(tx)
  return rows[0]!.count
}
