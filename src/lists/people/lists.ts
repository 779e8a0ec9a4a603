import { sql, type RawBuilder } from 'kysely'
import { afterName, nextByName, type Tx } from '../../platform/database/index.ts'
import { notFound } from '../../platform/refused.ts'
import { segment, SEGMENT_VERSION, type Segment } from '../segments/index.ts'
import { personsOf } from './compile.ts'
import type { Asking } from './sets.ts'

export type PersonListKind = 'static' | 'suppression' | 'segment'

export interface PersonList {
  id: number
  name: string
  kind: PersonListKind
  description: string
  /** Whom it holds; null of a segment: who is in it is found when it is asked for. */
  members: number | null
  createdAt: Date
  createdBy: string
  updatedAt: Date
  archivedAt: Date | null
}

export interface WholeList extends PersonList {
  /** Who is in a segment; null of a list that holds people. */
  definition: Segment | null
}

export interface PersonListsQuery {
  kind?: PersonListKind
  search?: string
  /** Undefined: either. */
  isArchived: boolean | undefined
  /** Only these. */
  ids?: readonly number[]
  /** The next of the page before. */
  after?: string
  limit: number
}

/** A page of the firm's own lists, by name. */
export async function listPersonLists(
  tx: Tx,
  workspaceId: number,
  query: PersonListsQuery,
): Promise<{ items: PersonList[]; next: string | null }> {
  const where = [sql`l.workspace_id = ${workspaceId}`]
  if (query.isArchived !== undefined) {
    where.push(query.isArchived ? sql`l.archived_at is not null` : sql`l.archived_at is null`)
  }
  if (query.ids !== undefined) where.push(sql`l.id = any(${[...query.ids]}::integer[])`)
  if (query.kind !== undefined) where.push(sql`l.kind = ${query.kind}`)
  if (query.search !== undefined) {
    where.push(sql`strpos(lower(l.name), lower(${query.search.trim()})) > 0`)
  }
  if (query.after !== undefined) where.push(await afterName(tx, 'person_list', ['l', query.after]))
  const { rows } = await sql<PersonList>`
    select ${columns(workspaceId)} from person_list l
    where ${sql.join(where, sql` and `)}
    order by lower(l.name), l.id limit ${query.limit + 1}`.execute(tx)
  const items = rows.slice(0, query.limit)
  const isMore = rows.length > query.limit
  return { items, next: isMore ? await nextByName(tx, 'person_list', items.at(-1)!.id) : null }
}

/** One list with its definition, archived ones too; refuses one that is not there. */
export async function personListById(
  tx: Tx,
  workspaceId: number,
  listId: number,
): Promise<WholeList> {
  const { rows } = await sql<PersonList & { definition: unknown }>`
    select ${columns(workspaceId)}, l.definition from person_list l
    where l.workspace_id = ${workspaceId} and l.id = ${listId}`.execute(tx)
  if (rows[0] === undefined) throw notFound('list', listId)
  const { definition, ...list } = rows[0]
  return { ...list, definition: definition === null ? null : segment.parse(definition) }
}

/**
 * The persons of a list of any kind, as a select of person_id, each once: the members of one that
 * holds people, whoever is in a segment now. Refuses a list that is not there.
 */
export async function personsOfList(
  tx: Tx,
  asking: Asking,
  listId: number,
): Promise<RawBuilder<unknown>> {
  const { rows } = await sql<{ definition: unknown }>`
    select definition from person_list
    where workspace_id = ${asking.workspaceId} and id = ${listId}`.execute(tx)
  if (rows[0] === undefined) throw notFound('list', listId)
  const { definition } = rows[0]
  if (definition !== null) return personsOf(segment.parse(definition), asking)
  return personsOf(onList(listId), asking)
}

function onList(listId: number): Segment {
  return { version: SEGMENT_VERSION, where: { about: 'list', listIds: [listId] } }
}

/**
 * The persons on any suppression list that is not archived, as a select of person_id: no campaign
 * reaches them. An erased person's addresses stay suppressed by their hashes, without a list.
 */
export function personsSuppressed(workspaceId: number): RawBuilder<unknown> {
  return sql`
    select coalesce(x.merged_into, x.id) as person_id
    from person_list l
    join person_list_member m on m.workspace_id = l.workspace_id and m.person_list_id = l.id
    join person x on x.workspace_id = m.workspace_id and x.id = m.person_id
    where l.workspace_id = ${workspaceId} and l.kind = 'suppression' and l.archived_at is null`
}

/**
 * Members are counted from the index; of the few who were merged, each counts for whoever stands
 * for it, once.
 */
function columns(workspaceId: number): RawBuilder<unknown> {
  const merged = sql`person_list_member m
    join person x on x.workspace_id = m.workspace_id and x.id = m.person_id
      and x.merged_into is not null
    where m.workspace_id = ${workspaceId} and m.person_list_id = l.id`
  return sql`l.id, l.name, l.kind, l.description, l.created_at as "createdAt",
    l.created_by as "createdBy", l.updated_at as "updatedAt", l.archived_at as "archivedAt",
    case when l.kind <> 'segment' then (
      (select count(*) from person_list_member m
        where m.workspace_id = ${workspaceId} and m.person_list_id = l.id)
      - (select count(*) from ${merged})
      + (select count(distinct x.merged_into) from ${merged}
        and not exists (select from person_list_member o where o.workspace_id = ${workspaceId}
          and o.person_list_id = l.id and o.person_id = x.merged_into)))::integer end as members`
}
