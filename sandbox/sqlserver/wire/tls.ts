import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { createSecureContext, TLSSocket } from 'node:tls'
import type { Certified } from './certificate.ts'
import { createPacketReader, firstPacketSize, messageTypes, packetsOf } from './packets.ts'

/** Encryption on a line that is there already. */
export interface TlsLine {
  /** What came from the client as it came. */
  heard(piece: Buffer): void
  write(bytes: Buffer): void
}

/**
 * TLS as TDS 7 has it ([MS-TDS] 2.2.6.5 and 3.3.5.2): the handshake is in PRELOGIN messages, each
 * of which is answered by one; whatever comes after it is TLS as it is.
 */
export function startTls(socket: Socket, own: Certified, plain: (piece: Buffer) => void): TlsLine {
  let isShaking = true
  let waiting: Buffer[] = []
  const flush = () => {
    if (waiting.length === 0) return
    const body = Buffer.concat(waiting)
    waiting = []
    const shape = { packetSize: firstPacketSize, process: 0 }
    socket.write(packetsOf(body, { ...shape, type: messageTypes.prelogin }))
  }
  const pair = new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _, done) => {
      if (!isShaking) return void socket.write(chunk, () => done())
      waiting.push(chunk)
      // A whole flight is one message.
      if (waiting.length === 1) setImmediate(() => setImmediate(flush))
      done()
    },
  })
  const secureContext = createSecureContext({
    ...{ key: own.key, cert: own.certificate, maxVersion: 'TLSv1.2' },
  })
  const line = new TLSSocket(pair, { isServer: true, secureContext })
  line.on('data', plain)
  // A client that does not like the certificate says so and goes.
  line.on('error', () => socket.destroy())
  socket.once('close', () => line.destroy())
  const handshake = createPacketReader(({ body }) => pair.push(body))
  return {
    heard: (piece) => {
      if (isShaking && piece[0] === messageTypes.prelogin) return handshake.push(piece)
      isShaking = false
      pair.push(piece)
    },
    write: (bytes) => line.write(bytes),
  }
}
