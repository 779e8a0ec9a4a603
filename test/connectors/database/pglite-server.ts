/** PGlite behind PostgreSQL's own protocol, so that a driver can ask it: enough for one at a time. */
import { createServer, type Socket } from 'node:net'
import { PGlite } from '@electric-sql/pglite'

const SSL_REQUEST = 80_877_103

/** Answers the port, and how to end it. */
export async function startPgliteServer() {
  const lite = await PGlite.create()
  let last: Promise<unknown> = Promise.resolve()
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    let waiting = Buffer.alloc(0)
    let isStarted = false
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
    socket.on('data', (chunk: Buffer) => {
      waiting = Buffer.concat([waiting, chunk])
      if (!isStarted && waiting.length >= 8 && waiting.readInt32BE(4) === SSL_REQUEST) {
        waiting = waiting.subarray(8)
        return void socket.write('N')
      }
      const whole = wholeMessages(waiting, isStarted)
      if (whole === 0) return
      const messages = waiting.subarray(0, whole)
      waiting = waiting.subarray(whole)
      isStarted = true
      if (messages[0] === 'X'.charCodeAt(0)) return void socket.end()
      last = last.then(async () => {
        const answer = await lite.execProtocolRaw(messages)
        if (!socket.destroyed) socket.write(answer)
      })
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as { port: number }
  return {
    port,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((done) => server.close(done))
      await last
      await lite.close()
    },
  }
}

/** Bytes of the messages that have come in whole; the first of a session has no letter. */
function wholeMessages(bytes: Buffer, isStarted: boolean): number {
  let at = 0
  for (let isFirst = !isStarted; ; isFirst = false) {
    const head = isFirst ? 0 : 1
    if (bytes.length < at + head + 4) return at
    const end = at + head + bytes.readInt32BE(at + head)
    if (bytes.length < end) return at
    at = end
  }
}
