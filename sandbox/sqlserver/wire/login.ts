import { MalformedStream } from './bytes.ts'

/** LOGIN7, as far as a server goes by it. */
export interface Login {
  tdsVersion: number
  packetSize: number
  user: string
  password: string
  database: string
  appName: string
  hasFeatures: boolean
}

/** TDS 7.4, as LOGIN7 has it. */
export const tds74 = 0x74000004

const extensionUsed = 0x10
const fixedLength = 94
const longestText = 128

/** Reads LOGIN7 ([MS-TDS] 2.2.6.4): places and lengths of texts, then the texts. */
export function readLogin(body: Buffer): Login {
  if (body.length < fixedLength) throw new MalformedStream('a login that ends too early')
  const text = (at: number): Buffer => {
    const start = body.readUInt16LE(at)
    const characters = body.readUInt16LE(at + 2)
    if (characters > longestText) throw new MalformedStream('a login with too long a text')
    return body.subarray(start, start + characters * 2)
  }
  const words = (at: number) => text(at).toString('utf16le')
  return {
    tdsVersion: body.readUInt32LE(4),
    packetSize: body.readUInt32LE(8),
    user: words(40),
    password: plain(text(44)),
    appName: words(48),
    database: words(68),
    hasFeatures: (body.readUInt8(27) & extensionUsed) !== 0,
  }
}

/** 2.2.6.4: each byte was XORed with 0xA5 after its halves had changed places. */
function plain(bytes: Buffer): string {
  const mixed = bytes.map((byte) => byte ^ 0xa5)
  return Buffer.from(mixed.map((byte) => ((byte << 4) & 0xf0) | (byte >> 4))).toString('utf16le')
}
