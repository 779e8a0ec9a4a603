import { createServer, type AddressInfo, type Socket } from 'node:net'
import { serve, type ConnectionMeans } from './connection.ts'
import type { Engine } from './engine.ts'
import type { Holds } from './holds.ts'
import { complaint, type Complaint } from './messages.ts'
import type { Account } from './sign-in.ts'

export interface WireMeans {
  engine: Engine
  holds: Holds
  account: Account
  closed(): Complaint | undefined
  heard(sql: string): void
}

export interface WireServer {
  port: number
  /** How many connections are open. */
  connections(): number
  /** The administrator ends all connections. */
  endAll(): void
  close(): Promise<void>
}

const mostConnections = 20
const crowded = {
  severity: 'FATAL',
  code: '53300',
  words: 'sorry, too many clients already',
} as const
const ended = complaint({
  severity: 'FATAL',
  code: '57P01',
  words: 'terminating connection due to administrator command',
})

/** A server of PostgreSQL's wire protocol, version 3, on loopback. */
export async function listenForSql(means: WireMeans): Promise<WireServer> {
  const open = new Set<Socket>()
  const serving = new Set<Promise<void>>()
  const keys = new Map<string, () => void>()
  const answering: Omit<ConnectionMeans, 'opened'> = {
    ...means,
    closed: () => (open.size > mostConnections ? crowded : means.closed()),
    cancel: (key) => keys.get(key.toString('hex'))?.(),
  }
  const server = createServer((socket) => {
    open.add(socket)
    socket.setNoDelay(true)
    // Whoever goes away in the middle is no fault of ours: its end is noticed by reading.
    socket.on('error', () => socket.destroy())
    let name = ''
    socket.once('close', () => {
      open.delete(socket)
      keys.delete(name)
    })
    const opened: ConnectionMeans['opened'] = (key, breakOff) => {
      name = key.toString('hex')
      keys.set(name, breakOff)
    }
    const served = serve(socket, { ...answering, opened })
      .catch((error: unknown) => {
        if (!socket.destroyed) console.error('sandbox:', error)
        socket.destroy()
      })
      .finally(() => serving.delete(served))
    serving.add(served)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => open.size,
    endAll: () => {
      for (const socket of open) socket.end(ended, () => socket.destroy())
    },
    close: async () => {
      const closed = new Promise<void>((done) => server.close(() => done()))
      for (const socket of open) socket.destroy()
      await closed
      await Promise.all(serving)
    },
  }
}
