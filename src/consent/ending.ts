import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import { Refused } from '../platform/refused.ts'
import { consentPolicy } from './topics.ts'

export interface EndingConsent {
  person: { id: number; name: string }
  owner: string | null
  /** The primary address; null without any. */
  address: string | null
  /** Null: of everything. */
  topic: { id: number; name: string } | null
  endsAt: Date
  /** Where it came from, and what it rests on. */
  from: string
  evidence: string
}

export interface EndingQuery {
  workspaceId: number
  /** Epoch milliseconds. */
  now: number
  days: number
  after?: string
  limit: number
}

/**
 * Implied consent that ends within so many days, soonest first: of a person and a matter the last
 * to end. Left out where something better holds (express consent, implied without an end, either of
 * everything), and where the person is opted out anyhow.
 */
export async function endingConsents(
  tx: Tx,
  query: EndingQuery,
): Promise<{ items: EndingConsent[]; next: string | null }> {
  const { workspaceId, limit } = query
  const after = cursor(query.after)
  const { rows } = await sql<EndingConsent & { key: string }>`
    with ending as materialized (${ending(query)}),
    page as materialized (
      select * from ending e
      where (extract(epoch from e.ends_at) * 1000, e.person_id, coalesce(e.topic_id, 0))
        > (${after[0]}::numeric, ${after[1]}::integer, ${after[2]}::integer)
      order by e.ends_at, e.person_id, e.topic_id nulls first
      limit ${limit + 1}
    )
    select jsonb_build_object('id', p.id, 'name', p.name) as person, o.name as owner,
      (select a.address from person_address pa
        join address a on a.workspace_id = pa.workspace_id and a.id = pa.address_id
        where pa.workspace_id = ${workspaceId} and pa.person_id = p.id and pa.ended_at is null
        order by pa.is_primary desc, pa.started_at, a.id limit 1) as address,
      case when t.id is not null then jsonb_build_object('id', t.id, 'name', t.name) end as topic,
      e.ends_at as "endsAt", coalesce(f.actor, f.source) as from, f.evidence,
      concat_ws('_', (extract(epoch from e.ends_at) * 1000)::numeric, e.person_id,
        coalesce(e.topic_id, 0)) as key
    from page e
    join person p on p.workspace_id = ${workspaceId} and p.id = e.person_id
    join consent_fact f on f.workspace_id = ${workspaceId} and f.id = e.fact_id
    left join owner o on o.workspace_id = p.workspace_id and o.id = p.owner_id
    left join topic t on t.workspace_id = ${workspaceId} and t.id = e.topic_id
    order by e.ends_at, e.person_id, e.topic_id nulls first`.execute(tx)
  const shown = rows.slice(0, limit)
  const items = shown.map(({ key: _, ...row }) => row)
  return { items, next: rows.length > limit ? shown.at(-1)!.key : null }
}

export interface EndingCount {
  /** As many as the list has: of a person several matters may end. */
  consents: number
  people: number
  firstAt: Date | null
}

/** How much implied consent ends within so many days, of how many people, and when the first. */
export async function countEnding(
  tx: Tx,
  query: Pick<EndingQuery, 'workspaceId' | 'now' | 'days'>,
): Promise<EndingCount> {
  const { rows } = await sql<EndingCount>`
    select count(*)::integer as consents, count(distinct person_id)::integer as people,
      min(ends_at) as "firstAt"
    from (${ending(query)}) e`.execute(tx)
  return rows[0]!
}

/**
 * The same by the month (UTC) it ends in, 202612 for December 2026, where it matters: where the
 * firm or a topic asks for implied consent. Without that nobody is shut out when it ends.
 */
export async function endingByMonth(
  tx: Tx,
  query: Pick<EndingQuery, 'workspaceId' | 'now' | 'days'>,
): Promise<{ month: number; people: number; firstAt: Date }[]> {
  const { consentNeeded } = await consentPolicy(tx, query.workspaceId)
  const { rows } = await sql<{ month: number; people: number; firstAt: Date }>`
    select to_char(e.ends_at at time zone 'UTC', 'YYYYMM')::integer as month,
      count(distinct e.person_id)::integer as people, min(e.ends_at) as "firstAt"
    from (${ending(query)}) e
    left join topic t on t.workspace_id = ${query.workspaceId} and t.id = e.topic_id
    where coalesce(t.consent_needed, ${consentNeeded}::text) = 'implied'
      or (e.topic_id is null and exists (select from topic o
        where o.workspace_id = ${query.workspaceId} and o.archived_at is null
          and o.consent_needed = 'implied'))
    group by 1 order by 1`.execute(tx)
  return rows
}

/**
 * By the index of ends: only who has consent that ends in these days is looked at. Of persons who
 * were merged each has to have given it: what the first of them gave to end ends for who stands for
 * all.
 */
function ending({ workspaceId, now, days }: Pick<EndingQuery, 'workspaceId' | 'now' | 'days'>) {
  const begin = sql`to_timestamp(${now}::bigint / 1000.0)`
  const end = sql`(${begin} + make_interval(days => ${days}::integer))`
  return sql`
    with soon as (
      select coalesce(w.person_id, pa.person_id) as giver_id, w.topic_id,
        w.expires_at as ends_at, w.fact_id
      from consent_fact f
      join consent_wish w on w.workspace_id = f.workspace_id and w.fact_id = f.id
      left join person_address pa on f.person_id is null and pa.workspace_id = f.workspace_id
        and pa.address_id = f.address_id and pa.ended_at is null
      where f.workspace_id = ${workspaceId} and f.expires_at > ${begin} and f.expires_at <= ${end}
        and w.scope <> 'address'
    ),
    last as (
      select distinct on (giver_id, topic_id) giver_id, topic_id, ends_at, fact_id,
        coalesce(x.merged_into, x.id) as person_id
      from soon join person x on x.workspace_id = ${workspaceId} and x.id = giver_id
      order by giver_id, topic_id, ends_at desc, fact_id desc
    )
    select distinct on (l.person_id, l.topic_id) l.person_id, l.topic_id, l.ends_at, l.fact_id
    from last l
    where not exists (
      select from person_address pa
      join consent_wish b on b.workspace_id = pa.workspace_id and b.address_id = pa.address_id
      where pa.workspace_id = ${workspaceId} and pa.person_id = l.person_id
        and pa.ended_at is null and ${isBetter(end)})
      and not exists (
        select from consent_wish b
        where b.workspace_id = ${workspaceId} and b.person_id = l.giver_id and ${isBetter(end)})
      and not exists (
        select from opted_out_person o
        where o.workspace_id = ${workspaceId} and o.person_id = l.person_id)
      and not exists (
        select from opted_out_topic o
        where o.workspace_id = ${workspaceId} and o.person_id = l.person_id
          and o.topic_id = l.topic_id)
    order by l.person_id, l.topic_id, l.ends_at, l.fact_id`
}

/** b: consent of the same matter, or of everything, that outlives the days asked about. */
function isBetter(end: ReturnType<typeof sql>) {
  return sql`b.opted_in and b.scope <> 'address'
    and (b.topic_id is null or b.topic_id = l.topic_id)
    and (b.is_explicit or b.expires_at is null or b.expires_at > ${end})`
}

function cursor(after: string | undefined): [number, number, number] {
  if (after === undefined) return [-1, 0, 0]
  const found = /^(\d{1,16}(?:\.\d{1,6})?)_(\d{1,9})_(\d{1,9})$/.exec(after)
  if (found !== null) return [Number(found[1]), Number(found[2]), Number(found[3])]
  throw new Refused(400, 'after is not the next of an earlier page.', { field: 'after' })
}
