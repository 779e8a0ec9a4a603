/** The figures of people, compared with what a CRM was told of them: the rows. */
import { sql, type RawBuilder } from 'kysely'
import type { Place } from '../../connections/index.ts'
import {
  type Figure,
  type FigureFields,
  FIGURES,
  type FigureValue,
  type ToldFigures,
} from '../../connectors/index.ts'
import type { Tx } from '../../platform/database/index.ts'

/** Records that one step of the walk asks for at most; the next goes on behind them. */
const RECORDS_MAX = 20_000
/** Opens of one person come in a row: what comes within is told together. */
export const TOGETHER_MS = 15 * 60_000

/** What stands in which field, as numbers; moments are epoch milliseconds. */
export type Standing = Readonly<Record<string, number>>

/** A record whose figures may be others than those that were told. */
export interface DueFigures extends ToldFigures {
  version: number
  tries: number
  /** What stands in its fields once this is told. */
  standing: Standing
}

/**
 * Asks for the next part of the records of which a choice of fields wants figures: all of which
 * anything is known. Answers whether there was such a walk.
 */
export async function walkFigures(tx: Tx, at: Place): Promise<boolean> {
  const { rows } = await sql<{ asked: string[][] }>`
    with part as (
      select distinct r.module, r.record_id
      from activity_lane l
      join told_recipient r on r.workspace_id = l.workspace_id
        and r.connection_id = l.connection_id and l.figure_fields ? r.module
        and 0 < any (r.wanted[2:6]) and (l.figures_after = '{}'
          or (r.module, r.record_id) > (l.figures_after[1], l.figures_after[2]))
      where ${isLane(at)} and l.figures_after is not null
      order by r.module, r.record_id limit ${RECORDS_MAX}
    ), asked as (
      insert into told_figures as f (workspace_id, connection_id, module, record_id)
      select ${at.workspaceId}, ${at.connectionId}, module, record_id from part
      on conflict (workspace_id, connection_id, module, record_id) do update set
        version = f.version + 1, status = 'waiting', tries = 0, next_try_at = '-infinity',
        outcome = '', who_must_act = null
      returning 1
    ), last as (
      select module, record_id from part order by module desc, record_id desc limit 1
    )
    update activity_lane l set figures_after = case
      when (select count(*) from asked) < ${RECORDS_MAX} then null
      else (select array[module, record_id] from last) end
    where ${isLane(at)} and l.figures_after is not null
    returning 1 as asked`.execute(tx)
  return rows.length > 0
}

/** Whether figures are to be asked for, or told. */
export async function areFiguresDue(tx: Tx, at: Place, now: number): Promise<boolean> {
  const { rows } = await sql`
    select from activity_lane l
    where ${isLane(at)} and ${isTold} and (l.figures_after is not null or exists (
      select from told_figures f where ${isDue(now)}))`.execute(tx)
  return rows.length > 0
}

/** The next records that wait, with what their fields should hold and what is news of it. */
export async function takeFigures(
  tx: Tx,
  at: Place,
  { max, now }: { max: number; now: number },
): Promise<DueFigures[]> {
  const { rows } = await sql<Row>`
    with due as materialized (
      select f.*, l.figure_fields -> f.module as fields
      from activity_lane l join told_figures f on ${isDue(now)} and l.figure_fields ? f.module
      where ${isLane(at)} and ${isTold}
      order by f.next_try_at, f.module, f.record_id limit ${max}
    ), counted as (
      select r.module, r.record_id, sum(r.wanted[2]) as opens, sum(r.wanted[3]) as clicks,
        sum(r.wanted[4]) as forwards, sum(r.wanted[5]) as bounces, sum(r.wanted[6]) as outs
      from due d join told_recipient r on ${isOfRecord}
      group by 1, 2
    ), happened as (
      select r.module, r.record_id, e.kind, min(e.occurred_at) as first,
        max(e.occurred_at) as last
      from due d join told_recipient r on ${isOfRecord}
      join event e on e.workspace_id = r.workspace_id and e.address_id = r.address_id
        and e.campaign_id = r.campaign_id and e.kind in (3, 4) and r.wanted[e.kind - 1] > 0
      left join verdict v on v.workspace_id = e.workspace_id and v.address_id = e.address_id
        and v.occurred_at = e.occurred_at and v.key = e.key
      where v.key is null
      group by 1, 2, 3
    )
    select d.module, d.record_id as "recordId", d.version, d.tries, d.told, d.fields,
      jsonb_build_object('opens', coalesce(c.opens, 0), 'clicks', coalesce(c.clicks, 0),
        'forwards', coalesce(c.forwards, 0), 'opt_outs', coalesce(c.outs, 0),
        'bounced', least(coalesce(c.bounces, 0), 1),
        'first_open', ${ms('o.first')}, 'last_open', ${ms('o.last')},
        'first_click', ${ms('k.first')}, 'last_click', ${ms('k.last')}) as figures
    from due d
    left join counted c on (c.module, c.record_id) = (d.module, d.record_id)
    left join happened o on (o.module, o.record_id) = (d.module, d.record_id) and o.kind = 3
    left join happened k on (k.module, k.record_id) = (d.module, d.record_id) and k.kind = 4
    order by d.next_try_at, d.module, d.record_id`.execute(tx)
  return rows.map(({ told, fields, figures, ...row }) => {
    return { ...row, ...newsOf(fields, figures, told) }
  })
}

interface Row {
  module: string
  recordId: string
  version: number
  tries: number
  told: Standing
  fields: FigureFields[string]
  figures: Record<Figure, number | null>
}

/**
 * What is to be written of a record's figures: those that are not what was told in their fields. A
 * field in which nothing was told is not blanked. Pure.
 */
export function newsOf(
  fields: FigureFields[string],
  figures: Readonly<Record<Figure, number | null>>,
  told: Standing,
): { values: FigureValue[]; standing: Standing } {
  const chosen = FIGURES.flatMap((figure): FigureValue[] => {
    const field = fields[figure]
    return field === undefined ? [] : [{ figure, field, value: figures[figure] }]
  })
  const values = chosen.filter(({ field, value }) => (told[field] ?? null) !== value)
  const standing = Object.fromEntries(
    chosen.flatMap(({ field, value }) => (value === null ? [] : [[field, value]])),
  )
  return { values, standing }
}

/** Whole seconds: no field keeps more. */
function ms(column: string): RawBuilder<number> {
  return sql`floor(extract(epoch from ${sql.ref(column)}))::bigint * 1000`
}

const isOfRecord = sql`r.workspace_id = d.workspace_id and r.connection_id = d.connection_id
  and r.module = d.module and r.record_id = d.record_id`

/** Of a lane l. */
const isTold = sql`l.is_on and l.figure_fields <> '{}' and l.figures_fault = ''`

function isLane(at: Place): RawBuilder<boolean> {
  return sql`l.workspace_id = ${at.workspaceId} and l.connection_id = ${at.connectionId}`
}

/** Of a row f, of a lane l. */
function isDue(now: number): RawBuilder<boolean> {
  return sql`f.workspace_id = l.workspace_id and f.connection_id = l.connection_id
    and f.status = 'waiting' and f.next_try_at <= ${new Date(now)}
    and (f.told_at is null or f.told_at <= ${new Date(now - TOGETHER_MS)})`
}
