import { pipeline, Readable } from 'node:stream'
import { crc32, createDeflateRaw } from 'node:zlib'

/** A file of an archive; its bytes may come as slowly as they like. */
export interface ZipFile {
  name: string
  body: AsyncIterable<string | Uint8Array>
}

/** What four bytes hold; more would need another format, which not every desktop reads. */
const BYTES_MAX = 0xffff_ffff
const UTF8_NAMES_SIZES_BEHIND = 0x0808
const DEFLATE = 8
const VERSION = 20

interface Packed {
  name: Buffer
  at: number
  crc: number
  bytes: number
  packed: number
}

/**
 * A ZIP archive, written as it is read: of each file a chunk is held at a time, sizes stand behind.
 * modifiedAt is what every file is dated. Throws where it would hold more than four gigabytes.
 */
export async function* zipOf(
  files: AsyncIterable<ZipFile> | Iterable<ZipFile>,
  modifiedAt: Date,
): AsyncGenerator<Uint8Array> {
  const moment = dosTime(modifiedAt)
  const done: Packed[] = []
  let at = 0
  for await (const { name, body } of files) {
    const file: Packed = { name: Buffer.from(name), at, crc: 0, bytes: 0, packed: 0 }
    const header = localHeader(file, moment)
    yield header
    for await (const chunk of deflated(file, body)) yield chunk
    const behind = sizesOf(file)
    yield behind
    at += header.length + file.packed + behind.length
    if (at > BYTES_MAX || file.bytes > BYTES_MAX) throw new Error('The archive grows too large.')
    done.push(file)
  }
  const directory = Buffer.concat(done.map((file) => centralHeader(file, moment)))
  yield directory
  yield endOf(done.length, directory.length, at)
}

async function* deflated(
  file: Packed,
  body: AsyncIterable<string | Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const deflate = createDeflateRaw()
  // A body that fails fails the reading below; who stops reading stops the body.
  pipeline(Readable.from(counted(file, body)), deflate, () => undefined)
  for await (const chunk of deflate) {
    file.packed += (chunk as Uint8Array).byteLength
    yield chunk as Uint8Array
  }
}

async function* counted(file: Packed, body: AsyncIterable<string | Uint8Array>) {
  for await (const piece of body) {
    const chunk = typeof piece === 'string' ? Buffer.from(piece) : piece
    file.crc = crc32(chunk, file.crc)
    file.bytes += chunk.byteLength
    yield chunk
  }
}

function localHeader({ name }: Packed, moment: number): Buffer {
  const header = Buffer.alloc(30)
  header.writeUInt32LE(0x04034b50, 0)
  header.writeUInt16LE(VERSION, 4)
  header.writeUInt16LE(UTF8_NAMES_SIZES_BEHIND, 6)
  header.writeUInt16LE(DEFLATE, 8)
  header.writeUInt32LE(moment, 10)
  header.writeUInt16LE(name.length, 26)
  return Buffer.concat([header, name])
}

function sizesOf({ crc, packed, bytes }: Packed): Buffer {
  const behind = Buffer.alloc(16)
  behind.writeUInt32LE(0x08074b50, 0)
  behind.writeUInt32LE(crc, 4)
  behind.writeUInt32LE(packed, 8)
  behind.writeUInt32LE(bytes, 12)
  return behind
}

function centralHeader({ name, at, crc, packed, bytes }: Packed, moment: number): Buffer {
  const header = Buffer.alloc(46)
  header.writeUInt32LE(0x02014b50, 0)
  header.writeUInt16LE(VERSION, 4)
  header.writeUInt16LE(VERSION, 6)
  header.writeUInt16LE(UTF8_NAMES_SIZES_BEHIND, 8)
  header.writeUInt16LE(DEFLATE, 10)
  header.writeUInt32LE(moment, 12)
  header.writeUInt32LE(crc, 16)
  header.writeUInt32LE(packed, 20)
  header.writeUInt32LE(bytes, 24)
  header.writeUInt16LE(name.length, 28)
  header.writeUInt32LE(at, 42)
  return Buffer.concat([header, name])
}

function endOf(files: number, bytes: number, at: number): Buffer {
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(files, 8)
  end.writeUInt16LE(files, 10)
  end.writeUInt32LE(bytes, 12)
  end.writeUInt32LE(at, 16)
  return end
}

/** Two seconds are the finest a ZIP tells, and 1980 the earliest. */
function dosTime(moment: Date): number {
  const day =
    ((Math.max(1980, moment.getUTCFullYear()) - 1980) << 25)
    | ((moment.getUTCMonth() + 1) << 21)
    | (moment.getUTCDate() << 16)
  const time =
    (moment.getUTCHours() << 11) | (moment.getUTCMinutes() << 5) | (moment.getUTCSeconds() >> 1)
  return (day | time) >>> 0
}
