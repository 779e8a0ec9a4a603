import { sql, type RawBuilder } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import { campaignColumns, rowView, type CampaignRecord, type TitleOf } from './campaign-rows.ts'
import { FIGURE_KINDS, type Audience, type FigureName } from './figures.ts'
import { contains } from './patterns.ts'
import { pulsesOf } from './pulse.ts'
import { wasSentWithin, type SentWithin } from './sent-within.ts'

export interface CampaignQuery extends SentWithin {
  after?: string
  limit: number
  search?: string
  status: 'all' | 'sent' | 'unsent'
  audience: Audience
  sort: CampaignSort
  order: 'asc' | 'desc'
}

/** A figure sorts by its rate, and by its count where it has none. */
export type CampaignSort = 'sentAt' | 'name' | FigureName

type Sorted = CampaignRecord & { key: number | string | null }

/**
 * Campaigns with their figures and their first days. Newest sent first, those not sent yet before,
 * unless another sort is asked for; what has nothing to be sorted by comes last either way.
 */
export async function listCampaigns(tx: Tx, query: CampaignQuery, titleOf: TitleOf) {
  const ways = { asc: sql`asc`, desc: sql`desc` }
  const way = ways[query.order]
  const { rows } = await sql<Sorted>`
    with page as (
      select c.id, ${keyOf(query.sort)} as key
      from campaign c ${countsFor(query)}
      where (${query.search ?? ''} = '' or c.name ilike ${contains(query.search)}
          or c.subject ilike ${contains(query.search)})
        and (${query.status} = 'all' or (${query.status} = 'sent') = (c.sent_at is not null))
        and ${wasSentWithin(query)}
    ), shown as (
      select id, key from page where ${isAfter(query)}
      order by key is null, key ${way}, id ${way}
      limit ${query.limit + 1}
    )
    select r.*, s.key from (${campaignColumns}) r join shown s on s.id = r.id
    order by s.key is null, s.key ${way}, s.id ${way}`.execute(tx)
  const shown = rows.slice(0, query.limit)
  const pulses = await pulsesOf(
    tx,
    shown.map(({ id }) => id),
    query.audience,
  )
  const last = shown.at(-1)
  return {
    items: shown.map((row) => ({
      ...rowView(row, query.audience, titleOf),
      pulse: pulses.get(row.id) ?? [],
    })),
    next: rows.length > query.limit && last ? `${last.id}_${last.key ?? ''}` : null,
  }
}

/** The moment a campaign without one is sorted at: after every real one. */
const UNSENT_MS = 253_402_300_799_000
/** Of a name, as much as a cursor holds. */
const NAME_CHARS = 100

/** What a campaign is sorted by: a number, or its name; null where it has no such rate. */
function keyOf(sort: CampaignSort): RawBuilder<unknown> {
  if (sort === 'name') return sql`lower(left(c.name, ${sql.lit(NAME_CHARS)}))`
  if (sort === 'sentAt') {
    return sql`coalesce(extract(epoch from c.sent_at) * 1000, ${sql.lit(UNSENT_MS)})::float8`
  }
  if (FIGURE_KINDS[sort].of === null) {
    return sql`case when k.whole > 0 then coalesce(k.part, 0)::float8 end`
  }
  return sql`case when k.whole > 0 and coalesce(k.part, 0) <= k.whole
    then coalesce(k.part, 0)::float8 / k.whole end`
}

/**
 * The two kept counts a figure's rate is made of. An aggregate of each campaign's own: a plain join
 * lets a planner without statistics read all counts for every campaign.
 */
function countsFor({ sort, audience }: CampaignQuery): RawBuilder<unknown> {
  if (sort === 'name' || sort === 'sentAt') return sql``
  const people = sql.ref(audience === 'human' ? 'human_people' : 'people')
  const { kind, of } = FIGURE_KINDS[sort]
  const whole = sql.lit(FIGURE_KINDS[of ?? 'sent'].kind)
  return sql`
    left join lateral (
      select max(${people}) filter (where kind = ${sql.lit(kind)}) as part,
        max(${people}) filter (where kind = ${whole}) as whole
      from campaign_count
      where workspace_id = c.workspace_id and campaign_id = c.id
        and kind in (${sql.lit(kind)}, ${whole})
    ) k on true`
}

/** Which campaigns come behind the last of the page before, given as its id and its key. */
function isAfter({ after, sort, order }: CampaignQuery): RawBuilder<unknown> {
  if (after === undefined) return sql`true`
  const cut = after.indexOf('_')
  const id = Number.parseInt(after, 10) || 0
  const text = cut === -1 ? '' : after.slice(cut + 1)
  const than = order === 'asc' ? sql`>` : sql`<`
  if (sort === 'name') return sql`(key, id) ${than} (${text}::text, ${id}::bigint)`
  if (text === '') return sql`key is null and id ${than} ${id}::bigint`
  return sql`(key is null or (key, id) ${than} (${Number(text)}::float8, ${id}::bigint))`
}
