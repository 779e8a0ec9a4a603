import { sql } from 'kysely'
import { actorName, audit, type Actor } from '../../accounts/index.ts'
import type { Homing } from '../../homing.ts'
import type { Tx } from '../../platform/database/index.ts'
import { Refused } from '../../platform/refused.ts'
import { EncodingProbe } from '../../platform/encoding.ts'

/** A file holds at most this; 100,000 people are about 15 MB. */
export const FILE_BYTES_MAX = 512 * 1024 * 1024
/** The file is kept in pieces of this size. */
const CHUNK_BYTES = 256 * 1024
/** Who sends slower than a piece in this time is taken for gone. */
const RECEIVING_SECONDS_MAX = 300

export interface NewImport {
  workspaceId: number
  fileName: string
  isDryRun: boolean
  startedBy: Actor
}

/**
 * Takes a file in, piece by piece, each in a transaction of its own so that a slow sender holds
 * nobody up; then begins the import, in the transaction that makes the file complete. Answers the
 * import's id. What ends half-way is kept as failed, without the file.
 */
export async function receiveImport(
  homing: Homing,
  asked: NewImport,
  file: AsyncIterable<Uint8Array>,
): Promise<number> {
  const importId = await begin(homing, asked)
  const at = { workspaceId: asked.workspaceId, importId }
  try {
    const probe = new EncodingProbe()
    let place = 0
    let bytesTotal = 0
    for await (const bytes of pieces(file)) {
      bytesTotal += bytes.byteLength
      if (bytesTotal > FILE_BYTES_MAX) {
        throw new Refused(413, `A file may hold ${FILE_BYTES_MAX / 1024 / 1024} MB at most.`, {
          remedy: 'Split the file; rows that are sent twice do no harm.',
        })
      }
      probe.take(bytes)
      await keepPiece(homing, at, { place, bytes, bytesTotal })
      place += 1
    }
    if (bytesTotal === 0) throw new Refused(422, 'The file is empty.', { field: 'body' })
    await complete(homing, at, { asked, encoding: probe.encoding() })
  } catch (error) {
    await giveUp(homing, at, error)
    throw error
  }
  return importId
}

/** The file again, from its first piece; one is in memory at a time. */
export async function* storedFile(
  homing: Homing,
  at: { workspaceId: number; importId: number },
): AsyncGenerator<Uint8Array> {
  for (let place = 0; place <= FILE_BYTES_MAX / CHUNK_BYTES; place++) {
    const chunk = await homing.database.inWorkspace(at.workspaceId, (tx) =>
      tx
        .selectFrom('import_chunk')
        // As hex in a text: the embedded database's driver is slow with bytea, both ways.
        .select(sql<string>`encode(bytes, 'hex')`.as('hex'))
        .where('workspace_id', '=', at.workspaceId)
        .where('import_id', '=', at.importId)
        .where('place', '=', place)
        .executeTakeFirst(),
    )
    if (chunk === undefined) return
    yield Buffer.from(chunk.hex, 'hex')
  }
}

async function begin(homing: Homing, asked: NewImport): Promise<number> {
  const { workspaceId, fileName, isDryRun, startedBy } = asked
  const row = await homing.database.inWorkspace(workspaceId, (tx) =>
    tx
      .insertInto('import')
      .values({
        workspace_id: workspaceId,
        file_name: fileName,
        status: 'receiving',
        is_dry_run: isDryRun,
        started_by: actorName(startedBy),
        lease_until: patience(),
      })
      .returning('id')
      .executeTakeFirstOrThrow(),
  )
  return row.id
}

const patience = () => sql<Date>`now() + make_interval(secs => ${RECEIVING_SECONDS_MAX})`

async function keepPiece(
  homing: Homing,
  at: { workspaceId: number; importId: number },
  piece: { place: number; bytes: Uint8Array; bytesTotal: number },
): Promise<void> {
  await homing.database.inWorkspace(at.workspaceId, async (tx) => {
    await tx
      .insertInto('import_chunk')
      .values({
        workspace_id: at.workspaceId,
        import_id: at.importId,
        place: piece.place,
        bytes: sql<Uint8Array>`decode(${Buffer.from(piece.bytes).toString('hex')}, 'hex')`,
      })
      .execute()
    const { numUpdatedRows } = await tx
      .updateTable('import')
      .set({ bytes_total: piece.bytesTotal, lease_until: patience() })
      .where('workspace_id', '=', at.workspaceId)
      .where('id', '=', at.importId)
      .where('status', '=', 'receiving')
      .executeTakeFirst()
    if (numUpdatedRows === 0n) throw new Refused(409, 'The import was given up meanwhile.')
  })
}

async function complete(
  homing: Homing,
  at: { workspaceId: number; importId: number },
  { asked, encoding }: { asked: NewImport; encoding: string },
): Promise<void> {
  await homing.database.inWorkspace(at.workspaceId, async (tx) => {
    await tx
      .updateTable('import')
      .set({ status: 'running', encoding, lease_until: null })
      .where('workspace_id', '=', at.workspaceId)
      .where('id', '=', at.importId)
      .where('status', '=', 'receiving')
      .execute()
    await homing.jobs.enqueue(tx, 'import', at)
    await audit(tx, {
      actor: asked.startedBy,
      action: 'start_import',
      subject: 'import',
      subjectId: at.importId,
      sentence: `Began ${asked.isDryRun ? 'a dry run of ' : ''}the import of ${asked.fileName}.`,
      at: homing.now(),
    })
  })
}

async function giveUp(
  homing: Homing,
  at: { workspaceId: number; importId: number },
  error: unknown,
): Promise<void> {
  const message = error instanceof Refused ? error.message : 'The file did not arrive whole.'
  await homing.database.inWorkspace(at.workspaceId, (tx) => endImport(tx, at, 'failed', message))
}

/** The last word about an import; the file and its keys are let go. */
export async function endImport(
  tx: Tx,
  at: { workspaceId: number; importId: number },
  status: 'done' | 'failed',
  message: string | null,
): Promise<void> {
  await tx
    .updateTable('import')
    .set({
      status,
      message,
      lease_until: null,
      ended_at: sql<Date>`now()`,
      ...(status === 'done' ? { bytes_done: sql<number>`coalesce(bytes_total, 0)` } : {}),
    })
    .where('workspace_id', '=', at.workspaceId)
    .where('id', '=', at.importId)
    .where('status', 'in', ['receiving', 'running'])
    .execute()
  for (const table of ['import_chunk', 'import_key'] as const) {
    await tx
      .deleteFrom(table)
      .where('workspace_id', '=', at.workspaceId)
      .where('import_id', '=', at.importId)
      .execute()
  }
}

/** The same bytes in pieces of the size they are kept in. */
async function* pieces(file: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let waiting: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of file) {
    for (let from = 0; from < chunk.byteLength;) {
      const part = chunk.subarray(from, from + CHUNK_BYTES - bytes)
      waiting.push(part)
      bytes += part.byteLength
      from += part.byteLength
      if (bytes < CHUNK_BYTES) continue
      yield Buffer.concat(waiting)
      waiting = []
      bytes = 0
    }
  }
  if (bytes > 0) yield Buffer.concat(waiting)
}
