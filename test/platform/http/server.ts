import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { createServer as createTcpServer } from 'node:net'
import { onTestFinished } from 'vitest'

/** An HTTP server on loopback for one test. */
export async function serve(listener: RequestListener): Promise<{ url: string; host: string }> {
  const server = createServer(listener)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return addressOf(server.address())
}

/** A server that speaks raw bytes, for answers no HTTP library would give. */
export async function serveRaw(
  onConnection: (socket: Socket) => void,
): Promise<{ url: string; host: string }> {
  const sockets = new Set<Socket>()
  const server = createTcpServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => sockets.delete(socket))
    onConnection(socket)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return addressOf(server.address())
}

function addressOf(address: AddressInfo | string | null) {
  const host = `127.0.0.1:${(address as AddressInfo).port}`
  return { url: `http://${host}`, host }
}

/** A clock whose sleep passes at once and is written down. */
export function fakeClock(start = Date.UTC(2026, 5, 1, 12)) {
  let now = start
  const slept: number[] = []
  return {
    slept,
    now: () => now,
    sleep: async (ms: number, signal?: AbortSignal) => {
      signal?.throwIfAborted()
      slept.push(ms)
      now += ms
    },
  }
}
