import { createHash } from 'node:crypto'

/**
 * A UUID made of a name within a space (RFC 9562, version 5): the same name has the same one, in
 * whatever process and however often. space: itself a UUID. Pure.
 */
export function markOf(space: string, ...name: readonly (string | number)[]): string {
  const bytes = createHash('sha1')
    .update(Buffer.from(space.replaceAll('-', ''), 'hex'))
    .update(name.join('|'))
    .digest()
    .subarray(0, 16)
  bytes[6] = (bytes[6]! & 0x0f) | 0x50
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)]
  return [...parts, hex.slice(20)].join('-')
}
