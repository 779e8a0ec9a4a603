import { createReadStream } from 'node:fs'
import { connectorOf, findConnection, mappingInForce, type By } from '../connections/index.ts'
import {
  FileFault,
  fileMapping,
  packPiece,
  Pieces,
  rowsOf,
  type FileFormat,
  type FileRow,
  type RowReader,
} from '../connectors/index.ts'
import type { Homing } from '../homing.ts'
import { packDelivery, storeDeliveries } from '../ledger/index.ts'
import { decode } from '../platform/encoding.ts'
import { Refused } from '../platform/refused.ts'
import { showFile, type FileView } from './files.ts'
import { spool, type Spooled } from './spool.ts'

export interface BroughtFile {
  connectionId: number
  name: string
}

/**
 * Takes a file in: beside the database first, since only its last byte tells its encoding and its
 * hash, then cut into pieces of whole rows, each a receipt. Workers read them. The same file again
 * stores nothing. A file that is none of its format is kept as far as it could be cut, as failed.
 */
export async function takeFile(
  homing: Homing,
  by: By,
  brought: BroughtFile,
  bytes: AsyncIterable<Uint8Array>,
): Promise<FileView> {
  await refuseUnread(homing, by, brought.connectionId)
  const spooled = await spool(bytes)
  try {
    return await takeSpooled(homing, by, brought, spooled)
  } finally {
    await spooled.discard()
  }
}

/** Takes in a file that lies beside the database; whoever spooled it discards it. */
export async function takeSpooled(
  homing: Homing,
  by: By,
  brought: BroughtFile,
  spooled: Spooled,
): Promise<FileView> {
  const how = await readingOf(homing, by, brought.connectionId)
  const fileId = await begin(homing, by, { ...brought, ...spooled, version: how.version })
  const cutting = { homing, by, brought, fileId, ...spooled, how }
  try {
    await cut(cutting)
    await end(cutting, 'taken', null)
  } catch (error) {
    const isFault = error instanceof FileFault
    await end(cutting, 'failed', isFault ? error.message : 'The file could not be taken in.')
    if (!isFault) throw error
  }
  const { workspaceId } = by
  const place = { workspaceId, connectionId: brought.connectionId }
  await homing.jobs.enqueueNow('deliveries', place, `${workspaceId}:${brought.connectionId}`)
  return await homing.database.inWorkspace(workspaceId, (tx) => showFile(tx, fileId))
}

/** Refuses a connection whose files nobody can read yet, before anything is fetched for it. */
export async function refuseUnread(homing: Homing, by: By, connectionId: number): Promise<void> {
  await readingOf(homing, by, connectionId)
}

/** How a connection's files are cut into rows. */
interface How {
  /** The mapping's; 0 where the connector knows the format itself. */
  version: number
  /** What tells one way of cutting from another. */
  format: FileFormat | string
  rows(): RowReader
}

async function readingOf(homing: Homing, by: By, connectionId: number): Promise<How> {
  const { connector, found } = await homing.database.inWorkspace(by.workspaceId, async (tx) => {
    const connector = connectorOf(homing, (await findConnection(tx, connectionId)).connector)
    if (connector.files === undefined) {
      throw new Refused(409, 'This connection is not read from files.')
    }
    return { connector, found: await mappingInForce(tx, connectionId) }
  })
  const own = connector.files!.ownFormat
  if (own !== undefined) return { version: 0, format: connector.id, rows: own.rows }
  if (found !== null) {
    const { format } = fileMapping.parse(found.rules)
    return { version: found.version, format, rows: () => rowsOf(format) }
  }
  throw new Refused(409, 'Nobody has said yet what the columns of these files mean.', {
    remedy: 'Save a mapping for the connection, made from a sample.',
  })
}

async function begin(
  homing: Homing,
  by: By,
  file: BroughtFile & Spooled & { version: number },
): Promise<number> {
  const row = await homing.database.inWorkspace(by.workspaceId, (tx) =>
    tx
      .insertInto('feedback_file')
      .values({
        workspace_id: by.workspaceId,
        connection_id: file.connectionId,
        name: file.name,
        hash: file.hash,
        bytes: file.bytes,
        mapping_version: file.version,
        status: 'taking',
        message: null,
        brought_by: by.name,
        received_at: new Date(homing.now()),
        alive_at: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow(),
  )
  return row.id
}

interface Cutting extends Spooled {
  homing: Homing
  by: By
  brought: BroughtFile
  fileId: number
  how: How
}

async function cut(at: Cutting): Promise<void> {
  const reader = at.how.rows()
  const pieces = new Pieces()
  let place = 0
  const keep = async (rows: readonly FileRow[]) => {
    for (const row of rows) {
      const full = pieces.add(row)
      if (full !== null) await store(at, full, place++)
    }
  }
  try {
    const bytes = createReadStream(at.path) as AsyncIterable<Uint8Array>
    for await (const text of decode(bytes, at.encoding)) await keep(reader.push(text))
    await keep(reader.end())
  } finally {
    const rest = pieces.rest()
    if (rest.length > 0) await store(at, rest, place)
  }
}

async function store(at: Cutting, rows: FileRow[], place: number): Promise<void> {
  const { brought, fileId, by } = at
  // The same bytes cut in the same way make the same pieces.
  const identity = JSON.stringify([at.hash.toString('hex'), at.how.format, place])
  const packed = await packDelivery(brought.connectionId, packPiece(rows), identity)
  await at.homing.database.inWorkspace(by.workspaceId, async (tx) => {
    const [isNew] = await storeDeliveries(tx, by.workspaceId, [{ ...packed, fileId }])
    await tx
      .updateTable('feedback_file')
      .set((e) => ({
        rows: e('rows', '+', rows.length),
        pieces: e('pieces', '+', 1),
        repeated: e('repeated', '+', isNew ? 0 : 1),
        // One that was given up meanwhile is at work after all.
        status: 'taking' as const,
        message: null,
        alive_at: new Date(at.homing.now()),
      }))
      .where('id', '=', fileId)
      .execute()
  })
}

async function end(at: Cutting, status: 'taken' | 'failed', message: string | null) {
  await at.homing.database.inWorkspace(at.by.workspaceId, (tx) =>
    tx.updateTable('feedback_file').set({ status, message }).where('id', '=', at.fileId).execute(),
  )
}
