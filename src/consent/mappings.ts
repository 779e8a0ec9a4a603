import { sql } from 'kysely'
import { actorName, audit } from '../accounts/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { notFound, Refused } from '../platform/refused.ts'
import type { Arranging } from './arrange-topics.ts'
import type { ExternalKind } from './state-facts.ts'
import { topicNames } from './topics.ts'

/** A group, list or category of an ESP, by its id there: what it is called may change. */
export interface EspGroup {
  connectionId: number
  kind: ExternalKind
  externalId: string
}

export interface MappingEffect {
  /** People who are known to have left the group. */
  people: number
  /** What the mapping does to their opt-outs, in words. */
  sentence: string
}

/** What mapping a group to topics would do to the opt-outs that are known already. */
export async function effectOfMapping(
  tx: Tx,
  workspaceId: number,
  group: EspGroup,
  topicIds: readonly number[],
): Promise<MappingEffect> {
  const names = await topicNames(tx, workspaceId, topicIds)
  const { rows } = await sql<{ people: number; closed: number; topics: string[] }>`
    select
      (select count(distinct coalesce(pa.person_id, -pa.address_id, -f.address_id))::integer
        from consent_fact f
        left join person_address pa on pa.workspace_id = f.workspace_id
          and pa.address_id = f.address_id and pa.ended_at is null
        where ${ofGroup(workspaceId, group)} and not f.opted_in) as people,
      (select count(distinct coalesce(pa.person_id, -pa.address_id, -f.address_id))::integer
        from consent_fact f
        join consent_wish w on w.workspace_id = f.workspace_id and w.fact_id = f.id
          and w.is_unmapped
        left join person_address pa on pa.workspace_id = f.workspace_id
          and pa.address_id = f.address_id and pa.ended_at is null
        where ${ofGroup(workspaceId, group)} and not f.opted_in) as closed,
      array(select t.name from topic_mapping m
        join topic t on t.workspace_id = m.workspace_id and t.id = m.topic_id
        where m.workspace_id = ${workspaceId} and m.connection_id = ${group.connectionId}
          and m.kind = ${group.kind} and m.external_id = ${group.externalId}
        order by t.place, t.id) as topics`.execute(tx)
  return { people: rows[0]!.people, sentence: sentenceOfEffect(rows[0]!, [...names.values()]) }
}

/** Pure: what a mapping does, so that nobody is surprised by whom they may write to. */
export function sentenceOfEffect(
  { people, closed, topics }: { people: number; closed: number; topics: readonly string[] },
  added: readonly string[],
): string {
  const now = listed(added)
  if (people === 0) {
    return (
      'Nobody is known to have left this group. Whoever leaves it from now on counts as having '
      + `left ${now}.`
    )
  }
  const result =
    people === 1
      ? `1 person left this group and now counts as having left ${now}.`
      : `${people} people left this group and now count as having left ${now}.`
  const opened =
    people === 1
      ? 'Until now the address got nothing at all, and from now on every other topic.'
      : 'Until now their addresses got nothing at all, and from now on every other topic.'
  if (closed === people) return [result, opened].join(' ')
  const before = topics.length === 0 ? [] : [`They count as having left ${listed(topics)} already.`]
  if (closed === 0) return [result, ...before].join(' ')
  const open =
    closed === 1
      ? 'Until now the address of 1 of them got nothing at all.'
      : `Until now the addresses of ${closed} of them got nothing at all.`
  return [result, ...before, open].join(' ')
}

/** Maps a group to topics: what is known and what will come of it is about them from now on. */
export async function mapGroup(
  tx: Tx,
  at: Arranging,
  { topicIds, name, ...group }: EspGroup & { topicIds: readonly number[]; name: string },
): Promise<void> {
  const names = await topicNames(tx, at.workspaceId, topicIds)
  await refuseArchived(tx, at.workspaceId, topicIds)
  const by = actorName(at.actor)
  await sql`
    insert into topic_mapping as m (workspace_id, connection_id, kind, external_id, topic_id, name,
      created_by, created_at)
    select ${at.workspaceId}, ${group.connectionId}, ${group.kind}, ${group.externalId}, id,
      ${name}, ${by}, now()
    from unnest(${[...names.keys()]}::integer[]) as t (id)
    on conflict (workspace_id, connection_id, kind, external_id, topic_id)
      do update set retired_at = null`.execute(tx)
  await tell(tx, at, group, {
    action: 'map_group',
    sentence: `Mapped ${named(group, name)} to ${listed([...names.values()])}.`,
    detail: { topicIds },
  })
}

/**
 * Ends a mapping for what comes: what was read by it keeps its meaning, for else somebody would be
 * written to who has left.
 */
export async function retireMapping(
  tx: Tx,
  at: Arranging,
  { topicId, ...group }: EspGroup & { topicId: number },
): Promise<void> {
  const retired = await tx
    .updateTable('topic_mapping')
    .set({ retired_at: sql<Date>`now()` })
    .where('workspace_id', '=', at.workspaceId)
    .where('connection_id', '=', group.connectionId)
    .where('kind', '=', group.kind)
    .where('external_id', '=', group.externalId)
    .where('topic_id', '=', topicId)
    .where('retired_at', 'is', null)
    .returning('name')
    .executeTakeFirst()
  if (retired === undefined) throw notFound('mapping to the topic', topicId)
  const names = await topicNames(tx, at.workspaceId, [topicId])
  await tell(tx, at, group, {
    action: 'retire_mapping',
    sentence: `Retired the mapping of ${named(group, retired.name)} to ${names.get(topicId)}.`,
    detail: { topicId },
  })
}

/** Somebody has seen that a group is called otherwise at the ESP: the notice goes. */
export async function takeNoteOfName(tx: Tx, at: Arranging, group: EspGroup): Promise<void> {
  const noted = await tx
    .updateTable('topic_mapping')
    .set({ former_name: null })
    .where('workspace_id', '=', at.workspaceId)
    .where('connection_id', '=', group.connectionId)
    .where('kind', '=', group.kind)
    .where('external_id', '=', group.externalId)
    .where('former_name', 'is not', null)
    .returning('name')
    .execute()
  if (noted.length === 0) return
  const sentence = `Took note that a ${KINDS[group.kind]} is now called ${noted[0]!.name}.`
  await tell(tx, at, group, { action: 'note_rename', sentence })
}

/**
 * Groups were read at an ESP: a mapped one that is called otherwise keeps its mapping and both
 * names, until somebody takes note; called as before again, there is nothing to note.
 */
export async function noteGroupNames(
  tx: Tx,
  of: { workspaceId: number; connectionId: number; kind: ExternalKind },
  groups: readonly { id: string; name: string }[],
): Promise<void> {
  if (groups.length === 0) return
  await sql`
    update topic_mapping m
    set name = g.name, former_name = case when m.name = '' then null
      when m.former_name = g.name then null else coalesce(m.former_name, m.name) end
    from unnest(${groups.map((one) => one.id)}::text[],
      ${groups.map((one) => one.name)}::text[]) as g (id, name)
    where m.workspace_id = ${of.workspaceId} and m.connection_id = ${of.connectionId}
      and m.kind = ${of.kind} and m.external_id = g.id and m.name <> g.name`.execute(tx)
}

function ofGroup(workspaceId: number, group: EspGroup) {
  return sql`f.workspace_id = ${workspaceId} and f.connection_id = ${group.connectionId}
    and f.external_kind = ${group.kind} and f.external_id = ${group.externalId}`
}

async function refuseArchived(tx: Tx, workspaceId: number, topicIds: readonly number[]) {
  const archived = await tx
    .selectFrom('topic')
    .select('name')
    .where('workspace_id', '=', workspaceId)
    .where('id', 'in', [...topicIds])
    .where('archived_at', 'is not', null)
    .executeTakeFirst()
  if (archived === undefined) return
  throw new Refused(409, `${archived.name} is archived, so nothing is mapped to it.`, {
    field: 'topicIds',
    remedy: 'Restore the topic first, or choose another.',
  })
}

const KINDS: Record<ExternalKind, string> = {
  list: 'list',
  group: 'group',
  category: 'category',
  suppression_group: 'suppression group',
}

function named({ kind, externalId }: EspGroup, name: string): string {
  return `the ${KINDS[kind]} ${name === '' ? externalId : name}`
}

/** "Tax, Events and Wine". */
export function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

async function tell(
  tx: Tx,
  { actor, now }: Arranging,
  group: EspGroup,
  told: { action: string; sentence: string; detail?: Record<string, unknown> },
): Promise<void> {
  const { connectionId, kind, externalId } = group
  await audit(tx, {
    ...told,
    actor,
    subject: 'connection',
    subjectId: connectionId,
    detail: { ...told.detail, kind, externalId },
    at: now,
  })
}
