/** Reads one message from its beginning; whatever would go beyond its end fails. */
export interface ByteReader {
  left(): number
  uint8(): number
  uint16(): number
  int32(): number
  uint32(): number
  uint64(): bigint
  take(count: number): Buffer
  /** So many characters of UTF-16. */
  characters(count: number): string
}

export function createByteReader(bytes: Buffer): ByteReader {
  let at = 0
  const take = (count: number): Buffer => {
    if (count < 0 || at + count > bytes.length)
      throw new MalformedStream('a message ends too early')
    const taken = bytes.subarray(at, at + count)
    at += count
    return taken
  }
  return {
    left: () => bytes.length - at,
    uint8: () => take(1).readUInt8(),
    uint16: () => take(2).readUInt16LE(),
    int32: () => take(4).readInt32LE(),
    uint32: () => take(4).readUInt32LE(),
    uint64: () => take(8).readBigUInt64LE(),
    take,
    characters: (count) => take(count * 2).toString('utf16le'),
  }
}

/** What a client sends is no TDS. */
export class MalformedStream extends Error {}

export const uint8 = (value: number) => Buffer.from([value & 0xff])

export function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return bytes
}

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

export function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32LE(value)
  return bytes
}

export function uint64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64LE(value)
  return bytes
}

/** B_VARCHAR: a text after its length in one byte. */
export function shortText(text: string): Buffer {
  return Buffer.concat([uint8(text.length), Buffer.from(text, 'utf16le')])
}

/** US_VARCHAR: a text after its length in two bytes. */
export function longText(text: string): Buffer {
  return Buffer.concat([uint16(text.length), Buffer.from(text, 'utf16le')])
}
