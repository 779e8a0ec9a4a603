/** A MariaDB of its own for a test, where the machine has one installed. */
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { createConnection } from 'mysql2/promise'

const SERVER = '/usr/sbin/mariadbd'
const INSTALL = '/usr/bin/mariadb-install-db'
const TRIES_MAX = 200

export const hasMariaDb = existsSync(SERVER) && existsSync(INSTALL)

/** Answers the port, at which root needs no password, and how to end it. */
export async function startMariaDb() {
  const folder = mkdtempSync(join(tmpdir(), 'homing-mariadb-'))
  const own = [
    '--no-defaults',
    `--datadir=${join(folder, 'data')}`,
    `--user=${userInfo().username}`,
  ]
  const fresh = ['--auth-root-authentication-method=normal', '--skip-test-db']
  execFileSync(INSTALL, [...own, ...fresh], { stdio: 'ignore' })
  const port = await freePort()
  const server = spawn(
    SERVER,
    [
      ...[...own, `--port=${port}`, '--bind-address=127.0.0.1', '--skip-name-resolve'],
      ...[`--socket=${join(folder, 'socket')}`, `--pid-file=${join(folder, 'pid')}`],
    ],
    { stdio: 'ignore' },
  )
  const ended = new Promise((done) => server.once('exit', done))
  await answering(port)
  return {
    port,
    async close() {
      server.kill()
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => done(port))
    })
  })
}

async function answering(port: number): Promise<void> {
  for (let tryNo = 1; ; tryNo++) {
    try {
      return await (await createConnection({ host: '127.0.0.1', port, user: 'root' })).end()
    } catch (error) {
      if (tryNo === TRIES_MAX) throw error
      await new Promise((done) => setTimeout(done, 50))
    }
  }
}
