import { spawn } from 'node:child_process'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { build } from 'vite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { carryOutImport, receiveImport, resumeImports } from '../../src/people/index.ts'
import { Database, migrate, openPglite } from '../../src/platform/database/index.ts'
import { makeWorkspace } from '../database.ts'
import { MIGRATIONS, templateDir } from '../template.ts'
import { manyPeople } from './many-rows.ts'
import { bytesOf, followers, peopleWorld } from './world.ts'

const ROWS = 12_000

/** Node 20 runs no TypeScript, so the process to be killed is built first, beside node_modules. */
const built = fileURLToPath(new URL(`../../.cache/interrupted-${process.pid}/`, import.meta.url))
beforeAll(async () => {
  await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: fileURLToPath(new URL('interrupted-import.ts', import.meta.url)),
      outDir: built,
      emptyOutDir: true,
      target: 'node20',
    },
  })
})
afterAll(() => rm(built, { recursive: true, force: true }))

test('an import killed in the middle, again and again, ends as if it had not been', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'homing-killed-'))
  try {
    await cp(await templateDir(), folder, { recursive: true })
    const at = await open(folder, async (database) => {
      const workspaceId = await makeWorkspace(database, 'A firm')
      const { homing } = peopleWorld(database)
      const asked = { workspaceId, fileName: 'people.csv', isDryRun: false, startedBy: 'Test' }
      const importId = await receiveImport(homing, asked, bytesOf(manyPeople(ROWS)))
      return { workspaceId, importId }
    })
    // Transactions before the first batch: the claim and, twice, the pieces of the file.
    for (const transactions of [9, 10, 12]) {
      const done = await killedAfter(transactions, folder, at)
      expect(done).toBe('killed')
      await open(folder, (database) => expireLease(database, at))
    }
    await open(folder, async (database) => {
      const before = await importRow(database, at)
      expect(before.status).toBe('running')
      expect(before.epoch).toBe(3)
      expect(before.records_done).toBeGreaterThan(0)
      expect(before.records_done).toBeLessThan(ROWS)

      const { homing, jobs } = peopleWorld(database)
      await resumeImports(homing, at.workspaceId)
      expect(jobs).toEqual([at])
      await carryOutImport(homing, at, followers)
      expect(await importRow(database, at)).toMatchObject({
        status: 'done',
        rows_read: ROWS,
        people_created: ROWS,
        people_updated: 0,
        people_unchanged: 0,
        rows_refused: 0,
      })
      const { rows } = await database.inWorkspace(at.workspaceId, (tx) =>
        sql`select (select count(*)::int from person) as people,
          (select count(distinct external_id)::int from person) as distinct_people,
          (select count(*)::int from address) as addresses,
          (select count(*)::int from import_chunk) as chunks,
          (select count(*)::int from import_key) as keys`.execute(tx),
      )
      const addresses = ROWS + ROWS / 10
      expect(rows[0]).toEqual({
        people: ROWS,
        distinct_people: ROWS,
        addresses,
        chunks: 0,
        keys: 0,
      })
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}, 300_000)

test('two workers never work on the same import', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'homing-two-'))
  await cp(await templateDir(), folder, { recursive: true })
  try {
    await open(folder, async (database) => {
      const workspaceId = await makeWorkspace(database, 'A firm')
      const { homing } = peopleWorld(database)
      const asked = { workspaceId, fileName: 'people.csv', isDryRun: false, startedBy: 'Test' }
      const importId = await receiveImport(homing, asked, bytesOf(manyPeople(3000)))
      const at = { workspaceId, importId }
      await Promise.all([
        carryOutImport(homing, at, followers),
        carryOutImport(homing, at, followers),
      ])
      expect(await importRow(database, at)).toMatchObject({
        status: 'done',
        epoch: 1,
        people_created: 3000,
        people_unchanged: 0,
      })
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}, 60_000)

async function open<T>(folder: string, work: (database: Database) => Promise<T>): Promise<T> {
  const engine = await openPglite(folder)
  await migrate(engine, MIGRATIONS)
  const database = new Database(engine)
  try {
    return await work(database)
  } finally {
    await database.close()
  }
}

interface Job {
  workspaceId: number
  importId: number
}

const importRow = (database: Database, { workspaceId, importId }: Job) =>
  database.inWorkspace(workspaceId, (tx) =>
    tx.selectFrom('import').selectAll().where('id', '=', importId).executeTakeFirstOrThrow(),
  )

const expireLease = (database: Database, { workspaceId }: Job) =>
  database.inWorkspace(workspaceId, (tx) =>
    sql`update import set lease_until = now() - interval '1 second'`.execute(tx),
  )

/** Imports in a process of its own, and kills it (-9) inside the transaction of that number. */
function killedAfter(transactions: number, folder: string, at: Job): Promise<string> {
  const given = [folder, String(at.workspaceId), String(at.importId)]
  const child = spawn(process.execPath, [join(built, 'interrupted-import.js'), ...given], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let seen = ''
  return new Promise((resolve) => {
    child.stdout.on('data', (text: Buffer) => {
      seen += text.toString()
      if (seen.split('begin\n').length - 1 >= transactions) child.kill('SIGKILL')
    })
    child.on('exit', (_code, signal) => {
      resolve(signal === 'SIGKILL' ? 'killed' : seen.includes('finished') ? 'finished' : 'failed')
    })
  })
}
