import { connect, type Socket } from 'node:net'
import { HttpFault } from './fault.ts'
import {
  type AllowPrivate,
  checkPlace,
  guardedLookup,
  type Resolve,
  systemResolve,
} from './guard.ts'

/** A connection to a host and port that somebody entered, under the same guard as addresses. */
export type Dial = (host: string, port: number, signal?: AbortSignal) => Promise<Socket>

const CONNECT_MS = 15_000

/**
 * Makes the way out for what speaks no HTTP. Private places are refused as they are written and as
 * they are resolved, unless the operator allows the host:port. Rejects with HttpFault.
 */
export function createDial(
  allowPrivate: AllowPrivate = false,
  resolve: Resolve = systemResolve,
): Dial {
  return async (host, port, signal) => {
    const url = checkPlace({ host, port }, allowPrivate)
    const lookup = guardedLookup(url, allowPrivate, resolve)
    const socket = connect({ host, port, lookup, ...(signal && { signal }) })
    return connected(socket, `${host}:${port}`)
  }
}

function connected(socket: Socket, place: string): Promise<Socket> {
  return new Promise((done, fail) => {
    socket.setTimeout(CONNECT_MS, () =>
      socket.destroy(new HttpFault('connect_timeout', `${place} could not be reached in time.`)),
    )
    const onError = (error: Error) => {
      if (error instanceof HttpFault) return fail(error)
      const code = (error as NodeJS.ErrnoException).code ?? error.name
      fail(
        new HttpFault('connection', `The connection to ${place} failed (${code}).`, {
          cause: error,
        }),
      )
    }
    socket.once('error', onError)
    socket.once('connect', () => {
      socket.setTimeout(0)
      socket.removeListener('error', onError)
      done(socket)
    })
  })
}
