import type { FieldId } from '../accounts/fields/index.ts'
import { audit, type Role } from '../accounts/index.ts'
import type { Tx } from '../platform/database/index.ts'
import { Refused } from '../platform/refused.ts'
import type { ViewDefinition } from './definitions/index.ts'
import { refuseUnfit } from './prepare.ts'
import { viewById, type SeenBy, type Viewer, type WholeView } from './saved.ts'

/** Who changes something, and when. */
export interface ChangeBy {
  workspaceId: number
  actor: Viewer & { name: string }
  /** Epoch milliseconds. */
  now: number
}

/** A change of a view. */
export interface ViewChange extends ChangeBy {
  /** Fields that who changes it does not see. */
  hidden: ReadonlySet<FieldId>
}

export interface ViewWords {
  name: string
  description: string
  definition: ViewDefinition
  seenBy: SeenBy
  /** Of seenBy roles. */
  roles: Role[]
}

/** Saves a view; refuses a definition that could not be run. Audited. */
export async function makeView(tx: Tx, change: ViewChange, words: ViewWords): Promise<WholeView> {
  const { workspaceId, actor, now } = change
  await refuseUnfit(tx, change, words.definition)
  const { id } = await tx
    .insertInto('saved_view')
    .values({
      workspace_id: workspaceId,
      ...kept(words),
      owner_id: actor.id,
      owner: actor.name,
      created_at: new Date(now),
      updated_at: new Date(now),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  await tell(tx, change, id, { action: 'make_view', sentence: `Saved the view “${words.name}”.` })
  return viewById(tx, actor, String(id))
}

/**
 * Changes a view of one's own, of the version that was read; an administrator any. What it was
 * before stands in the audit.
 */
export async function changeView(
  tx: Tx,
  change: ViewChange,
  viewId: string,
  { version, ...words }: ViewWords & { version: number },
): Promise<WholeView> {
  const view = await yours(tx, change, viewId)
  await refuseUnfit(tx, change, words.definition)
  const { numUpdatedRows } = await tx
    .updateTable('saved_view')
    .set({ ...kept(words), version: version + 1, updated_at: new Date(change.now) })
    .where('workspace_id', '=', change.workspaceId)
    .where('id', '=', Number(viewId))
    .where('version', '=', version)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) {
    throw new Refused(409, `“${view.name}” was changed by somebody else meanwhile.`, {
      field: 'version',
      remedy: 'Look at it as it is now, and change it again.',
    })
  }
  const { name, description, definition, seenBy, roles } = view
  await tell(tx, change, viewId, {
    action: 'change_view',
    sentence: `Changed the view “${words.name}”.`,
    detail: { was: { name, description, definition, seenBy, roles, version } },
  })
  return viewById(tx, change.actor, viewId)
}

/** Puts a view away; once more changes nothing. Audited. */
export async function archiveView(tx: Tx, change: ViewChange, viewId: string): Promise<WholeView> {
  return setArchived(tx, change, viewId, new Date(change.now))
}

/** Brings a view back; once more changes nothing. Audited. */
export async function restoreView(tx: Tx, change: ViewChange, viewId: string): Promise<WholeView> {
  return setArchived(tx, change, viewId, null)
}

async function setArchived(
  tx: Tx,
  change: ViewChange,
  viewId: string,
  archivedAt: Date | null,
): Promise<WholeView> {
  const view = await yours(tx, change, viewId)
  if ((view.archivedAt === null) === (archivedAt === null)) return view
  await tx
    .updateTable('saved_view')
    .set({ archived_at: archivedAt })
    .where('workspace_id', '=', change.workspaceId)
    .where('id', '=', Number(viewId))
    .execute()
  const isAway = archivedAt !== null
  await tell(tx, change, viewId, {
    action: isAway ? 'archive_view' : 'restore_view',
    sentence: `${isAway ? 'Archived' : 'Restored'} the view “${view.name}”.`,
  })
  return viewById(tx, change.actor, viewId)
}

/** The view, where whoever asks may change it; refuses presets and what is somebody else's. */
async function yours(tx: Tx, { actor }: ViewChange, viewId: string): Promise<WholeView> {
  const view = await viewById(tx, actor, viewId)
  if (view.isPreset) {
    throw new Refused(409, `“${view.name}” ships with Homing and is not changed.`, {
      remedy: 'Save a view of your own with its definition.',
    })
  }
  if (!view.isYours) {
    throw new Refused(403, `“${view.name}” is a view of ${view.owner}.`, {
      remedy: 'Save a view of your own with its definition, or ask its owner or an administrator.',
    })
  }
  return view
}

function kept({ name, description, definition, seenBy, roles }: ViewWords) {
  if (seenBy === 'roles' && roles.length === 0) {
    throw new Refused(422, 'Say which roles may see it.', { field: 'roles' })
  }
  return {
    ...{ name, description, definition: JSON.stringify(definition) },
    seen_by: seenBy,
    roles: seenBy === 'roles' ? [...new Set(roles)] : [],
  }
}

async function tell(
  tx: Tx,
  { actor, now }: ViewChange,
  viewId: string | number,
  what: { action: string; sentence: string; detail?: Record<string, unknown> },
): Promise<void> {
  await audit(tx, { actor, ...what, subject: 'view', subjectId: viewId, at: now })
}
