import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { EncodingProbe, type Encoding } from '../platform/encoding.ts'
import { Refused } from '../platform/refused.ts'

/** A file holds at most this. */
export const FILE_BYTES_MAX = 1024 * 1024 * 1024

/** A file beside the database, with what only its last byte tells. */
export interface Spooled {
  path: string
  /** sha256 of its bytes. */
  hash: Buffer
  bytes: number
  encoding: Encoding
  /** Deletes it. */
  discard(): Promise<void>
}

/** Writes a file beside the database. Refuses one that is empty, or larger than FILE_BYTES_MAX. */
export async function spool(bytes: AsyncIterable<Uint8Array>): Promise<Spooled> {
  const folder = await mkdtemp(join(tmpdir(), 'homing-file-'))
  const discard = () => rm(folder, { recursive: true, force: true })
  try {
    const path = join(folder, 'file')
    return { path, discard, ...(await write(bytes, path)) }
  } catch (error) {
    await discard()
    throw error
  }
}

async function write(bytes: AsyncIterable<Uint8Array>, path: string) {
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
