import { MalformedStream } from './bytes.ts'

/** [MS-TDS] 2.2.6.5: what is said of encryption. */
export const encryption = { off: 0x00, on: 0x01, none: 0x02, required: 0x03 } as const

const options = { version: 0x00, encryption: 0x01, instance: 0x02, thread: 0x03, mars: 0x04 }
const terminator = 0xff

/** What the client says of encryption before it signs in. */
export function wishOf(body: Buffer): number {
  for (let at = 0; at < body.length && body[at] !== terminator; at += 5) {
    if (at + 5 > body.length) break
    if (body[at] === options.encryption) return body[body.readUInt16BE(at + 1)] ?? encryption.none
  }
  throw new MalformedStream('a PRELOGIN without a word on encryption')
}

/** The version said everywhere: that of SQL Server 2019. */
export const version = { major: 15, minor: 0, build: 2000, text: '15.0.2000.5' } as const

/** The server's half of it. */
export function preloginAnswer(agreed: number): Buffer {
  const parts: readonly (readonly [number, Buffer])[] = [
    [options.version, versionBytes()],
    [options.encryption, Buffer.from([agreed])],
    [options.instance, Buffer.from([0])],
    [options.thread, Buffer.alloc(0)],
    [options.mars, Buffer.from([0])],
  ]
  const heads: Buffer[] = []
  let offset = parts.length * 5 + 1
  for (const [token, data] of parts) {
    const head = Buffer.alloc(5)
    head.writeUInt8(token, 0)
    head.writeUInt16BE(offset, 1)
    head.writeUInt16BE(data.length, 3)
    heads.push(head)
    offset += data.length
  }
  return Buffer.concat([...heads, Buffer.from([terminator]), ...parts.map(([, data]) => data)])
}

function versionBytes(): Buffer {
  const bytes = Buffer.alloc(6)
  bytes.writeUInt8(version.major, 0)
  bytes.writeUInt8(version.minor, 1)
  bytes.writeUInt16BE(version.build, 2)
  return bytes
}

/**
 * 2.2.6.5: what the server does with what the client wants. To encrypt the login alone, which a
 * client may ask for, is not known here, and the client is told so.
 */
export function agree(wish: number): number {
  const isWanted = wish === encryption.on || wish === encryption.required
  return isWanted ? encryption.on : encryption.none
}
