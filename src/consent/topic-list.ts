import { sql } from 'kysely'
import type { Tx } from '../platform/database/index.ts'
import type { ConsentNeeded } from './may-write.ts'

/** Topics, and groups, a firm has at most, archived ones included: they are answered whole. */
export const TOPICS_MAX = 500

export interface TopicGroup {
  id: number
  name: string
  place: number
}

export interface Topic {
  id: number
  groupId: number | null
  name: string
  description: string
  /** Null: what the firm needs in general. */
  consentNeeded: ConsentNeeded | null
  place: number
  archivedAt: Date | null
  /** Groups and lists of ESPs that stand for it now. */
  mappings: number
  /** People who have left it. */
  optedOut: number
}

/** The topics in use with the names of their groups, in the firm's order, without any count. */
export async function topicsInUse(
  tx: Tx,
  workspaceId: number,
): Promise<
  (Pick<Topic, 'id' | 'name' | 'description' | 'consentNeeded'> & { group: string | null })[]
> {
  const { rows } = await sql<Awaited<ReturnType<typeof topicsInUse>>[number]>`
    select t.id, t.name, t.description, t.consent_needed as "consentNeeded", g.name as "group"
    from topic t
    left join topic_group g on g.workspace_id = t.workspace_id and g.id = t.group_id
    where t.workspace_id = ${workspaceId} and t.archived_at is null
    order by g.place nulls first, g.id, t.place, t.id
    limit ${TOPICS_MAX}`.execute(tx)
  return rows
}

/** All topics with their groups, in the firm's order; those without a group first. */
export async function listTopics(
  tx: Tx,
  workspaceId: number,
): Promise<{ groups: TopicGroup[]; topics: Topic[] }> {
  const groups = await tx
    .selectFrom('topic_group')
    .select(['id', 'name', 'place'])
    .where('workspace_id', '=', workspaceId)
    .orderBy('place')
    .orderBy('id')
    .limit(TOPICS_MAX)
    .execute()
  const { rows: topics } = await sql<Topic>`
    with out as materialized (
      select topic_id, count(*)::integer as people from opted_out_topic
      where workspace_id = ${workspaceId} group by topic_id
    ),
    mapped as materialized (
      select topic_id, count(*)::integer as groups from topic_mapping
      where workspace_id = ${workspaceId} and retired_at is null group by topic_id
    )
    select t.id, t.group_id as "groupId", t.name, t.description,
      t.consent_needed as "consentNeeded", t.place, t.archived_at as "archivedAt",
      coalesce(m.groups, 0) as mappings, coalesce(o.people, 0) as "optedOut"
    from topic t
    left join topic_group g on g.workspace_id = t.workspace_id and g.id = t.group_id
    left join mapped m on m.topic_id = t.id
    left join out o on o.topic_id = t.id
    where t.workspace_id = ${workspaceId}
    order by g.place nulls first, g.id, t.place, t.id
    limit ${TOPICS_MAX}`.execute(tx)
  return { groups, topics }
}
