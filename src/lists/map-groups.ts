import { sql } from 'kysely'
import {
  createTopic,
  mapGroup,
  retireMapping,
  type Arranging,
  type EspGroup,
} from '../consent/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { notFound, Refused } from '../platform/refused.ts'
import { tellUnmapped } from './unmapped.ts'

/** Says which topics a group stands for; what told of it as unmapped ends at once. */
export async function mapEspGroup(
  tx: Tx,
  at: Arranging,
  group: EspGroup & { topicIds: readonly number[] },
): Promise<void> {
  await mapGroup(tx, at, { ...group, name: await nameOf(tx, at.workspaceId, group) })
  await tellUnmapped(tx, at.workspaceId)
}

/** Ends a mapping for what comes. */
export async function retireEspMapping(
  tx: Tx,
  at: Arranging,
  group: EspGroup & { topicId: number },
): Promise<void> {
  await retireMapping(tx, at, group)
  await tellUnmapped(tx, at.workspaceId)
}

/** Makes a topic of each list, named like it, and maps the list to it; all or none. */
export async function topicsFromLists(
  tx: Tx,
  at: Arranging,
  { lists, groupId }: { lists: readonly Omit<EspGroup, 'kind'>[]; groupId: number | null },
): Promise<{ topicIds: number[] }> {
  const topicIds: number[] = []
  for (const list of lists) {
    const group = { ...list, kind: 'list' as const }
    const name = await nameOf(tx, at.workspaceId, group)
    const topicId = await topicCalled(tx, at, { name: name.slice(0, 100), groupId })
    await mapGroup(tx, at, { ...group, topicIds: [topicId], name })
    topicIds.push(topicId)
  }
  await tellUnmapped(tx, at.workspaceId)
  return { topicIds }
}

/** A list called like a topic there is means that topic. */
async function topicCalled(
  tx: Tx,
  at: Arranging,
  { name, groupId }: { name: string; groupId: number | null },
): Promise<number> {
  const found = await tx
    .selectFrom('topic')
    .select('id')
    .where('workspace_id', '=', at.workspaceId)
    .where('archived_at', 'is', null)
    .where(sql<boolean>`lower(name) = lower(${name})`)
    .executeTakeFirst()
  if (found !== undefined) return found.id
  const made = await createTopic(tx, at, { name, description: '', groupId, consentNeeded: null })
  return made.id
}

/** What the ESP calls a group now. Refuses one nobody has ever heard of: its id is a slip. */
async function nameOf(tx: Tx, workspaceId: number, group: EspGroup): Promise<string> {
  const { connectionId, kind, externalId } = group
  const connection = await tx
    .selectFrom('connection')
    .select('id')
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', connectionId)
    .executeTakeFirst()
  if (connection === undefined) throw notFound('connection', connectionId)
  const { rows } = await sql<{ name: string }>`
    select name from list
    where workspace_id = ${workspaceId} and connection_id = ${connectionId}
      and ${kind} = 'list' and external_id = ${externalId}
    union all
    select name from remote_category
    where workspace_id = ${workspaceId} and connection_id = ${connectionId}
      and ${kind} = 'category' and external_id = ${externalId}
    union all
    (select name from topic_mapping
      where workspace_id = ${workspaceId} and connection_id = ${connectionId}
        and kind = ${kind} and external_id = ${externalId} limit 1)
    union all
    (select '' from consent_fact
      where workspace_id = ${workspaceId} and connection_id = ${connectionId}
        and external_kind = ${kind} and external_id = ${externalId} limit 1)
    limit 1`.execute(tx)
  if (rows[0] !== undefined) return rows[0].name
  throw new Refused(422, `Nothing is known of a ${kind} ${externalId} at this connection.`, {
    field: 'externalId',
    remedy: 'Sync the lists first, or take the id of a group that is listed.',
  })
}
