import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import type { Audience, FigureName } from './figures.ts'
import { LOGS } from './log.ts'
import { DOMAIN_SQL } from './narrow-log.ts'

/** Domains answered one by one at most; the rest is one sum. */
const DOMAINS_MAX = 200

export interface DomainRow {
  domain: string
  sent: number
  delivered: number
  bounces: number
  opens: number
  clicks: number
}

/**
 * A campaign's recipients by the domain of their address, those with most bounces first: each
 * count is the rows of that figure's log under the domain. rest adds up what does not fit. Reads
 * the campaign's recipients once; a fax has no domain.
 */
export async function domainsOfCampaign(tx: Tx, campaignId: number, audience: Audience) {
  const held = (figure: FigureName) => sql.raw(holdsFor(figure, audience))
  const { rows } = await sql<DomainRow & { domains: number; isRest: boolean }>`
    with counted as (
      select ${sql.raw(DOMAIN_SQL)} as domain,
        count(*) filter (where ${held('sent')}) as sent,
        count(*) filter (where ${held('delivered')}) as delivered,
        count(*) filter (where ${held('bounces')}) as bounces,
        count(*) filter (where ${held('opens')}) as opens,
        count(*) filter (where ${held('clicks')}) as clicks
      from recipient r
      join address a on a.workspace_id = r.workspace_id and a.id = r.address_id
      where r.workspace_id = (select homing_workspace()) and r.campaign_id = ${campaignId}
        and a.kind = 'email'
      group by 1
    ),
    placed as (
      select *, row_number() over (order by bounces desc, sent desc, domain) as place from counted
    )
    select place > ${DOMAINS_MAX} as "isRest", count(*)::int as domains,
      case when place > ${DOMAINS_MAX} then '' else domain end as domain,
      sum(sent)::int as sent, sum(delivered)::int as delivered, sum(bounces)::int as bounces,
      sum(opens)::int as opens, sum(clicks)::int as clicks
    from placed group by 1, 3
    order by min(place)`.execute(tx)
  return {
    items: rows.filter(({ isRest }) => !isRest).map(view),
    rest: rows.find(({ isRest }) => isRest) ?? null,
  }
}

function view({ domain, sent, delivered, bounces, opens, clicks }: DomainRow): DomainRow {
  return { domain, sent, delivered, bounces, opens, clicks }
}

function holdsFor(figure: FigureName, audience: Audience): string {
  const { holds, human } = LOGS[figure]
  return audience === 'human' && human !== undefined ? `${holds} and ${human} > 0` : holds
}
