import { sql } from 'kysely'
import { integers, type Tx } from '../platform/database/index.ts'
import { notFound } from '../platform/refused.ts'
import { campaignColumns, rowView, type CampaignRecord, type TitleOf } from './campaign-rows.ts'
import { addCountRows, figuresOf, type Audience, type Figure, type FigureName } from './figures.ts'

/** How far the curves go: a week, hour by hour. */
const HOURS_MAX = 168
const HOUR_MS = 3_600_000
const CURVE_KINDS = { opens: 3, clicks: 4 } as const

interface ComparisonQuery {
  ids: number[]
  curve: keyof typeof CURVE_KINDS
  audience: Audience
}

/**
 * Campaigns side by side, as they were asked for, and together: counts added up, each rate the
 * ratio of these sums. Refuses an id that is not there.
 */
export async function compareCampaigns(tx: Tx, query: ComparisonQuery, titleOf: TitleOf) {
  const { rows } = await sql<CampaignRecord>`
    ${campaignColumns} where c.id = any (${integers(query.ids).array})`.execute(tx)
  const found = query.ids.map((id) => {
    const row = rows.find((one) => one.id === id)
    if (row === undefined) throw notFound('campaign', id)
    return row
  })
  const items = found.map((row) => rowView(row, query.audience, titleOf))
  const together = addCountRows(found.map((row) => row.counts ?? []))
  return {
    items,
    together: figuresOf(together, query.audience),
    best: bestOf(items),
    curves: await curvesOf(tx, found, query),
  }
}

/** Whether more of it is better; a figure without a rate says nothing of the kind. */
const IS_MORE_BETTER: Record<FigureName, boolean | null> = {
  sent: null,
  delivered: true,
  opens: true,
  clicks: true,
  forwards: null,
  bounces: false,
  optOuts: false,
  complaints: false,
}

/** By figure, the campaigns with the best rate; nobody where all that have one are equal. Pure. */
export function bestOf(
  rows: readonly { id: number; figures: Record<FigureName, Pick<Figure, 'rate'>> }[],
): Record<FigureName, number[]> {
  const best = (name: FigureName): number[] => {
    const isMoreBetter = IS_MORE_BETTER[name]
    const rated = rows.flatMap(({ id, figures }) => {
      const { rate } = figures[name]
      return rate === null ? [] : [{ id, rate }]
    })
    const rates = rated.map(({ rate }) => rate)
    if (isMoreBetter === null || Math.max(...rates) === Math.min(...rates)) return []
    const top = isMoreBetter ? Math.max(...rates) : Math.min(...rates)
    return rated.filter(({ rate }) => rate === top).map(({ id }) => id)
  }
  const names = Object.keys(IS_MORE_BETTER) as FigureName[]
  return Object.fromEntries(names.map((name) => [name, best(name)])) as Record<FigureName, number[]>
}

/** How many there were by each hour since the sending, until the last one that is known. */
async function curvesOf(tx: Tx, campaigns: readonly CampaignRecord[], query: ComparisonQuery) {
  const isHuman = query.audience === 'human'
  const { rows } = await sql<{ campaign_id: number; hour: number; events: number }>`
    select h.campaign_id,
      least(greatest(floor(extract(epoch from h.hour - date_trunc('hour', c.sent_at, 'UTC'))
        / 3600), 0), ${sql.lit(HOURS_MAX)})::int as hour,
      sum(h.events - case when ${isHuman}::boolean then h.machine + h.proxy else 0 end)::int
        as events
    from campaign c
    join campaign_hour h on h.workspace_id = c.workspace_id and h.campaign_id = c.id
      and h.kind = ${sql.lit(CURVE_KINDS[query.curve])}
    where c.id = any (${integers(query.ids).array}) and c.sent_at is not null
    group by 1, 2 order by 1, 2`.execute(tx)
  return campaigns.map((campaign) => ({
    campaignId: campaign.id,
    ...curveOf(
      rows.filter((row) => row.campaign_id === campaign.id),
      hoursKnown(campaign),
    ),
  }))
}

/** Begun hours between the sending and the moment its feedback is read up to. */
function hoursKnown({ sent_at: sentAt, as_of: asOf }: CampaignRecord): number {
  if (sentAt === null || asOf === null) return 0
  return Math.max(0, Math.ceil((asOf.getTime() - sentAt.getTime()) / HOUR_MS))
}

/**
 * Cumulative counts by the hour, at most HOURS_MAX of them; `of` counts also what came later. An
 * hour nobody knows of yet is left out, so that a young campaign's curve ends where it is. Pure.
 */
export function curveOf(
  hours: readonly { hour: number; events: number }[],
  known: number,
): { of: number; reached: number[] } {
  const of = hours.reduce((sum, { events }) => sum + events, 0)
  const last = Math.max(0, ...hours.map(({ hour }) => hour + 1))
  const counts = new Map(hours.map(({ hour, events }) => [hour, events]))
  const reached: number[] = []
  for (let hour = 0; of > 0 && hour < Math.min(HOURS_MAX, Math.max(known, last)); hour++) {
    reached.push((reached.at(-1) ?? 0) + (counts.get(hour) ?? 0))
  }
  return { of, reached }
}
