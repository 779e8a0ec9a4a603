import { createHash } from 'node:crypto'
import { mkdir, unlink } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** Longest path the kernel takes for a socket on every platform we run on, with room to spare. */
const SOCKET_PATH_MAX = 100

/** Another Homing works on the folder. */
export class FolderInUse extends Error {}

/**
 * Makes this process the only one on an embedded database's folder until release. The lock is a
 * listening socket: the kernel closes it when the process dies, however it dies, so a stale lock
 * cannot outlive its holder. Throws FolderInUse, with what to do.
 */
export async function lockFolder(folder: string): Promise<{ release(): Promise<void> }> {
  await mkdir(folder, { recursive: true })
  const path = socketPath(folder)
  const server = createServer((socket) => socket.destroy())
  server.unref()
  if (!(await listens(server, path))) {
    if (await answers(path)) {
      throw new FolderInUse(
        `Another Homing is running on ${folder}. An embedded database serves one process: stop `
          + 'the other one, use its address with the homing command, or set DATABASE_URL to a '
          + 'PostgreSQL server, which many processes can share.',
      )
    }
    await unlink(path)
    if (!(await listens(server, path)))
      throw new FolderInUse(`Another Homing took ${folder} just now.`)
  }
  return {
    release: () => new Promise((done) => server.close(() => done())),
  }
}

function socketPath(folder: string): string {
  const name = createHash('sha256').update(resolve(folder)).digest('hex').slice(0, 16)
  if (process.platform === 'win32') return `\\\\.\\pipe\\homing-${name}`
  const inside = join(resolve(folder), 'homing.sock')
  return inside.length <= SOCKET_PATH_MAX ? inside : join(tmpdir(), `homing-${name}.sock`)
}

function listens(server: Server, path: string): Promise<boolean> {
  return new Promise((done, fail) => {
    const refuse = (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? done(false) : fail(error)
    server.once('error', refuse)
    server.listen(path, () => {
      server.off('error', refuse)
      done(true)
    })
  })
}

function answers(path: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(path)
    socket.once('connect', () => {
      socket.destroy()
      done(true)
    })
    socket.once('error', () => done(false))
  })
}
