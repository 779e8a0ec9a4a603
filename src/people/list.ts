import { sql, type RawBuilder } from 'kysely'
import { afterName, nextByName, type Tx } from '../platform/database/index.ts'
import { interestedIn } from './interested.ts'
import { searched } from './search.ts'

export interface PeopleQuery {
  search?: string
  state: 'all' | 'opted_out' | 'complained' | 'invalid_address' | 'not_in_crm'
  owner?: string
  organizationId?: number
  /** Who has left this topic. */
  leftTopicId?: number
  /** The code of an interest: shown by clicks, or stated. */
  interest?: string
  /** The next of the page before. */
  after?: string
  limit: number
}

export interface PersonRow {
  id: number
  name: string
  jobTitle: string
  organizations: { id: number; name: string }[]
  owner: string | null
  address: string | null
  isOptedOut: boolean
  leftTopics: string[]
  hasComplained: boolean
  hasInvalidAddress: boolean
  lastEventAt: Date | null
}

/**
 * A page of people by name. Which people is decided first, from the indexes; what is shown of them
 * is looked up for the page's people only.
 */
export async function listPeople(
  tx: Tx,
  workspaceId: number,
  query: PeopleQuery,
): Promise<{ items: PersonRow[]; next: string | null }> {
  const where = [
    sql`p.workspace_id = ${workspaceId}`,
    sql`p.merged_into is null`,
    ...filters(workspaceId, query),
  ]
  if (query.after !== undefined) where.push(await afterName(tx, 'person', ['p', query.after]))
  const rows = await shownRows(
    tx,
    workspaceId,
    sql`select p.id, p.name, p.job_title, p.owner_id, lower(p.name) as folded from person p
      where ${sql.join(where, sql` and `)}
      order by lower(p.name), p.id limit ${query.limit + 1}`,
  )
  const items = rows.slice(0, query.limit)
  const isMore = rows.length > query.limit
  return { items, next: isMore ? await nextByName(tx, 'person', items.at(-1)!.id) : null }
}

/** Which people, without a page of them: the ids a query finds, as a part of another statement. */
export function personsMatching(
  workspaceId: number,
  query: Omit<PeopleQuery, 'after' | 'limit'>,
): RawBuilder<unknown> {
  const where = [
    sql`p.workspace_id = ${workspaceId}`,
    sql`p.merged_into is null`,
    ...filters(workspaceId, query),
  ]
  return sql`select p.id from person p where ${sql.join(where, sql` and `)}`
}

/** The rows of some people, by their ids, as a list shows them. */
export async function personRows(
  tx: Tx,
  workspaceId: number,
  ids: readonly number[],
): Promise<Map<number, PersonRow>> {
  const rows = await shownRows(
    tx,
    workspaceId,
    sql`select p.id, p.name, p.job_title, p.owner_id, lower(p.name) as folded from person p
      where p.workspace_id = ${workspaceId} and p.id = any(${[...ids]}::integer[])`,
  )
  return new Map(rows.map((row) => [row.id, row]))
}

async function shownRows(
  tx: Tx,
  workspaceId: number,
  page: RawBuilder<unknown>,
): Promise<PersonRow[]> {
  const { rows } = await sql<PersonRow>`
    with page as materialized (${page})
    select p.id, p.name, p.job_title as "jobTitle", o.name as owner,
      coalesce((
        select jsonb_agg(jsonb_build_object('id', g.id, 'name', g.name)
          order by g.kind, lower(g.name), g.id)
        from affiliation f join organization g
          on g.workspace_id = f.workspace_id and g.id = f.organization_id
        where f.workspace_id = ${workspaceId} and f.person_id = p.id
      ), '[]') as organizations,
      used.address, coalesce(used.is_invalid, false) as "hasInvalidAddress",
      coalesce(has_left.everything, false) as "isOptedOut",
      coalesce(has_left.with_complaint, false) as "hasComplained",
      array(select t.name from topic t where t.workspace_id = ${workspaceId}
        and t.archived_at is null and t.id = any(has_left.topics)
        order by t.place, t.id) as "leftTopics", heard.at as "lastEventAt"
    from page p
    left join owner o on o.workspace_id = ${workspaceId} and o.id = p.owner_id
    left join lateral (
      select (array_agg(a.address order by pa.is_primary desc, pa.started_at, a.id))[1] as address,
        bool_or(not a.is_valid) as is_invalid
      from person_address pa
      join address a on a.workspace_id = pa.workspace_id and a.id = pa.address_id
      where pa.workspace_id = ${workspaceId} and pa.person_id = p.id and pa.ended_at is null
    ) used on true
    ${hasLeft(workspaceId)}
    left join lateral (
      select max(last.occurred_at) as at from person_address pa
      cross join lateral (
        select e.occurred_at from event e
        where e.workspace_id = ${workspaceId} and e.address_id = pa.address_id
        order by e.occurred_at desc limit 1
      ) last
      where pa.workspace_id = ${workspaceId} and pa.person_id = p.id
    ) heard on true
    order by p.folded, p.id`.execute(tx)
  return rows
}

/**
 * As the views opted_out_person, opted_out_topic and complained_person say it, but looked up person
 * by person from the indexes: asked of a few, a view goes through all that was ever said.
 */
function hasLeft(workspaceId: number) {
  const said = sql`w.scope, w.topic_id, w.cause, w.opted_in, w.is_explicit, w.occurred_at`
  const isOfEmail = sql`(w.channel is null or w.channel = 'email')`
  const holds = (out: RawBuilder<unknown>) => sql`max(w.occurred_at) filter (where ${out})
    >= coalesce(max(w.occurred_at) filter (where w.opted_in and w.is_explicit), '-infinity')`
  return sql`left join lateral (
    select bool_or(l.scope = 'everything') as everything,
      bool_or(l.with_complaint) as with_complaint, array_agg(l.topic_id) as topics
    from (
      select w.scope, w.topic_id, w.scope = 'everything'
        and ${holds(sql`not w.opted_in and w.cause = 'complaint'`)} as with_complaint
      from (
        select w.person_id, 0 as address_id, ${said} from consent_wish w
        where w.workspace_id = ${workspaceId} and w.person_id = p.id and ${isOfEmail}
        union all
        select w.person_id, 0, ${said} from person m
        join consent_wish w on w.workspace_id = m.workspace_id and w.person_id = m.id
        where m.workspace_id = ${workspaceId} and m.merged_into = p.id and ${isOfEmail}
        union all
        select 0, w.address_id, ${said} from person_address pa
        join address a on a.workspace_id = pa.workspace_id and a.id = pa.address_id
          and a.kind = 'email'
        join consent_wish w on w.workspace_id = pa.workspace_id and w.address_id = pa.address_id
        where pa.workspace_id = ${workspaceId} and pa.person_id = p.id and pa.ended_at is null
      ) w
      where w.scope <> 'address'
      group by w.person_id, w.address_id, w.scope, w.topic_id
      having ${holds(sql`not w.opted_in`)}
    ) l
  ) has_left on true`
}

function filters(
  workspaceId: number,
  query: Omit<PeopleQuery, 'after' | 'limit'>,
): RawBuilder<unknown>[] {
  const found: RawBuilder<unknown>[] = []
  if (query.search !== undefined && query.search.trim() !== '') {
    found.push(sql`p.id in (${searched(workspaceId, query.search)})`)
  }
  if (query.owner !== undefined) {
    found.push(sql`p.owner_id in (select id from owner
      where workspace_id = ${workspaceId} and name = ${query.owner})`)
  }
  if (query.organizationId !== undefined) {
    found.push(sql`p.id in (select person_id from affiliation
      where workspace_id = ${workspaceId} and organization_id = ${query.organizationId})`)
  }
  if (query.leftTopicId !== undefined) {
    found.push(sql`p.id in (select person_id from opted_out_topic
      where workspace_id = ${workspaceId} and topic_id = ${query.leftTopicId})`)
  }
  if (query.interest !== undefined) {
    const interest = sql`select id from interest
      where workspace_id = ${workspaceId} and lower(code) = lower(${query.interest})`
    found.push(sql`p.id in (${interestedIn(workspaceId, interest)})`)
  }
  if (query.state !== 'all') found.push(inState(workspaceId, query.state))
  return found
}

function inState(workspaceId: number, state: Exclude<PeopleQuery['state'], 'all'>) {
  switch (state) {
    case 'opted_out':
      return sql`p.id in (select person_id from opted_out_person
        where workspace_id = ${workspaceId})`
    case 'complained':
      return sql`p.id in (select person_id from complained_person
        where workspace_id = ${workspaceId})`
    case 'invalid_address':
      return sql`p.id in (select pa.person_id from address a join person_address pa
        on pa.workspace_id = a.workspace_id and pa.address_id = a.id and pa.ended_at is null
        where a.workspace_id = ${workspaceId} and not a.is_valid)`
    case 'not_in_crm':
      return sql`p.origin = 'esp' and p.external_id is null and not exists (select from person m
        where m.workspace_id = ${workspaceId} and m.merged_into = p.id and m.origin <> 'esp')`
    default:
      return state satisfies never
  }
}
