import { MalformedStream } from './bytes.ts'

/** [MS-TDS] 2.2.3.1.1: what a message is. */
export const messageTypes = {
  batch: 0x01,
  rpc: 0x03,
  answer: 0x04,
  attention: 0x06,
  transaction: 0x0e,
  login: 0x10,
  prelogin: 0x12,
} as const

/** A message put together of its packets. */
export interface Message {
  type: number
  body: Buffer
  /** The session is to be set back to how it was after its login, before this is done. */
  resets: boolean
  /** What the client had begun to send and no longer wants. */
  isIgnored: boolean
}

const headerLength = 8
const lastOfMessage = 0x01
const ignore = 0x02
const resetConnection = 0x08

/** More than anybody sends here, so that nobody fills the memory. */
const longestMessage = 64 * 1024 * 1024
/** 2.2.6.4 and 2.2.6.5: before somebody has signed in, packets are of this size. */
export const firstPacketSize = 4096
export const packetSizes = { least: 512, most: 32_767 } as const

/** Puts messages together of whatever pieces they come in. */
export function createPacketReader(heard: (message: Message) => void) {
  let held: Buffer = Buffer.alloc(0)
  let bodies: Buffer[] = []
  let size = 0
  let resets = false
  return {
    push: (piece: Buffer) => {
      held = held.length === 0 ? piece : Buffer.concat([held, piece])
      while (held.length >= headerLength) {
        const length = held.readUInt16BE(2)
        if (length < headerLength) throw new MalformedStream(`a packet of ${length} bytes`)
        if (held.length < length) return
        const status = held.readUInt8(1)
        const type = held.readUInt8(0)
        const body = held.subarray(headerLength, length)
        held = held.subarray(length)
        size += body.length
        if (size > longestMessage) throw new MalformedStream('a message without an end')
        bodies.push(body)
        resets ||= (status & resetConnection) !== 0
        if ((status & lastOfMessage) === 0) continue
        const message = {
          ...{ type, resets, body: Buffer.concat(bodies) },
          isIgnored: (status & ignore) !== 0,
        }
        bodies = []
        size = 0
        resets = false
        heard(message)
      }
    },
  }
}

export interface PacketWriting {
  type?: number
  packetSize: number
  process: number
}

/** A message cut into packets. */
export function packetsOf(body: Buffer, writing: PacketWriting): Buffer {
  const { type = messageTypes.answer, packetSize, process } = writing
  const room = packetSize - headerLength
  const packets: Buffer[] = []
  for (let at = 0, count = 1; at === 0 || at < body.length; at += room, count += 1) {
    const part = body.subarray(at, at + room)
    const header = Buffer.alloc(headerLength)
    header.writeUInt8(type, 0)
    header.writeUInt8(at + room >= body.length ? lastOfMessage : 0, 1)
    header.writeUInt16BE(part.length + headerLength, 2)
    header.writeUInt16BE(process & 0xffff, 4)
    header.writeUInt8(count & 0xff, 6)
    packets.push(header, part)
  }
  return Buffer.concat(packets)
}
