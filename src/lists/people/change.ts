import { sql } from 'kysely'
import { type Actor, actorName, audit } from '../../accounts/index.ts'
import type { Tx } from '../../platform/database/index.ts'
import { Refused } from '../../platform/refused.ts'
import type { Segment } from '../segments/index.ts'
import { personListById, type PersonListKind, type WholeList } from './lists.ts'
import { addMembers } from './members.ts'
import { refuseUnknownNames } from './refer.ts'

/** Who changes a list, and when. */
export interface ListChange {
  workspaceId: number
  actor: Actor
  /** Epoch milliseconds. */
  now: number
}

export interface NewList {
  name: string
  description: string
  kind: PersonListKind
  /** Of a segment: who is in it. Of a list: who is put on it now, once; null: nobody yet. */
  definition: Segment | null
}

/** Makes a list, with the people of a definition where one is given; or a segment. Audited. */
export async function makePersonList(
  tx: Tx,
  change: ListChange,
  { name, description, kind, definition }: NewList,
): Promise<WholeList> {
  const { workspaceId, actor, now } = change
  if (kind === 'segment' && definition === null) {
    throw new Refused(422, 'A segment needs conditions.', { field: 'definition' })
  }
  if (definition !== null) await refuseUnknownNames(tx, workspaceId, definition, 'definition')
  await refuseTakenName(tx, workspaceId, name, null)
  const { id } = await tx
    .insertInto('person_list')
    .values({
      workspace_id: workspaceId,
      name,
      kind,
      description,
      definition: kind === 'segment' ? JSON.stringify(definition) : undefined,
      created_at: new Date(now),
      created_by: actorName(actor),
      updated_at: new Date(now),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await tell(tx, change, id, { action: 'make_list', sentence: `Made ${KINDS[kind]} “${name}”.` })
  if (kind !== 'segment' && definition !== null) await addMembers(tx, change, id, { definition })
  return personListById(tx, workspaceId, id)
}

export interface ListWords {
  name: string
  description: string
  /** Of a segment; null leaves it. */
  definition: Segment | null
}

/** Renames a list, describes it, gives a segment other conditions. Audited. */
export async function changePersonList(
  tx: Tx,
  change: ListChange,
  listId: number,
  { name, description, definition }: ListWords,
): Promise<WholeList> {
  const { workspaceId, now } = change
  const list = await personListById(tx, workspaceId, listId)
  if (definition !== null) {
    if (list.kind !== 'segment') {
      throw new Refused(422, 'Only a segment has conditions.', { field: 'definition' })
    }
    await refuseUnknownNames(tx, workspaceId, definition, 'definition')
  }
  if (list.archivedAt === null) await refuseTakenName(tx, workspaceId, name, listId)
  await sql`
    update person_list set name = ${name}, description = ${description},
      updated_at = ${new Date(now)}, definition = coalesce(
        ${definition === null ? null : JSON.stringify(definition)}::jsonb, definition)
    where workspace_id = ${workspaceId} and id = ${listId}`.execute(tx)
  await tell(tx, change, listId, {
    action: 'change_list',
    sentence: `Changed ${KINDS[list.kind]} “${name}”.`,
    detail: {
      ...(name === list.name ? {} : { before: list.name }),
      ...(definition === null ? {} : { definition, was: list.definition }),
    },
  })
  return personListById(tx, workspaceId, listId)
}

/** Puts a list away, with everybody on it; once more changes nothing. Audited. */
export async function archivePersonList(
  tx: Tx,
  change: ListChange,
  listId: number,
): Promise<WholeList> {
  const list = await personListById(tx, change.workspaceId, listId)
  if (list.archivedAt !== null) return list
  return setArchived(tx, change, list, new Date(change.now))
}

/** Brings a list back; refuses where another has taken its name meanwhile. Audited. */
export async function restorePersonList(
  tx: Tx,
  change: ListChange,
  listId: number,
): Promise<WholeList> {
  const list = await personListById(tx, change.workspaceId, listId)
  if (list.archivedAt === null) return list
  await refuseTakenName(tx, change.workspaceId, list.name, listId)
  return setArchived(tx, change, list, null)
}

async function setArchived(
  tx: Tx,
  change: ListChange,
  list: WholeList,
  archivedAt: Date | null,
): Promise<WholeList> {
  const { workspaceId } = change
  await tx
    .updateTable('person_list')
    .set({ archived_at: archivedAt, updated_at: new Date(change.now) })
    .where('workspace_id', '=', workspaceId)
    .where('id', '=', list.id)
    .execute()
  const isAway = archivedAt !== null
  await tell(tx, change, list.id, {
    action: isAway ? 'archive_list' : 'restore_list',
    sentence: `${isAway ? 'Archived' : 'Restored'} ${KINDS[list.kind]} “${list.name}”.`,
  })
  return personListById(tx, workspaceId, list.id)
}

const KINDS: Record<PersonListKind, string> = {
  static: 'the list',
  suppression: 'the suppression list',
  segment: 'the segment',
}

/** Whoever gives names waits for the others: two lists never get one at the same moment. */
async function refuseTakenName(
  tx: Tx,
  workspaceId: number,
  name: string,
  except: number | null,
): Promise<void> {
  await sql`
    select pg_advisory_xact_lock(hashtext('homing person list names'), ${workspaceId})`.execute(tx)
  const { rows } = await sql`
    select 1 from person_list where workspace_id = ${workspaceId} and lower(name) = lower(${name})
      and archived_at is null and id is distinct from ${except}::integer`.execute(tx)
  if (rows.length === 0) return
  throw new Refused(409, `There is a list called “${name}” already.`, {
    field: 'name',
    remedy: 'Choose another name, or archive that list.',
  })
}

async function tell(
  tx: Tx,
  { actor, now }: ListChange,
  listId: number,
  what: { action: string; sentence: string; detail?: Record<string, unknown> },
): Promise<void> {
  await audit(tx, { actor, ...what, subject: 'person_list', subjectId: listId, at: now })
}
