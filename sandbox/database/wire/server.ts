import { breakOff, listenForGuests, type SocketServer } from '../../sockets.ts'
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
export function listenForSql(means: WireMeans): Promise<SocketServer> {
  const keys = new Map<string, () => void>()
  const cancel: ConnectionMeans['cancel'] = (key) => keys.get(key.toString('hex'))?.()
  return listenForGuests((socket, connections) => {
    const closed = () => (connections() > mostConnections ? crowded : means.closed())
    const opened: ConnectionMeans['opened'] = (key, breakOff) => {
      const name = key.toString('hex')
      keys.set(name, breakOff)
      socket.once('close', () => keys.delete(name))
    }
    const served = serve(socket, { ...means, closed, cancel, opened }).catch((error: unknown) =>
      breakOff(socket, error),
    )
    return { served, farewell: () => socket.end(ended, () => socket.destroy()) }
  })
}
