import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openAccount, type Account } from '../../faults/account.ts'
import { compare } from '../../faults/oracle.ts'
import { halfDone, standing } from '../../faults/standing.ts'
import { openDatabase, type Database } from '../../src/platform/database/index.ts'
import { makeWorkspace } from '../database.ts'
import { MIGRATIONS } from '../template.ts'
import { hasPostgres, startRestartable, type RestartableCluster } from './cluster.ts'
import { RIGHT, scheduled } from './stage.ts'

vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 })

const HOUR_MS = 3_600_000
const ROUNDS_MAX = 6

let cluster: RestartableCluster
let database: Database

beforeAll(async () => {
  if (!hasPostgres) return
  cluster = await startRestartable()
  database = await openDatabase({ url: cluster.url, dataDir: null, migrationsDir: MIGRATIONS })
})
afterAll(async () => {
  if (!hasPostgres) return
  await database.close()
  cluster.stop()
})

/** Whatever is thrown outside a promise would end the program, and does end this test. */
test.skipIf(!hasPostgres)('PostgreSQL stopped and started while a run works', async () => {
  const workspaceId = await makeWorkspace(database, 'Restart')
  const account = await openAccount({ database, workspaceId }, scheduled([], { seed: 23 }))
  const life = account.newLife()
  const restarts: Promise<void>[] = []
  life.beforeRequest = async (nth) => {
    if (nth === 6) await cluster.restart()
    // This one hits the statements that follow, wherever they are by then.
    if (nth === 14) restarts.push(cluster.restart())
  }
  await life.start()
  await outlived(() => life.work())
  await Promise.all(restarts)
  expect(restarts).toHaveLength(1)
  expect(await halfDone(database, workspaceId)).toEqual([])
  expect(await goesOnByItself(account, life)).toBe('done')
  expect(await compare(account)).toEqual(RIGHT)
  await account.close()
})

/** A job that fails is logged by the queue, and the schedule sees to it. */
async function outlived(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    expect(String(error)).toMatch(/terminat|connect|server|shut|closed|recovery|ECONN/i)
  }
}

async function goesOnByItself(account: Account, life: ReturnType<Account['newLife']>) {
  for (let round = 0; round < ROUNDS_MAX; round++) {
    await account.letPass(HOUR_MS)
    await life.tick()
    await life.work()
    const { last, isOpen } = await standing(database, account.workspaceId, account.connectionId)
    if (last?.status === 'done' && !isOpen) return 'done'
  }
  return 'it did not go on'
}
