import { sql, type RawBuilder } from 'kysely'
import { clicksOfRule } from '../interests/index.ts'
import { readWithFilter } from './agents.ts'
import type { Audience, FigureName } from './figures.ts'

/** Where an address (a) stands, as SQL: the part behind the @. */
export const DOMAIN_SQL = `split_part(a.canonical, '@', 2)`

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

/** Of the recipients r: whose address is of a domain. */
export function domainFilter(domain: string | undefined): RawBuilder<unknown> {
  if (domain === undefined) return sql``
  return sql`and exists (
    select from address a where a.workspace_id = r.workspace_id and a.id = r.address_id
      and a.kind = 'email' and ${sql.raw(DOMAIN_SQL)} = ${domain})`
}

/** Of the recipients r in the log of opens or of clicks: who did it with that. */
export function readWithin(
  campaignId: number,
  query: { figure: FigureName; audience: Audience; readWith?: string },
): RawBuilder<unknown> {
  const { figure, audience, readWith } = query
  if (readWith === undefined || (figure !== 'opens' && figure !== 'clicks')) return sql``
  const kind = figure === 'opens' ? 'open' : 'click'
  return readWithFilter(campaignId, { readWith, kind, audience })
}
