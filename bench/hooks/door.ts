import { join } from 'node:path'
import { createServer, HookDoor, listen } from '../../src/api/index.ts'
import { addHookKey, makeHookAddress } from '../../src/connections/index.ts'
import type { Homing } from '../../src/homing.ts'
import { createLog } from '../../src/log.ts'
import { openDatabase } from '../../src/platform/database/index.ts'
import { createHttp } from '../../src/platform/http/index.ts'
import { openJobs } from '../../src/platform/jobs/index.ts'
import { Secrets } from '../../src/platform/secrets/index.ts'
import { projectRoot } from '../../src/project-root.ts'
import { benchVendor, SECRET } from './vendor.ts'

/**
 * A process that is Homing's door and nothing else, as ROLE=web is: on PostgreSQL by DATABASE_URL,
 * or on an embedded database in DATA_DIR. It tells its parent the address deliveries go to, and
 * lives until it is ended.
 */
async function main(): Promise<void> {
  const log = createLog('warn')
  const root = projectRoot()
  const url = process.env['DATABASE_URL']
  const database = await openDatabase({
    ...(url ? { url } : {}),
    dataDir: url ? null : process.env['DATA_DIR']!,
    migrationsDir: join(root, 'migrations'),
    templateDir: join(root, 'dist', 'template'),
  })
  const homing: Homing = {
    database,
    http: createHttp(),
    jobs: await openJobs(database, log, false),
    secrets: new Secrets(Buffer.alloc(32, 7)),
    connectors: [benchVendor],
    log,
    now: Date.now,
    random: Math.random,
  }
  const token = await makePlace(homing)
  const hookDoor = new HookDoor(homing)
  const app = await createServer(homing, { version: 'bench', hookDoor })
  const listening = await listen(app, { host: '127.0.0.1', port: 0 })
  process.send!({ url: `${listening.url}/hooks/${token}` })
  process.on('message', () => {
    const { user, system } = process.cpuUsage()
    process.send!({ cpuMs: (user + system) / 1000 })
  })
  process.once('disconnect', () => {
    void (async () => {
      await listening.close()
      await hookDoor.close()
      await homing.jobs.close()
      await database.close()
      process.exit(0)
    })()
  })
}

/** A workspace with a connection and its key, where there is none yet, and a new address. */
async function makePlace(homing: Homing): Promise<string> {
  const workspaceId = await theWorkspace(homing)
  const by = { workspaceId, id: 'bench', name: 'Bench' }
  const { connectionId, isNew } = await homing.database.inWorkspace(workspaceId, async (tx) => {
    const known = await tx.selectFrom('connection').select('id').executeTakeFirst()
    if (known !== undefined) return { connectionId: known.id, isNew: false }
    const made = await tx
      .insertInto('connection')
      .values({
        workspace_id: workspaceId,
        connector: benchVendor.id,
        name: 'Bench',
        status: 'active',
      })
      .returning('id')
      .executeTakeFirstOrThrow()
    return { connectionId: made.id, isNew: true }
  })
  if (isNew) await addHookKey(homing, by, connectionId, SECRET)
  const ask = { endsOldNow: false, origin: 'https://homing.example' }
  return (await makeHookAddress(homing, by, connectionId, ask)).token
}

async function theWorkspace({ database }: Homing): Promise<number> {
  const owner = await database.engine.lendAsOwner()
  try {
    const { rows } = await owner.query<{ id: number }>(
      `with known as (select id from workspace order by id limit 1),
        made as (insert into workspace (name) select 'Bench'
          where not exists (select from known) returning id)
       select id from known union all select id from made`,
    )
    return rows[0]!.id
  } finally {
    owner.release()
  }
}

await main()
