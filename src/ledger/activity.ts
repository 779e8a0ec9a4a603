import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import type { Audience } from './figures.ts'

/** Points a chart is given at most: beyond this many hours it is told by day. */
const HOURS_MAX = 96
/** Links of a campaign answered at most, the most clicked first. */
const LINKS_MAX = 1_000

/** What happened over time, by hour while that is readable, else by day. UTC. */
export async function activityOf(
  tx: Tx,
  campaignId: number,
  asked: { step?: 'hour' | 'day'; audience: Audience },
) {
  const step = asked.step ?? (await stepFor(tx, campaignId))
  const isHuman = asked.audience === 'human'
  const { rows } = await sql<{ at: Date; kind: number; events: number }>`
    select date_trunc(${step}, hour, 'UTC') as at, kind,
      sum(events - case when ${isHuman}::boolean then machine + proxy else 0 end)::int as events
    from campaign_hour
    where workspace_id = (select homing_workspace()) and campaign_id = ${campaignId}
    group by 1, 2 order by 1`.execute(tx)
  const points = new Map<string, Point>()
  for (const row of rows) {
    const at = row.at.toISOString()
    const point = points.get(at) ?? { at, sent: 0, opens: 0, clicks: 0, bounces: 0, optOuts: 0 }
    const name = NAMES[row.kind]
    if (name !== undefined) point[name] += row.events
    points.set(at, point)
  }
  return { step, points: [...points.values()] }
}

/** Links with the people who clicked them and their clicks, most people first. */
export async function linksOfCampaign(tx: Tx, campaignId: number, audience: Audience) {
  const isHuman = audience === 'human'
  const { rows } = await sql<{ linkId: number; url: string; people: number; clicks: number }>`
    select r.link_id as "linkId", l.url,
      count(*)::int as people,
      sum(case when ${isHuman}::boolean then r.human_clicks else r.clicks end)::int as clicks
    from recipient_link r join link l on l.id = r.link_id
    where r.workspace_id = (select homing_workspace()) and r.campaign_id = ${campaignId}
      and (not ${isHuman}::boolean or r.human_clicks > 0)
    group by r.link_id, l.url
    order by people desc, clicks desc, l.url
    limit ${LINKS_MAX}`.execute(tx)
  return { items: rows }
}

interface Point {
  at: string
  sent: number
  opens: number
  clicks: number
  bounces: number
  optOuts: number
}

const NAMES: Record<number, Exclude<keyof Point, 'at'>> = {
  1: 'sent',
  3: 'opens',
  4: 'clicks',
  6: 'bounces',
  7: 'optOuts',
}

async function stepFor(tx: Tx, campaignId: number): Promise<'hour' | 'day'> {
  const { rows } = await sql<{ hours: number }>`
    select coalesce(extract(epoch from max(hour) - min(hour)) / 3600, 0)::int as hours
    from campaign_hour
    where workspace_id = (select homing_workspace()) and campaign_id = ${campaignId}`.execute(tx)
  return rows[0]!.hours <= HOURS_MAX ? 'hour' : 'day'
}
