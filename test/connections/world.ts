import { pino } from 'pino'
import {
  lawFirm,
  sandboxClient,
  startSandbox,
  tokenPath,
  type Sandbox,
} from '../../sandbox/index.ts'
import type { SandboxOptions } from '../../sandbox/index.ts'
import { PERMISSIONS } from '../../src/api/contract/index.ts'
import type { Caller } from '../../src/api/handler.ts'
import type { By } from '../../src/connections/index.ts'
import { connectors } from '../../src/connectors/index.ts'
import type { Homing } from '../../src/homing.ts'
import { Database } from '../../src/platform/database/index.ts'
import { createHttp } from '../../src/platform/http/index.ts'
import { Secrets } from '../../src/platform/secrets/index.ts'
import { freshDatabase, makeWorkspace, type TestDatabase } from '../database.ts'

export interface World {
  homing: Homing
  sandbox: Sandbox
  /** Everything that was logged. */
  log: string[]
  by: By
  test: TestDatabase
  /** Settings that lead to the sandbox, with whatever is given on top. */
  settings(more?: Record<string, unknown>): Record<string, unknown>
  /** How often the token endpoint was asked for this grant type. */
  exchanges(grantType: string): number
  /** A second worker: another handle on the same database, with nothing shared in the process. */
  anotherWorker(): Homing
  /** Lets the process's clock go ahead. */
  later(ms: number): void
  close(): Promise<void>
}

/** What the token endpoint is asked for. */
const GRANTS = ['authorization_code', 'refresh_token']

/** Where nobody says how many people the account has, they are not the point. */
const FEW = { companies: 12, households: 8, unattached: 2 }

export async function makeWorld(options: SandboxOptions = {}): Promise<World> {
  const [test, sandbox] = await Promise.all([
    freshDatabase(),
    startSandbox({ enforceLimits: false, world: lawFirm(1, FEW), ...options }),
  ])
  const log: string[] = []
  let ahead = 0
  const http = createHttp({ allowPrivate: [new URL(sandbox.url).host] })
  const homing: Homing = {
    database: test.database,
    http,
    // Runs are asked for, but nobody works here.
    jobs: { enqueue: async () => undefined } as unknown as Homing['jobs'],
    secrets: new Secrets(Buffer.alloc(32, 7)),
    connectors,
    log: pino({ level: 'trace' }, { write: (line: string) => void log.push(line) }),
    now: () => Date.now() + ahead,
    random: () => 0.5,
  }
  return {
    homing,
    sandbox,
    log,
    by: { workspaceId: test.workspaceId, id: 'user-1', name: 'Ada Example' },
    test,
    settings: (more = {}) => ({
      apiUrl: `${sandbox.url}/v3`,
      authorizeUrl: `${sandbox.url}/oauth2/default/v1/authorize`,
      tokenUrl: sandbox.url + tokenPath,
      clientId: sandboxClient.clientId,
      clientSecret: sandboxClient.clientSecret,
      ...more,
    }),
    exchanges: (grantType) =>
      sandbox.requests.filter(
        ({ path, body }) =>
          path === tokenPath && (body as Record<string, string>)['grant_type'] === grantType,
      ).length,
    anotherWorker: () => ({ ...homing, database: new Database(test.database.engine) }),
    later: (ms) => {
      ahead += ms
    },
    async close() {
      http.close()
      await sandbox.close()
      await test.close()
    },
  }
}

/**
 * Another firm in the database of a world, with a clock and a log of its own and with the same
 * simulator, which has no faults to make any more; closing it closes nothing. A database and a
 * simulator for each test cost half a second of the processor.
 */
export async function anotherFirm(world: World): Promise<World> {
  const { database } = world.test
  const workspaceId = await makeWorkspace(database, 'Example & Partners')
  world.sandbox.faults.clear()
  const log: string[] = []
  let ahead = 0
  const before = new Map(GRANTS.map((grant) => [grant, world.exchanges(grant)]))
  const homing: Homing = {
    ...world.homing,
    log: pino({ level: 'trace' }, { write: (line: string) => void log.push(line) }),
    now: () => Date.now() + ahead,
  }
  return {
    ...world,
    homing,
    log,
    by: { ...world.by, workspaceId },
    test: { ...world.test, workspaceId },
    exchanges: (grantType) => world.exchanges(grantType) - before.get(grantType)!,
    anotherWorker: () => ({ ...homing, database: new Database(database.engine) }),
    later: (ms) => {
      ahead += ms
    },
    close: async () => undefined,
  }
}

/** The world's user, as the API knows who asks. */
export function callerOf({ by }: World): Caller {
  const { id, name, workspaceId } = by
  const workspace = { id: workspaceId, name: 'Example & Partners', timeZone: 'UTC', isDemo: false }
  return {
    id,
    name,
    kind: 'user',
    workspaceId,
    permissions: new Set(PERMISSIONS),
    identity: {
      id,
      name,
      email: 'ada@example.com',
      kind: 'user',
      language: null,
      role: 'administrator',
      workspace,
    },
    hidden: new Set(),
  }
}

/** One row as it is in the table, seen from above the fence. */
export async function rowOf(world: World, id: number): Promise<Record<string, unknown>> {
  const [row] = await asOwner(world, 'select * from connection where id = $1', [id])
  return row!
}

export async function asOwner(world: World, text: string, values: unknown[] = []) {
  const session = await world.homing.database.engine.lendAsOwner()
  try {
    return (await session.query(text, values)).rows
  } finally {
    session.release()
  }
}

/** Everything the database holds, as text; bytea as hex. */
export async function dump(world: World): Promise<string> {
  const tables = await asOwner(
    world,
    `select quote_ident(relname) as name from pg_class
     where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace`,
  )
  const parts: string[] = []
  for (const { name } of tables) {
    const rows = await asOwner(world, `select t::text as line from ${name as string} t`)
    parts.push(...rows.map(({ line }) => line as string))
  }
  return parts.join('\n')
}
