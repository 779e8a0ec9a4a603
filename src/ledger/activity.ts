import { sql } from 'kysely'
import { FIELD_OF_FIGURE, type FieldId } from '../accounts/fields/index.ts'
import type { Tx } from '../platform/database/index.ts'
import type { Audience } from './figures.ts'
import { kindCode } from './kinds.ts'

/** What is told by the hour: the first three days. Afterwards a day is fine enough. */
const HOURS_MAX = 72
/** Links of a campaign answered at most, the most clicked first. */
const LINKS_MAX = 1_000

/**
 * What happened over time, UTC: by the hour the first HOURS_MAX from the first happening, or all by
 * day. after adds up the opens and clicks that came later than those hours. A time at which nothing
 * happened that is told is left out: it would tell that something else did.
 */
export async function activityOf(
  tx: Tx,
  campaignId: number,
  asked: { step?: 'hour' | 'day'; audience: Audience; hidden?: ReadonlySet<FieldId> },
) {
  const step = asked.step ?? 'hour'
  const told = Object.entries(NAMES).filter(
    ([, name]) => !asked.hidden?.has(FIELD_OF_FIGURE[name]!),
  )
  const isHuman = asked.audience === 'human'
  const { rows } = await sql<{ at: Date | null; kind: number; events: number }>`
    with happened as (
      select hour, kind,
        events - case when ${isHuman}::boolean then machine + proxy else 0 end as events,
        hour >= min(hour) over () + ${HOURS_MAX} * interval '1 hour' as is_later
      from campaign_hour
      where workspace_id = (select homing_workspace()) and campaign_id = ${campaignId}
        and kind = any (${told.map(([kind]) => Number(kind))}::integer[])
        and (events > machine + proxy or not ${isHuman}::boolean)
    )
    select case when ${step} = 'day' or not is_later
        then date_trunc(${step}, hour, 'UTC') end as at,
      kind, sum(events)::int as events
    from happened group by 1, 2 order by 1`.execute(tx)
  const points = new Map<string, Point>()
  const after = { opens: 0, clicks: 0 }
  for (const row of rows) {
    if (row.at === null) {
      if (row.kind === kindCode('open')) after.opens += row.events
      if (row.kind === kindCode('click')) after.clicks += row.events
      continue
    }
    const at = row.at.toISOString()
    const point = points.get(at) ?? { at, sent: 0, opens: 0, clicks: 0, bounces: 0, optOuts: 0 }
    point[NAMES[row.kind]!] += row.events
    points.set(at, point)
  }
  return { step, points: [...points.values()], after }
}

/**
 * Opens and clicks by weekday (1 Monday … 7 Sunday) and hour of a zone; silent hours are left out.
 * From the kept hours: where a zone is half an hour off, an hour counts where it began.
 */
export async function hoursOfCampaign(
  tx: Tx,
  campaignId: number,
  asked: { zone: string; audience: Audience },
) {
  const isHuman = asked.audience === 'human'
  const { rows } = await sql<{ weekday: number; hour: number; opens: number; clicks: number }>`
    select extract(isodow from hour at time zone ${asked.zone})::int as weekday,
      extract(hour from hour at time zone ${asked.zone})::int as hour,
      coalesce(sum(events) filter (where kind = ${sql.lit(kindCode('open'))}), 0)::int as opens,
      coalesce(sum(events) filter (where kind = ${sql.lit(kindCode('click'))}), 0)::int as clicks
    from (
      select hour, kind,
        events - case when ${isHuman}::boolean then machine + proxy else 0 end as events
      from campaign_hour
      where workspace_id = (select homing_workspace()) and campaign_id = ${campaignId}
        and kind in (${sql.lit(kindCode('open'))}, ${sql.lit(kindCode('click'))})
    ) h
    where events > 0
    group by 1, 2 order by 1, 2`.execute(tx)
  return { items: rows }
}

/**
 * Links with the people who clicked them and their clicks, most people first. total says how many
 * links there are, as no more than LINKS_MAX are told.
 */
export async function linksOfCampaign(tx: Tx, campaignId: number, audience: Audience) {
  const isHuman = audience === 'human'
  const { rows } = await sql<LinkRow & { total: number }>`
    select r.link_id as "linkId", l.url, (count(*) over ())::int as total,
      count(*)::int as people,
      sum(case when ${isHuman}::boolean then r.human_clicks else r.clicks end)::int as clicks
    from recipient_link r join link l on l.id = r.link_id
    where r.workspace_id = (select homing_workspace()) and r.campaign_id = ${campaignId}
      and (not ${isHuman}::boolean or r.human_clicks > 0)
    group by r.link_id, l.url
    order by people desc, clicks desc, l.url
    limit ${LINKS_MAX}`.execute(tx)
  return { items: rows.map(({ total: _, ...row }) => row), total: rows[0]?.total ?? 0 }
}

interface LinkRow {
  linkId: number
  url: string
  people: number
  clicks: number
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
