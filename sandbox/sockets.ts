import { createServer, type AddressInfo, type Socket } from 'node:net'

/** A server of connections that stay open, on loopback. */
export interface SocketServer {
  port: number
  /** How many connections are open. */
  connections(): number
  /** The administrator ends all connections. */
  endAll(): void
  close(): Promise<void>
}

/** Who has connected. */
export interface Guest {
  /** Ends the connection with a last word. */
  farewell(): void
  /** Over once nothing is done for them any more, which closing the server waits for. */
  served: Promise<void>
}

/** Welcomes whoever connects; connections: how many are open, theirs among them. */
export async function listenForGuests(
  welcome: (socket: Socket, connections: () => number) => Guest,
): Promise<SocketServer> {
  const open = new Map<Socket, Guest>()
  const serving = new Set<Promise<void>>()
  const connections = () => open.size
  const server = createServer((socket) => {
    socket.setNoDelay(true)
    // Whoever goes away in the middle is no fault of ours.
    socket.on('error', () => socket.destroy())
    socket.once('close', () => open.delete(socket))
    const guest = welcome(socket, connections)
    open.set(socket, guest)
    const served = guest.served.finally(() => serving.delete(served))
    serving.add(served)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    connections,
    endAll: () => {
      for (const guest of open.values()) guest.farewell()
    },
    close: async () => {
      const closed = new Promise<void>((done) => server.close(() => done()))
      for (const socket of open.keys()) socket.destroy()
      await closed
      await Promise.all(serving)
    },
  }
}

/** Ends a connection for a fault of the simulator's own, which is told while anybody is there. */
export function breakOff(socket: Socket, error: unknown): void {
  if (!socket.destroyed) console.error('sandbox:', error)
  socket.destroy()
}
