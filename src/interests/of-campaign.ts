import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import { ROWS_MAX } from './kept-rules.ts'
import { linksBehind } from './matching.ts'

/** A click rule with what it raised in one campaign. */
export interface RaisedByRule {
  ruleId: number
  rule: string
  /** From when on its clicks count, and until when; null: from the first, and on. */
  appliesFrom: Date | null
  appliesUntil: Date | null
  /** What each of the clicks raised; the name is the interest's where a code is told. */
  outcomes: {
    kind: 'action' | 'interest' | 'tag'
    name: string
    code: string | null
    points: number
  }[]
  /** Addresses with a click that counted: as many as clicksOfRule has rows. */
  people: number
  clicks: number
}

export interface ActionsOfCampaign {
  items: RaisedByRule[]
  /** Rules that hold now, whether anything in this campaign fits them or not. */
  rules: number
  /** Links that the newest rules have not been held against yet. */
  behind: number
}

/** Which click rules the clicks of a campaign fit, and what they raised; most people first. */
export async function actionsOfCampaign(
  tx: Tx,
  workspaceId: number,
  campaignId: number,
): Promise<ActionsOfCampaign> {
  const { rows: items } = await sql<RaisedByRule>`
    with raised as (
      select rule_id, count(*)::integer as people, sum(clicks)::integer as clicks
      from (${countedClicks(workspaceId, campaignId)}) c group by rule_id
    )
    select r.id as "ruleId", r.name as rule, r.applies_from as "appliesFrom",
      r.applies_until as "appliesUntil", raised.people, raised.clicks,
      (select jsonb_agg(jsonb_build_object('kind', o.kind, 'name', coalesce(i.name, o.name),
          'code', i.code, 'points', o.points) order by o.place)
        from click_outcome o
        left join interest i on i.workspace_id = o.workspace_id and i.id = o.interest_id
        where o.workspace_id = r.workspace_id and o.rule_id = r.id) as outcomes
    from raised
    join click_rule r on r.workspace_id = ${workspaceId} and r.id = raised.rule_id
    order by raised.people desc, lower(r.name), r.id limit ${ROWS_MAX}`.execute(tx)
  const { rules } = await tx
    .selectFrom('click_rule')
    .select(sql<number>`count(*)::integer`.as('rules'))
    .where('workspace_id', '=', workspaceId)
    .where('applies_until', 'is', null)
    .executeTakeFirstOrThrow()
  return { items, rules, behind: await linksBehind(tx, workspaceId) }
}

/**
 * The addresses behind one rule in a campaign, as a select of address_id and clicks: each address
 * once, with how many of its clicks counted; of all links, or of one.
 */
export function clicksOfRule(of: {
  workspaceId: number | RawBuilder<unknown>
  campaignId: number
  ruleId: number
  linkId?: number | undefined
}): RawBuilder<unknown> {
  const { workspaceId, campaignId, ruleId, linkId } = of
  return countedClicks(
    workspaceId,
    campaignId,
    sql`and a.rule_id = ${ruleId} and a.link_id = coalesce(${linkId ?? null}::integer, a.link_id)`,
  )
}

/** By rule and address. What raises several outcomes of a rule is one click all the same. */
function countedClicks(
  workspaceId: number | RawBuilder<unknown>,
  campaignId: number,
  filter: RawBuilder<unknown> = sql``,
): RawBuilder<unknown> {
  return sql`
    select a.rule_id, a.address_id, count(distinct (a.occurred_at, a.key))::integer as clicks
    from customer_action a
    where a.workspace_id = ${workspaceId} and a.campaign_id = ${campaignId} ${filter}
    group by a.rule_id, a.address_id`
}
