import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { openAccount } from '../../faults/account.ts'
import { compare } from '../../faults/oracle.ts'
import { halfDone, openProblems, standing } from '../../faults/standing.ts'
import { openDatabase, type Database } from '../../src/platform/database/index.ts'
import { makeWorkspace } from '../database.ts'
import { MIGRATIONS, templateDir } from '../template.ts'
import { hasPostgres, startRestartable } from './cluster.ts'
import { RIGHT, scheduled } from './stage.ts'

vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 })

const HOUR_MS = 3_600_000
const ROUNDS_MAX = 6
/** Room that is left when the disk is called full: not enough for a run. */
const LEFT_BYTES = 256 * 1024

const mounted: (() => void)[] = []
const disk = smallDisk()

afterEach(() => mounted.splice(0).forEach((undo) => undo()))

/** Mounting a disk that can be filled is root's alone, and not everywhere: said, not passed over. */
const why = disk === null ? ' (skipped: no small disk can be mounted here)' : ''

test.skipIf(disk === null || !hasPostgres)(`PostgreSQL’s disk is full${why}`, async () => {
  const { folder, fill } = disk!('180m')
  const cluster = await startRestartable(folder)
  mounted.unshift(() => cluster.stop())
  const database = await openDatabase({
    url: cluster.url,
    dataDir: null,
    migrationsDir: MIGRATIONS,
  })
  await fullAndFreed(database, fill, () => cluster.restart())
  await database.close()
})

test.skipIf(disk === null)(`the embedded database’s disk is full${why}`, async () => {
  const { folder, fill } = disk!('120m')
  cpSync(await templateDir(), join(folder, 'pgdata'), { recursive: true })
  const open = () => openDatabase({ dataDir: folder, migrationsDir: MIGRATIONS })
  const database = await open()
  await fullAndFreed(database, fill, async () => undefined)
  await database.close()
})

/** The disk fills up in the middle of a run; later there is room again, and the schedule goes on. */
async function fullAndFreed(
  database: Database,
  fill: () => () => void,
  restart: () => Promise<void>,
) {
  const workspaceId = await makeWorkspace(database, 'Full')
  const account = await openAccount({ database, workspaceId }, scheduled([], { seed: 23 }))
  const life = account.newLife()
  let free = () => {}
  life.beforeRequest = async (nth) => {
    if (nth === 9) free = fill()
  }
  await life.start()
  await life.work()
  // What is told of it is told where there is room to write it down; in the log at least.
  expect(account.log.join('')).toMatch(/No space left|could not extend/)
  const { last: cut } = await standing(database, workspaceId, account.connectionId)
  expect(cut!.status).not.toBe('done')
  if (cut!.status === 'waiting') expect(cut!.message).toMatch(/disk .* is full/)
  free()
  await restart()
  expect(await halfDone(database, workspaceId)).toEqual([])
  let ended = ''
  for (let round = 0; round < ROUNDS_MAX && ended !== 'done'; round++) {
    await account.letPass(HOUR_MS)
    await life.tick()
    await life.work()
    const { last, isOpen } = await standing(database, workspaceId, account.connectionId)
    ended = isOpen ? 'still open' : (last?.status ?? 'none')
  }
  expect(ended).toBe('done')
  expect(await openProblems(database, workspaceId)).toEqual([])
  expect(await compare(account)).toEqual(RIGHT)
  await account.close()
}

/** A maker of small disks, or null where none can be mounted. */
function smallDisk() {
  if (process.getuid?.() !== 0) return null
  const make = (size: string) => {
    const folder = mkdtempSync(join(tmpdir(), 'homing-full-'))
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder], {
      stdio: 'ignore',
    })
    mounted.push(() => {
      execFileSync('umount', ['-l', folder])
      rmSync(folder, { recursive: true, force: true })
    })
    const filler = join(folder, 'filler')
    const fill = () => {
      const { bavail, bsize } = statfsSync(folder)
      writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - LEFT_BYTES)))
      return () => rmSync(filler)
    }
    return { folder, fill }
  }
  try {
    make('1m')
    mounted.splice(0).forEach((undo) => undo())
    return make
  } catch {
    return null
  }
}
