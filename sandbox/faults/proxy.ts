import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'

/** What the proxy does to the bytes of an answer. `afterBytes` counts from when it is set. */
export type ProxyFault =
  | { kind: 'pass' }
  /** New connections are reset at once. */
  | { kind: 'refuse' }
  /** Every piece comes this much later. */
  | { kind: 'delay'; ms: number }
  /** Byte by byte, with a pause after each. */
  | { kind: 'drip'; ms: number }
  /** The connection ends politely (cut) or is reset, in the middle of an answer. */
  | { kind: 'cut' | 'reset'; afterBytes: number }
  /** From there on nothing comes any more, and the connection stays open. */
  | { kind: 'half-open'; afterBytes: number }

export interface FaultProxy {
  url: string
  /**
   * Holds from now on, for open connections too. cut and reset strike once and are over; the others
   * stay until another is set.
   */
  set(fault: ProxyFault): void
  close(): Promise<void>
}

/** A TCP proxy on loopback before a server: what the wire does when neither end is at fault. */
export async function startFaultProxy(target: { port: number }): Promise<FaultProxy> {
  const open = new Set<Socket>()
  let fault: ProxyFault = { kind: 'pass' }
  let passed = 0
  const server = createServer((client) => {
    if (fault.kind === 'refuse') return void client.resetAndDestroy()
    const upstream = connect(target.port, '127.0.0.1')
    for (const socket of [client, upstream]) {
      open.add(socket)
      socket.on('error', () => client.destroy())
      socket.on('close', () => open.delete(socket))
    }
    client.on('close', () => upstream.destroy())
    client.pipe(upstream)
    void forward(upstream, client).catch(() => client.destroy())
  })

  async function forward(from: Socket, to: Socket): Promise<void> {
    for await (const piece of from as AsyncIterable<Buffer>) await pass(piece, to)
    if (fault.kind !== 'half-open') to.end()
  }

  async function pass(piece: Buffer, to: Socket): Promise<void> {
    const now = fault
    if (now.kind === 'delay') await wait(now.ms)
    if (now.kind === 'drip') {
      for (const byte of piece) {
        to.write(Buffer.of(byte))
        await wait(now.ms)
        if (to.destroyed) return
      }
      return
    }
    const left = 'afterBytes' in now ? now.afterBytes - passed : Infinity
    passed += piece.length
    if (left >= piece.length) return void to.write(piece)
    // What is before the break must have left, or the client sees an empty answer.
    await new Promise<void>((done) => to.write(piece.subarray(0, Math.max(0, left)), () => done()))
    if (now.kind === 'half-open') return
    fault = { kind: 'pass' }
    if (now.kind === 'reset') to.resetAndDestroy()
    else to.destroy()
  }

  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    set(next) {
      passed = 0
      fault = next
    },
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        for (const socket of open) socket.destroy()
      }),
  }
}
