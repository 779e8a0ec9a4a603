import { execFile, execFileSync } from 'node:child_process'
import { chownSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findBinaries, freePort, unprivileged } from '../../bench/cluster.ts'

export interface RestartableCluster {
  url: string
  /** As if the machine lost its power and came back: no session is ended politely. */
  restart(): Promise<void>
  stop(): void
}

export const hasPostgres = findBinaries() !== null

/**
 * A throw-away PostgreSQL of the test's own, which may be restarted without disturbing anybody. at:
 * where its data lies; a folder of its own where absent.
 */
export async function startRestartable(at?: string): Promise<RestartableCluster> {
  const binaries = findBinaries()
  if (binaries === null) throw new Error('No PostgreSQL is installed.')
  const folder = at ?? mkdtempSync(join(tmpdir(), 'homing-restart-'))
  const account = unprivileged()
  if (account.uid !== undefined) chownSync(folder, account.uid, account.gid!)
  const data = join(folder, 'data')
  const options = { ...account, cwd: folder, stdio: 'ignore' as const }
  const initdb = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C']
  execFileSync(join(binaries, 'initdb'), initdb, options)
  const port = await freePort()
  const settings = `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1 -c max_wal_size=32MB`
  const control = (...asked: string[]) => [
    ...['-D', data, '-l', join(folder, 'server.log'), '-w', '-o', settings],
    ...asked,
  ]
  const pgCtl = join(binaries, 'pg_ctl')
  execFileSync(pgCtl, control('start'), options)
  return {
    url: `postgresql://postgres@127.0.0.1:${port}/postgres`,
    async restart() {
      const { uid, gid } = account
      await promisify(execFile)(pgCtl, control('-m', 'immediate', 'restart'), {
        cwd: folder,
        ...(uid !== undefined && { uid, gid }),
      })
    },
    stop() {
      execFileSync(pgCtl, control('-m', 'immediate', 'stop'), options)
      if (at === undefined) rmSync(folder, { recursive: true, force: true })
    },
  }
}
