/** POSIX ustar, as far as a backup needs it: any tar program reads what is written here. */

const BLOCK = 512
const NAME_BYTES_MAX = 100
/** What eleven octal digits hold; larger sizes are written in binary, as GNU and POSIX tar do. */
const OCTAL_SIZE_MAX = 0o77777777777

export interface Entry {
  /** Relative, with slashes; of a folder without one at its end. */
  name: string
  isFolder: boolean
  bytes: number
}

/** The two empty blocks at the end of an archive. */
export const ARCHIVE_END = Buffer.alloc(2 * BLOCK)

/** One entry: header, body, padding. Throws where the body is not as long as was said. */
export async function* packEntry(
  entry: Entry,
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array> = [],
): AsyncGenerator<Uint8Array> {
  yield headerOf(entry)
  let written = 0
  for await (const chunk of body) {
    written += chunk.byteLength
    yield chunk
  }
  if (written !== entry.bytes) {
    throw new Error(`${entry.name} has ${written} bytes instead of ${entry.bytes}.`)
  }
  const rest = written % BLOCK
  if (rest > 0) yield Buffer.alloc(BLOCK - rest)
}

/** Reads an archive entry by entry. Throws where it is damaged or ends too early. */
export async function unpack(
  source: AsyncIterable<Uint8Array>,
  take: (entry: Entry, body: AsyncIterable<Uint8Array>) => Promise<void>,
): Promise<void> {
  const reader = new Reader(source)
  for (;;) {
    const header = await reader.exactly(BLOCK)
    if (header.every((byte) => byte === 0)) break
    const entry = entryOf(header)
    const body = reader.stream(entry.bytes)
    await take(entry, body)
    for await (const _ of body) void _
    await reader.exactly((BLOCK - (entry.bytes % BLOCK)) % BLOCK)
  }
  // To the very end: what stands behind is checked by those who unpacked and opened it.
  await reader.drain()
}

function headerOf({ name, isFolder, bytes }: Entry): Buffer {
  const header = Buffer.alloc(BLOCK)
  const written = isFolder ? `${name}/` : name
  if (Buffer.byteLength(written) > NAME_BYTES_MAX) throw new Error(`Too long a name: ${name}.`)
  header.write(written, 0)
  header.write(isFolder ? '0000700\0' : '0000600\0', 100)
  header.write('0000000\0', 108)
  header.write('0000000\0', 116)
  if (bytes <= OCTAL_SIZE_MAX) header.write(bytes.toString(8).padStart(11, '0') + '\0', 124)
  else {
    header[124] = 0x80
    header.writeBigUInt64BE(BigInt(bytes), 128)
  }
  header.write('00000000000\0', 136)
  header.write('        ', 148)
  header.write(isFolder ? '5' : '0', 156)
  header.write('ustar\x0000', 257)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(sum.toString(8).padStart(6, '0') + '\0 ', 148)
  return header
}

function entryOf(header: Buffer): Entry {
  const sum = Number.parseInt(header.toString('latin1', 148, 154), 8)
  const summed = header.reduce(
    (total, byte, place) => total + (place >= 148 && place < 156 ? 32 : byte),
    0,
  )
  if (sum !== summed) throw new Error('The archive is damaged: a header does not add up.')
  const name = header.toString('utf8', 0, header.indexOf(0)).replace(/\/$/, '')
  const isFolder = header[156] === '5'.charCodeAt(0)
  const bytes =
    header[124] === 0x80
      ? Number(header.readBigUInt64BE(128))
      : Number.parseInt(header.toString('latin1', 124, 135), 8)
  return { name, isFolder, bytes }
}

/** Bytes of a stream, as many as are asked for; one chunk of it is held at a time. */
class Reader {
  readonly #source: AsyncIterator<Uint8Array>
  #held: Uint8Array = Buffer.alloc(0)

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]()
  }

  async exactly(bytes: number): Promise<Buffer> {
    const parts: Uint8Array[] = []
    for await (const part of this.stream(bytes)) parts.push(part)
    return Buffer.concat(parts)
  }

  async *stream(bytes: number): AsyncGenerator<Uint8Array> {
    let left = bytes
    while (left > 0) {
      if (this.#held.byteLength === 0) {
        const next = await this.#source.next()
        if (next.done) throw new Error('The archive ends too early.')
        this.#held = next.value
      }
      const part = this.#held.subarray(0, left)
      this.#held = this.#held.subarray(part.byteLength)
      left -= part.byteLength
      yield part
    }
  }

  async drain(): Promise<void> {
    for (let next = await this.#source.next(); !next.done;) next = await this.#source.next()
  }
}
