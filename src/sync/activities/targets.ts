import { sql } from 'kysely'
import type { Place } from '../../connections/index.ts'
import { ACTIVITY_KINDS, type ActivityKind } from '../../connectors/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { iso, type PageOf } from './show.ts'

/** unknown: the CRM has no record of them, or nothing of what they did is told. */
export type TargetStatus = 'told' | 'waiting' | 'failed' | 'unknown'

/** How one recipient of a campaign stands with a CRM. Times are ISO 8601. */
export interface TargetTold {
  addressId: number
  address: string
  /** Who uses the address; of several, the first. */
  personId: number | null
  person: string
  status: TargetStatus
  /** The record it is told of; empty where it has none. */
  module: string
  recordId: string
  /** How often each kind happened, and how much of it was told. */
  activities: { kind: ActivityKind; count: number; told: number }[]
  toldAt: string | null
  outcome: string
  whoMustAct: 'you' | 'vendor' | 'homing' | null
  nextTryAt: string | null
}

/** The recipients of a campaign by how they stand, in the order of their addresses' numbers. */
export async function targetsTold(
  tx: Tx,
  of: Place & { campaignId: number },
  { status, after, limit }: PageOf & { status?: TargetStatus | undefined },
): Promise<{ items: TargetTold[]; next: string | null }> {
  const { rows } = await sql<Row>`
    select r.address_id as "addressId", a.address, p.id as "personId",
      coalesce(p.name, '') as person,
      case t.status when 'done' then 'told' else coalesce(t.status, 'unknown') end as status,
      coalesce(t.module, '') as module, coalesce(t.record_id, '') as "recordId",
      t.wanted, t.told, ${iso('t.told_at')} as "toldAt", coalesce(t.outcome, '') as outcome,
      t.who_must_act as "whoMustAct",
      case when t.status = 'waiting' and t.next_try_at > '-infinity'
        then ${iso('t.next_try_at')} end as "nextTryAt"
    from recipient r
    join address a on a.workspace_id = r.workspace_id and a.id = r.address_id
    left join told_recipient t on t.workspace_id = r.workspace_id
      and t.connection_id = ${of.connectionId} and t.campaign_id = r.campaign_id
      and t.address_id = r.address_id
    left join lateral (
      select p.id, p.name from person_address u
      join person p on p.workspace_id = u.workspace_id and p.id = u.person_id
      where u.workspace_id = r.workspace_id and u.address_id = r.address_id
      order by (u.ended_at is null) desc, u.is_primary desc, p.id limit 1
    ) p on true
    where r.workspace_id = ${of.workspaceId} and r.campaign_id = ${of.campaignId}
      and r.address_id > ${Number(after ?? 0) || 0}
      and ${status === undefined ? sql`true` : isIn(status)}
    order by r.address_id limit ${limit + 1}`.execute(tx)
  const items = rows.slice(0, limit).map(({ wanted, told, ...row }): TargetTold => {
    const activities = ACTIVITY_KINDS.flatMap((kind, place) => {
      const count = wanted?.[place] ?? 0
      return count === 0 ? [] : [{ kind, count, told: told![place]! }]
    })
    return { ...row, activities }
  })
  return { items, next: rows.length > limit ? String(items.at(-1)!.addressId) : null }
}

type Row = Omit<TargetTold, 'activities'> & { wanted: number[] | null; told: number[] | null }

function isIn(status: TargetStatus) {
  if (status === 'unknown') return sql`t.status is null`
  return sql`t.status = ${status === 'told' ? 'done' : status}`
}
