import { inflateRawSync } from 'node:zlib'

/** Reads a ZIP by its directory, as a desktop does. */
export function unzipped(zip: Buffer): Record<string, string> {
  const found: Record<string, string> = {}
  const end = zip.lastIndexOf(Buffer.from('504b0506', 'hex'))
  let place = zip.readUInt32LE(end + 16)
  for (let file = 0; file < zip.readUInt16LE(end + 8); file++) {
    const name = zip.toString('utf8', place + 46, place + 46 + zip.readUInt16LE(place + 28))
    const from = zip.readUInt32LE(place + 42)
    const body = from + 30 + zip.readUInt16LE(from + 26)
    const packed = zip.subarray(body, body + zip.readUInt32LE(place + 20))
    found[name] = inflateRawSync(packed).toString('utf8')
    place += 46 + zip.readUInt16LE(place + 28)
  }
  return found
}
