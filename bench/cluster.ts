import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

/** What a commit costs is part of what is measured, so nothing here trades safety for speed. */
export const SETTINGS = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  shared_buffers: '1GB',
  max_wal_size: '4GB',
}
const VERSION_MIN = 15
const START_TRIES_MAX = 100
const TRY_EVERY_MS = 200

export interface Cluster {
  /** A superuser's URL, to make databases by. */
  url: string
  stop(): Promise<void>
}

/** A throw-away PostgreSQL on a free port, or null where no PostgreSQL is installed. */
export async function startCluster(): Promise<Cluster | null> {
  const binaries = findBinaries()
  if (binaries === null) return null
  const folder = mkdtempSync(join(tmpdir(), 'homing-bench-'))
  const account = unprivileged()
  if (account.uid !== undefined) chownSync(folder, account.uid, account.gid!)
  const data = join(folder, 'data')
  execFileSync(
    join(binaries, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C'],
    { ...account, cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] },
  )
  const port = await freePort()
  const settings = {
    ...SETTINGS,
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: folder,
    log_min_messages: 'fatal',
  }
  const server = spawn(
    join(binaries, 'postgres'),
    [
      '-D',
      data,
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    { ...account, cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] },
  )
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  const stop = () => stopServer(server, folder)
  try {
    await untilItAnswers(url, server)
  } catch (error) {
    await stop()
    throw error
  }
  return { url, stop }
}

/** The newest PostgreSQL that is new enough: on the PATH, or where Debian keeps it. */
export function findBinaries(): string | null {
  const folders = (process.env['PATH'] ?? '').split(':')
  const debian = '/usr/lib/postgresql'
  if (existsSync(debian)) {
    const versions = readdirSync(debian).sort((a, b) => Number(b) - Number(a))
    folders.push(...versions.map((version) => join(debian, version, 'bin')))
  }
  for (const folder of folders) {
    if (!existsSync(join(folder, 'initdb')) || !existsSync(join(folder, 'postgres'))) continue
    const said = execFileSync(join(folder, 'postgres'), ['--version'], { encoding: 'utf8' })
    if (Number(/\d+/.exec(said)?.[0]) >= VERSION_MIN) return folder
  }
  return null
}

/** PostgreSQL refuses to run as root: there, it runs under the account its package made. */
export function unprivileged(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {}
  const id = (flag: string) =>
    Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }).trim())
  return { uid: id('-u'), gid: id('-g') }
}

/** A port nobody listens on at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  await new Promise((done) => server.close(done))
  return port
}

async function untilItAnswers(url: string, server: ChildProcess): Promise<void> {
  for (let tries = 0; tries < START_TRIES_MAX; tries += 1) {
    if (server.exitCode !== null) throw new Error(`postgres ended with status ${server.exitCode}.`)
    const client = new pg.Client({ connectionString: url })
    const answers = await client.connect().then(
      () => true,
      () => false,
    )
    if (answers) return client.end()
    await sleep(TRY_EVERY_MS)
  }
  throw new Error('The throw-away PostgreSQL did not answer.')
}

/** SIGINT is PostgreSQL's fast shutdown: sessions are ended, what is written is kept. */
async function stopServer(server: ChildProcess, folder: string): Promise<void> {
  if (server.exitCode === null && server.signalCode === null) {
    const ended = new Promise((done) => server.once('exit', done))
    server.kill('SIGINT')
    await ended
  }
  rmSync(folder, { recursive: true, force: true })
}
