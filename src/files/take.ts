import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
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
import { decode, EncodingProbe, type Encoding } from '../platform/encoding.ts'
import { Refused } from '../platform/refused.ts'
import { showFile, type FileView } from './files.ts'

/** A file holds at most this. */
export const FILE_BYTES_MAX = 1024 * 1024 * 1024

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
  const how = await readingOf(homing, by, brought.connectionId)
  const folder = await mkdtemp(join(tmpdir(), 'homing-file-'))
  try {
    const path = join(folder, 'file')
    const seen = await spool(bytes, path)
    const fileId = await begin(homing, by, { ...brought, ...seen, version: how.version })
    const cutting = { homing, by, brought, fileId, ...seen, how }
    try {
      await cut(cutting, path)
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
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
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

interface Seen {
  hash: Buffer
  bytes: number
  encoding: Encoding
}

async function spool(bytes: AsyncIterable<Uint8Array>, path: string): Promise<Seen> {
  const hash = createHash('sha256')
  const probe = new EncodingProbe()
  let total = 0
  const watched = async function* () {
    for await (const piece of bytes) {
      total += piece.byteLength
      if (total > FILE_BYTES_MAX) {
        throw new Refused(413, `A file may hold ${FILE_BYTES_MAX / 1024 / 1024} MB at most.`, {
          remedy: 'Split the file; rows that are sent twice do no harm.',
        })
      }
      hash.update(piece)
      probe.take(piece)
      yield piece
    }
  }
  await pipeline(watched, createWriteStream(path))
  if (total === 0) throw new Refused(422, 'The file is empty.', { field: 'body' })
  return { hash: hash.digest(), bytes: total, encoding: probe.encoding() }
}

async function begin(
  homing: Homing,
  by: By,
  file: BroughtFile & Seen & { version: number },
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
      })
      .returning('id')
      .executeTakeFirstOrThrow(),
  )
  return row.id
}

interface Cutting extends Seen {
  homing: Homing
  by: By
  brought: BroughtFile
  fileId: number
  how: How
}

async function cut(at: Cutting, path: string): Promise<void> {
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
    const bytes = createReadStream(path) as AsyncIterable<Uint8Array>
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
