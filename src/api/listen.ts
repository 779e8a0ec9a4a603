import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import type { Hono } from 'hono'

/** A header must be there this soon; a whole request, uploads of slow lines included, this soon. */
const HEADERS_MS = 20_000
const REQUEST_MS = 30 * 60_000
const KEEP_ALIVE_MS = 65_000
const CONNECTIONS_MAX = 1000
/** How long answers under way may take to finish when the process is asked to end. */
const FINISH_MS = 7_000
/** A connection kept alive is closed this soon after its answer. */
const IDLE_POLL_MS = 50

export interface Listening {
  url: string
  /** Takes no more requests, lets those under way finish, then cuts the rest off. */
  close(): Promise<void>
}

/** Listens on host and port (0 takes a free one). Rejects where the port is taken. */
export async function listen(app: Hono, place: { host: string; port: number }): Promise<Listening> {
  const server = createAdaptorServer({
    fetch: app.fetch,
    hostname: place.host,
    serverOptions: {
      headersTimeout: HEADERS_MS,
      requestTimeout: REQUEST_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
    },
  }) as Server
  server.maxConnections = CONNECTIONS_MAX
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(place.port, place.host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const { port } = server.address() as AddressInfo
  const isAnywhere = place.host === '0.0.0.0' || place.host === '::'
  const host = isAnywhere ? '127.0.0.1' : place.host.includes(':') ? `[${place.host}]` : place.host
  return { url: `http://${host}:${port}`, close: () => closeGracefully(server) }
}

async function closeGracefully(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  const idle = setInterval(() => server.closeIdleConnections(), IDLE_POLL_MS)
  const cut = setTimeout(() => server.closeAllConnections(), FINISH_MS)
  await closed
  clearInterval(idle)
  clearTimeout(cut)
}
