import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import { notFound } from '../platform/refused.ts'

/** Lines shown of a campaign at most: one for each rule and outcome. */
const SHOWN_MAX = 500

export interface RaisedByCampaign {
  rule: string
  kind: 'action' | 'interest' | 'tag'
  name: string
  /** Addresses that raised it, and how often. */
  people: number
  times: number
  points: number
}

/**
 * What the clicks of a campaign raised, by rule and outcome, most people first. Refuses a campaign
 * that is not there.
 */
export async function raisedByCampaign(
  tx: Tx,
  workspaceId: number,
  campaignId: number,
): Promise<RaisedByCampaign[]> {
  const campaign = await tx
    .selectFrom('campaign')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', campaignId)
    .executeTakeFirst()
  if (campaign === undefined) throw notFound('campaign', campaignId)
  const { rows } = await sql<RaisedByCampaign>`
    select a.rule, a.kind, coalesce(i.name, a.name) as name,
      count(distinct a.address_id)::integer as people, count(*)::integer as times,
      sum(a.points)::integer as points
    from customer_action a
    left join interest i on i.workspace_id = a.workspace_id and i.id = a.interest_id
    where a.workspace_id = ${workspaceId} and a.campaign_id = ${campaignId}
    group by a.rule_id, a.rule, a.place, a.kind, coalesce(i.name, a.name)
    order by 4 desc, 5 desc, 1, a.place
    limit ${SHOWN_MAX}`.execute(tx)
  return rows
}
