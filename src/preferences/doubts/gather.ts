import { sql } from 'kysely'
import { kindCode, TIME_IS_APPROXIMATE } from '../../ledger/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { DOMAIN_MS, DOMAIN_OPT_OUTS_MIN, LINKS_MIN, LINKS_MS, type Signs } from './rules.ts'

interface Campaign {
  workspaceId: number
  campaignId: number
}

export interface OptOutSigns extends Signs {
  factId: number
}

/**
 * What the ledger knows around the opt-outs of a campaign, in the order of their facts; after: the
 * last fact of the page before. A complaint is left out: only a person's own button tells it.
 */
export async function signsOf(
  tx: Tx,
  { workspaceId, campaignId }: Campaign,
  page: { after: number; limit: number },
): Promise<OptOutSigns[]> {
  const bursts = await leftAtOnce(tx, { workspaceId, campaignId })
  const domains = new Map(bursts.map((burst) => [burst.name, burst]))
  const { rows } = await sql<Omit<OptOutSigns, 'domain' | 'linksKnown'> & { name: string }>`
    select f.id as "factId", ${epochMs(sql`f.occurred_at`)} as "occurredAt",
      split_part(a.canonical, '@', 2) as name,
      not exists (
        select from event e
        where e.workspace_id = f.workspace_id and e.address_id = f.address_id
          and e.occurred_at = f.occurred_at and e.campaign_id = f.campaign_id
          and e.kind = ${kindCode('opt_out')} and e.flags & ${TIME_IS_APPROXIMATE} <> 0
      ) as "isTimeKnown",
      ${epochMs(lastSend)} as "sentAt",
      (
        select count(distinct e.link_id)::integer from event e
        where e.workspace_id = f.workspace_id and e.address_id = f.address_id
          and e.campaign_id = f.campaign_id and e.kind = ${kindCode('click')}
          and e.flags & ${TIME_IS_APPROXIMATE} = 0
          and e.occurred_at between f.occurred_at - ${seconds(LINKS_MS)}
            and f.occurred_at + ${seconds(LINKS_MS)}
      ) as "linksFollowed"
    from consent_fact f
    join address a on a.workspace_id = f.workspace_id and a.id = f.address_id
    left join recipient r on r.workspace_id = f.workspace_id and r.campaign_id = f.campaign_id
      and r.address_id = f.address_id
    where f.workspace_id = ${workspaceId} and f.campaign_id = ${campaignId} and ${isJudged}
      and f.id > ${page.after}
    order by f.id limit ${page.limit}`.execute(tx)
  // Only a mail with two links can have had all of its links followed by two.
  const isAsked = rows.some((row) => row.linksFollowed > 1 && row.linksFollowed < LINKS_MIN)
  const linksKnown = isAsked ? await linksOf(tx, { workspaceId, campaignId }) : null
  return rows.map(({ name, ...signs }) => ({
    ...signs,
    linksKnown,
    domain: domains.get(name) ?? null,
  }))
}

/** The opt-outs a campaign's doubts are looked for among. */
export const isJudged = sql`not f.opted_in and f.cause = 'wish' and f.address_id is not null
  and f.source in ('esp', 'preference_page')`

/** Recipients at each domain from which several left at once, and how many did. */
async function leftAtOnce(tx: Tx, { workspaceId, campaignId }: Campaign) {
  const { rows } = await sql<NonNullable<Signs['domain']>>`
    with early as (
      select split_part(a.canonical, '@', 2) as name,
        count(distinct f.address_id)::integer as left_at_once
      from consent_fact f
      join address a on a.workspace_id = f.workspace_id and a.id = f.address_id
      join recipient r on r.workspace_id = f.workspace_id and r.campaign_id = f.campaign_id
        and r.address_id = f.address_id
      where f.workspace_id = ${workspaceId} and f.campaign_id = ${campaignId} and ${isJudged}
        and f.occurred_at < ${lastSend} + ${seconds(DOMAIN_MS)}
      group by 1
      having count(distinct f.address_id) >= ${DOMAIN_OPT_OUTS_MIN}
    )
    select e.name, e.left_at_once as "leftAtOnce", count(*)::integer as recipients
    from early e
    join recipient r on r.workspace_id = ${workspaceId} and r.campaign_id = ${campaignId}
    join address a on a.workspace_id = r.workspace_id and a.id = r.address_id
      and split_part(a.canonical, '@', 2) = e.name
    group by 1, 2`.execute(tx)
  return rows
}

async function linksOf(tx: Tx, { workspaceId, campaignId }: Campaign): Promise<number> {
  const { rows } = await sql<{ links: number }>`
    select count(distinct link_id)::integer as links from recipient_link
    where workspace_id = ${workspaceId} and campaign_id = ${campaignId}`.execute(tx)
  return rows[0]!.links
}

/** Of the sends and deliveries that are remembered of a recipient, the last before the opt-out. */
const lastSend = sql`(
  select max(s.at)
  from unnest(array[r.first_sent_at, r.last_sent_at, r.first_delivered_at, r.last_delivered_at])
    as s (at)
  where s.at <= f.occurred_at)`

function epochMs(moment: ReturnType<typeof sql>) {
  return sql`(extract(epoch from ${moment}) * 1000)::float8`
}

function seconds(ms: number) {
  return sql`make_interval(secs => ${ms / 1000})`
}
