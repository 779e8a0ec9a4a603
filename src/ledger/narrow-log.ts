import { sql, type RawBuilder } from 'kysely'
import { clicksOfRule } from '../interests/index.ts'
import type { Audience } from './figures.ts'

/** What a log is narrowed to, beside who is looked for. */
interface Narrowed {
  audience: Audience
  linkId?: number
  ruleId?: number
  bounceClass?: string
  bounceId?: number
}

/** Joins as via whose clicks on a link, or counted for a click rule, are asked for. */
export function narrowed(campaignId: number, query: Narrowed): RawBuilder<unknown> {
  const { ruleId, linkId } = query
  if (ruleId !== undefined) {
    const of = { workspaceId: sql`(select homing_workspace())`, campaignId, ruleId, linkId }
    return sql`join (${clicksOfRule(of)}) via on via.address_id = r.address_id`
  }
  if (linkId === undefined) return sql``
  return sql`
    join recipient_link via on via.workspace_id = r.workspace_id
      and via.campaign_id = r.campaign_id and via.address_id = r.address_id
      and via.link_id = ${linkId}
      and (${query.audience === 'all'}::boolean or via.human_clicks > 0)`
}

/** Of the recipients r: whose bounce is of a class, or of one code. */
export function bounceFilter(query: Narrowed): RawBuilder<unknown> {
  const { bounceClass, bounceId } = query
  if (bounceClass === undefined && bounceId === undefined) return sql``
  return sql`and r.bounce_detail_id in (
    select id from detail where workspace_id = (select homing_workspace()) and kind = 'bounce'
      and class = coalesce(${bounceClass ?? null}::text, class)
      and id = coalesce(${bounceId ?? null}::integer, id))`
}
