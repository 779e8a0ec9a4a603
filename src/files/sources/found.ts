import { sql } from 'kysely'
import type { Tx } from '../../platform/database/index.ts'
import type { Spooled } from '../spool.ts'
import { TRIES_MAX, type Known } from './judge.ts'
import type { ShownFile } from './places/index.ts'
import type { Source } from './source.ts'

/** What is known of the files of these names: of each the one that settles, else the last seen. */
export async function knownFiles(
  tx: Tx,
  sourceId: number,
  names: readonly string[],
): Promise<Map<string, Known>> {
  const { rows } = await sql<Known & { name: string }>`
    select distinct on (name) name, id, status, bytes::float8 as bytes,
      (extract(epoch from modified_at) * 1000)::float8 as "modifiedAt",
      (extract(epoch from still_since) * 1000)::float8 as "stillSince", moved_to as "movedTo"
    from found_file
    where workspace_id = homing_workspace() and source_id = ${sourceId}
      and name = any(${names}::text[])
    order by name, (status = 'settling') desc, seen_at desc, id desc`.execute(tx)
  return new Map(rows.map(({ name, ...known }) => [name, known]))
}

/** A file that is new here, with why it is not taken at all where that is plain by now. */
export interface NewFile extends ShownFile {
  refusal: { fault: string; remedy: string } | null
}

/** Keeps what was found, and answers the ids by name. */
export async function keepNew(
  tx: Tx,
  source: Source,
  files: readonly NewFile[],
  now: number,
): Promise<Map<string, number>> {
  const at = new Date(now)
  const { rows } = await sql<{ id: number; name: string }>`
    insert into found_file (workspace_id, source_id, name, bytes, modified_at, still_since, status,
      fault, remedy, found_at, seen_at)
    select ${source.workspaceId}, ${source.id}, name, bytes, to_timestamp(modified / 1000.0), ${at},
      case when fault = '' then 'settling' else 'refused' end, fault, remedy, ${at}, ${at}
    from unnest(
      ${files.map(({ name }) => name)}::text[],
      ${files.map(({ bytes }) => bytes)}::bigint[],
      ${files.map(({ modifiedAt }) => modifiedAt)}::float8[],
      ${files.map(({ refusal }) => refusal?.fault ?? '')}::text[],
      ${files.map(({ refusal }) => refusal?.remedy ?? '')}::text[]
    ) as f (name, bytes, modified, fault, remedy)
    returning id, name`.execute(tx)
  return new Map(rows.map(({ id, name }) => [name, id]))
}

/** Those that changed while they settled begin their rest again. */
export async function keepChanged(
  tx: Tx,
  files: readonly { id: number; shown: ShownFile }[],
  now: number,
): Promise<void> {
  await sql`
    update found_file f set bytes = c.bytes, modified_at = to_timestamp(c.modified / 1000.0),
      still_since = ${new Date(now)}, seen_at = ${new Date(now)}
    from unnest(
      ${files.map(({ id }) => id)}::integer[],
      ${files.map(({ shown }) => shown.bytes)}::bigint[],
      ${files.map(({ shown }) => shown.modifiedAt)}::float8[]
    ) as c (id, bytes, modified)
    where f.workspace_id = homing_workspace() and f.id = c.id and f.status = 'settling'`.execute(tx)
}

/** Forgets those that were renamed or taken away before they had settled. */
export async function dropGone(tx: Tx, source: Source, names: readonly string[]): Promise<void> {
  await sql`
    delete from found_file
    where workspace_id = homing_workspace() and source_id = ${source.id} and status = 'settling'
      and not name = any(${names}::text[])`.execute(tx)
}

/** Whether a file of that name, size and hash was there before; then its row is as seen now. */
export async function isKnownByHash(
  tx: Tx,
  at: { source: Source; id: number; shown: ShownFile; now: number },
  { hash, bytes }: Spooled,
): Promise<boolean> {
  const { source, id, shown, now } = at
  const { rows } = await sql`
    update found_file set seen_at = ${new Date(now)},
      modified_at = to_timestamp(${shown.modifiedAt}::float8 / 1000.0)
    where workspace_id = homing_workspace() and source_id = ${source.id} and name = ${shown.name}
      and bytes = ${bytes} and hash = ${hash} and status in ('taken', 'refused') and id <> ${id}
    returning 1`.execute(tx)
  if (rows.length === 0) return false
  await tx.deleteFrom('found_file').where('id', '=', id).execute()
  return true
}

/** What became of a file. */
export interface Outcome {
  status: 'taken' | 'refused'
  fault: string
  remedy: string
  fileId: number | null
}

export async function keepOutcome(
  tx: Tx,
  id: number,
  { status, fault, remedy, fileId }: Outcome,
  spooled: Pick<Spooled, 'hash' | 'bytes'> | null,
): Promise<void> {
  await tx
    .updateTable('found_file')
    .set({
      ...{ status, fault, remedy, file_id: fileId },
      ...(spooled && { hash: spooled.hash, bytes: spooled.bytes }),
    })
    .where('id', '=', id)
    .execute()
}

/** A try that failed; after the last of them the file is refused. */
export async function keepTry(tx: Tx, id: number, fault: string, remedy: string): Promise<void> {
  await sql`
    update found_file set tries = tries + 1, fault = ${fault}, remedy = ${remedy},
      status = case when tries + 1 >= ${TRIES_MAX} then 'refused' else status end
    where workspace_id = homing_workspace() and id = ${id} and status = 'settling'`.execute(tx)
}

export async function keepMove(
  tx: Tx,
  id: number,
  came: { movedTo: string; fault: string; remedy: string },
): Promise<void> {
  await tx
    .updateTable('found_file')
    .set({ moved_to: came.movedTo, fault: came.fault, remedy: came.remedy })
    .where('id', '=', id)
    .execute()
}

/** Of the files that are there, those that nobody could take. */
export async function refusedOf(
  tx: Tx,
  sourceId: number,
  names: readonly string[],
): Promise<{ name: string; fault: string; remedy: string }[]> {
  const { rows } = await sql<{ name: string; fault: string; remedy: string; status: string }>`
    select distinct on (name) name, fault, remedy, status from found_file
    where workspace_id = homing_workspace() and source_id = ${sourceId}
      and name = any(${names}::text[])
    order by name, (status = 'settling') desc, seen_at desc, id desc`.execute(tx)
  return rows.filter(({ status }) => status === 'refused')
}
