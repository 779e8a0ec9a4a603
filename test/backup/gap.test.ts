import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { keyOf } from '../../src/cli/backup/key.ts'
import { checkBackup } from '../../src/cli/backup/check.ts'
import { writeBackup } from '../../src/cli/backup/file.ts'
import { restore } from '../../src/cli/backup/restore.ts'
import { readConfig } from '../../src/config.ts'
import { ARCHIVE_END, packEmbedded, packPostgres } from '../../src/platform/backup/index.ts'
import { Database, openPglite } from '../../src/platform/database/index.ts'
import { emptyEngine, type EmptyEngine } from '../empty-engine.ts'
import { syncWorld, type SyncWorld } from '../sync/world.ts'

const DAY_MS = 24 * 3600 * 1000
/** The key of the world's secrets. */
const SECRET = '07'.repeat(32)

let world: SyncWorld
let folder: string
let target: EmptyEngine | null = null
let restored: Database | null = null
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'homing-gap-'))
})
afterEach(async () => {
  await restored?.engine.close()
  await target?.close()
  await world.close()
  await rm(folder, { recursive: true, force: true })
  restored = target = null
})

test.each([
  ['taken between two runs', false],
  ['taken in the middle of a run', true],
])(
  'a day-old backup %s: the next pull closes the gap, nothing lost and nothing twice',
  async (_, isMidway) => {
    world = await syncWorld()
    world.sandbox.clock.advance(DAY_MS)
    if (isMidway) await cutOff()
    else await world.sync()
    const file = join(folder, 'day-old.backup')
    await writeBackup(archive(), file, null)
    const manifest = await checkBackup(file, null)
    expect(manifest.rows['event']).toBeGreaterThan(0)

    // A day goes by; the ledger learns of it, and is lost.
    world.sandbox.clock.advance(DAY_MS)
    await world.sync({ from: 'user' })
    expect(await world.differences()).toEqual([])
    const before = await countEvents()
    await restoreFrom(file)
    expect(await countEvents()).toBe(manifest.rows['event'])
    expect(await countEvents()).toBeLessThan(before)

    world.sandbox.clock.advance(DAY_MS)
    await freeRuns()
    await world.sync({ from: 'user' })
    await world.sync({ from: 'user' })
    expect(await world.differences()).toEqual([])
    expect(await countEvents()).toBeGreaterThan(before)
  },
  300_000,
)

/** A run that loses its database after some pages: receipts, cursors and its lease stay behind. */
async function cutOff(): Promise<void> {
  const { engine } = world.test.database
  const lend = engine.lend.bind(engine)
  let left = 400
  engine.lend = async () => {
    if (--left < 0) throw new Error('injected: the server went away')
    return lend()
  }
  await world.sync({ from: 'user' }).catch(() => undefined)
  engine.lend = lend
}

async function freeRuns(): Promise<void> {
  const owner = await world.test.database.engine.lendAsOwner()
  await owner.script(`update run set status = 'failed' where status in ('queued', 'running')`)
  owner.release()
}

async function* archive() {
  const keyFingerprint = keyOf(SECRET, 'the test').fingerprint
  const origin = { version: '0.0.0-test', keyFingerprint, now: Date.now() }
  const { url, database } = world.test
  if (url === undefined) yield* packEmbedded(database.engine, origin)
  else yield* packPostgres(url, folder, origin)
  yield ARCHIVE_END
}

/** Into another place, and the world goes on there. */
async function restoreFrom(file: string): Promise<void> {
  const dataDir = join(folder, 'data')
  const onServer = world.test.url !== undefined
  target = onServer ? await emptyEngine() : null
  const config = readConfig({
    DATA_DIR: dataDir,
    HOMING_SECRET: SECRET,
    ...(target === null ? {} : { DATABASE_URL: target.url }),
  })
  const options = { keyFile: undefined, isReplacing: false, isWithoutKey: false }
  const done = await restore({ config, file, passphrase: null, ...options })
  expect(done).toMatchObject({ aside: [], key: 'as it was' })
  restored = new Database(target?.engine ?? (await openPglite(join(dataDir, 'pgdata'))))
  Object.assign(world.test, { database: restored })
  world.homing.database = restored
  if (target !== null) restored = null
}

async function countEvents(): Promise<number> {
  const { workspaceId } = world.by
  const row = await world.test.database.inWorkspace(workspaceId, (tx) =>
    tx
      .selectFrom('event')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow(),
  )
  return row.count
}
