import { audit } from '../../accounts/index.ts'
import { connectorOf, findConnection, type By } from '../../connections/index.ts'
import type { Homing } from '../../homing.ts'
import type { Tx } from '../../platform/database/index.ts'
import { Refused } from '../../platform/refused.ts'
import { WatchedFolders } from '../../platform/watched-folder.ts'
import { endProblems } from './problems.ts'
import { settle, type Settled, type Wanted } from './settings.ts'
import {
  findSource,
  sealSource,
  SOURCES_MAX,
  sourcesOf,
  titleOf,
  unsealSource,
  type Source,
  type SourceKind,
} from './source.ts'

/** Adds a source to a connection that is read from files; it is looked at at once. */
export async function addSource(
  homing: Homing,
  by: By,
  connectionId: number,
  { kind, ...wanted }: Wanted & { kind: SourceKind },
): Promise<Source> {
  const source = await homing.database.inWorkspace(by.workspaceId, async (tx) => {
    const { connector, name } = await findConnection(tx, connectionId)
    if (connectorOf(homing, connector).files === undefined) {
      throw new Refused(409, 'This connection is not read from files.')
    }
    if ((await sourcesOf(tx, connectionId)).length >= SOURCES_MAX) {
      throw new Refused(409, `A connection has ${SOURCES_MAX} sources at most.`)
    }
    const settled = settle(kind, wanted, null, guardsOf(homing))
    const { workspaceId } = by
    const { id } = await tx
      .insertInto('file_source')
      .values({
        ...{ workspace_id: workspaceId, connection_id: connectionId, kind, sealed: null },
        ...{ next_at: new Date(homing.now()), validators: '{}', ...columnsOf(settled) },
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    await keepSecrets(tx, homing, { workspaceId, id }, settled)
    const source = await findSource(tx, id)
    const sentence = `Has “${name}” fetch files from ${titleOf(source)}.`
    await note(tx, homing, by, { action: 'add_file_source', id, sentence })
    return source
  })
  await askToLook(homing, source)
  return source
}

/** Changes a source; what is absent stays. Where it fetches from elsewhere it begins anew. */
export async function changeSource(
  homing: Homing,
  by: By,
  id: number,
  wanted: Wanted,
): Promise<Source> {
  const changed = await homing.database.inWorkspace(by.workspaceId, async (tx) => {
    const source = await findSource(tx, id)
    const before = { source, secrets: unsealSource(homing.secrets, source) }
    const settled = settle(source.kind, wanted, before, guardsOf(homing))
    await tx
      .updateTable('file_source')
      .set({ ...columnsOf(settled), validators: '{}', next_at: new Date(homing.now()) })
      .where('id', '=', id)
      .execute()
    await keepSecrets(tx, homing, source, settled)
    const after = await findSource(tx, id)
    const sentence = `Changed how files are fetched from ${titleOf(after)}.`
    await note(tx, homing, by, { action: 'change_file_source', id, sentence })
    return after
  })
  if (changed.isOn) await askToLook(homing, changed)
  return changed
}

/** Removes a source and destroys its secrets; what it brought stays. */
export async function removeSource(homing: Homing, by: By, id: number): Promise<void> {
  await homing.database.inWorkspace(by.workspaceId, async (tx) => {
    const source = await findSource(tx, id)
    await tx
      .updateTable('file_source')
      .set({ deleted_at: new Date(homing.now()), sealed: null, is_on: false })
      .where('id', '=', id)
      .execute()
    await endProblems(tx, by.workspaceId, id)
    const sentence = `Fetches no files from ${titleOf(source)} any more; what came stays.`
    await note(tx, homing, by, { action: 'remove_file_source', id, sentence })
  })
}

/** Has a source looked at now; files that were refused are tried once more. */
export async function lookNow(homing: Homing, by: By, id: number): Promise<Source> {
  const source = await homing.database.inWorkspace(by.workspaceId, async (tx) => {
    await findSource(tx, id)
    await tx
      .updateTable('file_source')
      .set({ next_at: new Date(homing.now()), validators: '{}' })
      .where('id', '=', id)
      .execute()
    await tx
      .deleteFrom('found_file')
      .where('source_id', '=', id)
      .where('status', '=', 'refused')
      .execute()
    return findSource(tx, id)
  })
  await askToLook(homing, source)
  return source
}

function askToLook(homing: Homing, { workspaceId, id }: Source): Promise<void> {
  const data = { workspaceId, sourceId: id }
  return homing.jobs.enqueueNow('sources', data, `${workspaceId}:${id}`)
}

function columnsOf({ place, pattern, everyMinutes, moveTo, hostKey, isOn }: Settled) {
  return {
    place: JSON.stringify(place),
    pattern,
    every_minutes: everyMinutes,
    move_to: moveTo,
    host_key: hostKey,
    is_on: isOn,
  }
}

async function keepSecrets(
  tx: Tx,
  homing: Homing,
  at: { workspaceId: number; id: number },
  { secrets }: Settled,
): Promise<void> {
  const isEmpty = Object.keys(secrets).length === 0
  const sealed = isEmpty ? null : sealSource(homing.secrets, at, secrets)
  await tx.updateTable('file_source').set({ sealed }).where('id', '=', at.id).execute()
}

function guardsOf(homing: Homing) {
  return { folders: homing.folders ?? new WatchedFolders([]), http: homing.http }
}

function note(
  tx: Tx,
  homing: Homing,
  by: By,
  { action, id, sentence }: { action: string; id: number; sentence: string },
): Promise<void> {
  return audit(tx, {
    ...{ actor: by, action, subject: 'file_source', subjectId: id, sentence },
    at: homing.now(),
  })
}
