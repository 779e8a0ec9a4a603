import { sql } from 'kysely'
import { audit, type Actor } from '../accounts/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { notFound, Refused } from '../platform/refused.ts'
import type { ConsentNeeded } from './may-write.ts'
import { TOPICS_MAX } from './topic-list.ts'

export interface Arranging {
  workspaceId: number
  actor: Actor
  /** Epoch milliseconds. */
  now: number
}

export interface TopicWords {
  name: string
  description: string
  groupId: number | null
  /** Null: what the firm needs in general. */
  consentNeeded: ConsentNeeded | null
}

/** Makes a topic, last in its group. Refuses a name that a topic in use has. */
export async function createTopic(
  tx: Tx,
  at: Arranging,
  words: TopicWords,
): Promise<{ id: number }> {
  await lockTopics(tx, at.workspaceId)
  await refuseTooMany(tx, at.workspaceId, 'topic')
  if (words.groupId !== null) await groupName(tx, at.workspaceId, words.groupId)
  await refuseTaken(tx, at.workspaceId, { table: 'topic', name: words.name })
  const { rows } = await sql<{ id: number }>`
    insert into topic (workspace_id, group_id, name, description, consent_needed, place)
    select ${at.workspaceId}, ${words.groupId}::integer, ${words.name}, ${words.description},
      ${words.consentNeeded}::text, coalesce(max(place) + 1, 0)
    from topic where workspace_id = ${at.workspaceId}
    returning id`.execute(tx)
  const { id } = rows[0]!
  await tell(tx, at, { id, action: 'create_topic', sentence: `Made the topic ${words.name}.` })
  return { id }
}

/** Changes what a topic is called, says or needs, or its group; what was said of it stays. */
export async function changeTopic(
  tx: Tx,
  at: Arranging,
  topicId: number,
  change: Partial<TopicWords>,
): Promise<void> {
  await lockTopics(tx, at.workspaceId)
  const before = await topicById(tx, at.workspaceId, topicId)
  if (change.groupId != null) await groupName(tx, at.workspaceId, change.groupId)
  if (change.name !== undefined && before.archived_at === null) {
    await refuseTaken(tx, at.workspaceId, { table: 'topic', name: change.name, except: topicId })
  }
  const set = {
    ...(change.name !== undefined && { name: change.name }),
    ...(change.description !== undefined && { description: change.description }),
    ...(change.groupId !== undefined && { group_id: change.groupId }),
    ...(change.consentNeeded !== undefined && { consent_needed: change.consentNeeded }),
  }
  if (Object.keys(set).length === 0) return
  await tx
    .updateTable('topic')
    .set(set)
    .where('workspace_id', '=', at.workspaceId)
    .where('id', '=', topicId)
    .execute()
  const isRenamed = change.name !== undefined && change.name !== before.name
  await tell(tx, at, {
    id: topicId,
    action: 'change_topic',
    sentence: isRenamed
      ? `Renamed the topic ${before.name} to ${change.name}.`
      : `Changed the topic ${before.name}.`,
    detail: { ...change, former: before },
  })
}

/**
 * A topic that is no longer written about is archived: it is offered nowhere, and what was said of
 * it holds. Restoring it takes that back; refused where another took its name meanwhile.
 */
export async function archiveTopic(
  tx: Tx,
  at: Arranging,
  { topicId, isArchived }: { topicId: number; isArchived: boolean },
): Promise<void> {
  await lockTopics(tx, at.workspaceId)
  const { name, archived_at } = await topicById(tx, at.workspaceId, topicId)
  if ((archived_at !== null) === isArchived) return
  if (!isArchived) await refuseTaken(tx, at.workspaceId, { table: 'topic', name, except: topicId })
  await tx
    .updateTable('topic')
    .set({ archived_at: isArchived ? new Date(at.now) : null })
    .where('workspace_id', '=', at.workspaceId)
    .where('id', '=', topicId)
    .execute()
  await tell(tx, at, {
    id: topicId,
    action: isArchived ? 'archive_topic' : 'restore_topic',
    sentence: `${isArchived ? 'Archived' : 'Restored'} the topic ${name}.`,
  })
}

/** Puts groups, and topics, into the order given; those that are not named stay behind them. */
export async function orderTopics(
  tx: Tx,
  at: Arranging,
  order: { groupIds: readonly number[]; topicIds: readonly number[] },
): Promise<void> {
  await lockTopics(tx, at.workspaceId)
  for (const [table, ids] of [
    ['topic_group', order.groupIds],
    ['topic', order.topicIds],
  ] as const) {
    await sql`
      update ${sql.table(table)} t set place = o.place
      from (
        select one.id, row_number() over (order by g.place nulls last, one.place, one.id) as place
        from ${sql.table(table)} one
        left join unnest(${[...ids]}::integer[]) with ordinality as g (id, place) on g.id = one.id
        where one.workspace_id = ${at.workspaceId}
      ) o
      where t.workspace_id = ${at.workspaceId} and t.id = o.id and t.place <> o.place`.execute(tx)
  }
  await audit(tx, {
    actor: at.actor,
    action: 'order_topics',
    subject: 'topic',
    subjectId: '',
    sentence: 'Put the topics into another order.',
    detail: order,
    at: at.now,
  })
}

/** Makes a group of topics, the last one. */
export async function createTopicGroup(
  tx: Tx,
  at: Arranging,
  name: string,
): Promise<{ id: number }> {
  await lockTopics(tx, at.workspaceId)
  await refuseTooMany(tx, at.workspaceId, 'topic_group')
  await refuseTaken(tx, at.workspaceId, { table: 'topic_group', name })
  const { rows } = await sql<{ id: number }>`
    insert into topic_group (workspace_id, name, place)
    select ${at.workspaceId}, ${name}, coalesce(max(place) + 1, 0)
    from topic_group where workspace_id = ${at.workspaceId}
    returning id`.execute(tx)
  const { id } = rows[0]!
  await tell(tx, at, {
    id,
    action: 'create_topic_group',
    sentence: `Made the group of topics ${name}.`,
  })
  return { id }
}

/** Renames a group of topics. Refuses a name that another group has. */
export async function renameTopicGroup(
  tx: Tx,
  at: Arranging,
  { groupId, name }: { groupId: number; name: string },
): Promise<void> {
  await lockTopics(tx, at.workspaceId)
  const before = await groupName(tx, at.workspaceId, groupId)
  await refuseTaken(tx, at.workspaceId, { table: 'topic_group', name, except: groupId })
  await tx
    .updateTable('topic_group')
    .set({ name })
    .where('workspace_id', '=', at.workspaceId)
    .where('id', '=', groupId)
    .execute()
  const sentence = `Renamed the group of topics ${before} to ${name}.`
  await tell(tx, at, { id: groupId, action: 'rename_topic_group', sentence })
}

/** Two who make a topic of the same name at once: the second is refused, not failed. */
async function lockTopics(tx: Tx, workspaceId: number): Promise<void> {
  await sql`
    select pg_advisory_xact_lock(hashtext('homing topics'), ${workspaceId}::integer)`.execute(tx)
}

type Table = 'topic' | 'topic_group'
const WORDS = { topic: 'topic', topic_group: 'group' } as const

async function refuseTooMany(tx: Tx, workspaceId: number, table: Table): Promise<void> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from ${sql.table(table)}
    where workspace_id = ${workspaceId}`.execute(tx)
  if (rows[0]!.count < TOPICS_MAX) return
  throw new Refused(409, `There are ${TOPICS_MAX} ${WORDS[table]}s already, which is the most.`, {
    remedy: 'Rename one that is no longer used.',
  })
}

async function refuseTaken(
  tx: Tx,
  workspaceId: number,
  { table, name, except }: { table: Table; name: string; except?: number },
): Promise<void> {
  const inUse = table === 'topic' ? sql`and archived_at is null` : sql``
  const { rows } = await sql`
    select 1 from ${sql.table(table)} where workspace_id = ${workspaceId}
      and lower(name) = lower(${name}) and id <> ${except ?? 0} ${inUse} limit 1`.execute(tx)
  if (rows.length === 0) return
  throw new Refused(409, `There is a ${WORDS[table]} called ${name} already.`, {
    field: 'name',
    remedy: 'Choose another name, or use the one there is.',
  })
}

async function topicById(tx: Tx, workspaceId: number, topicId: number) {
  const topic = await tx
    .selectFrom('topic')
    .select(['name', 'description', 'group_id', 'consent_needed', 'archived_at'])
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', topicId)
    .executeTakeFirst()
  if (topic === undefined) throw notFound('topic', topicId)
  return topic
}

async function groupName(tx: Tx, workspaceId: number, groupId: number): Promise<string> {
  const group = await tx
    .selectFrom('topic_group')
    .select('name')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', groupId)
    .executeTakeFirst()
  if (group === undefined) throw notFound('group of topics', groupId)
  return group.name
}

async function tell(
  tx: Tx,
  { actor, now }: Arranging,
  told: { id: number; action: string; sentence: string; detail?: Record<string, unknown> },
): Promise<void> {
  const { id, ...rest } = told
  await audit(tx, { actor, subject: 'topic', subjectId: id, at: now, ...rest })
}
