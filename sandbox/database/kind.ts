import { PGlite } from '@electric-sql/pglite'
import { startFaultProxy } from '../faults/proxy.ts'
import { mostRequests } from '../request-log.ts'
import type { Ground, VendorKind } from '../vendor.ts'
import { controlRoutes } from './control.ts'
import { furnish } from './firm/first-people.ts'
import { createMoments } from './firm/moments.ts'
import { outboxTables } from './firm/outbox.ts'
import { firmTables } from './firm/tables.ts'
import { asItIs, prefix, schema } from './firm/views.ts'
import { takeValidity, takeWishes } from './firm/wishes.ts'
import { createTrouble, setRight, type Reach } from './trouble.ts'
import type { Heard, Job } from './vendor.ts'
import { createEngine, type Engine } from './wire/engine.ts'
import { createHolds } from './wire/holds.ts'
import { listenForSql } from './wire/server.ts'

const login = { user: 'homing', password: 'sandbox-password' } as const
const database = 'lawfirm'

/** A CRM without an API: its own program's database, which speaks PostgreSQL's wire protocol. */
export const databaseCrm = {
  title: 'Database (SQL)',
  requestsPerSecond: 50,
  world: {},
  run: async ({ world, clock, options }: Ground) => {
    const account = { database, ...login }
    const holds = createHolds()
    const trouble = createTrouble({ account, holds, typed: asItIs, reach: () => reach })
    const db = await PGlite.create()
    await build(db)
    await furnish(db, world, options.seed ?? 1)
    const engine = createEngine(db, trouble.standing)
    const { heard, hear } = createHearing()
    const means = { engine, holds, account, closed: trouble.closed, heard: hear }
    const server = await listenForSql(means)
    const proxy = await startFaultProxy(server)
    const reach: Reach = { engine, proxy }
    const moments = createMoments(clock)
    const job = createJob(engine, moments)
    return {
      // Whoever asks for more than it bears waits.
      enforceLimits: () => undefined,
      control: controlRoutes({ engine, server, trouble, job, heard, moments }),
      // It comes by now and then, and does not wait for whoever is in a transaction.
      deliver: async () => (engine.isFree() ? job.run() : 0),
      settings: {
        ...{ engine: 'postgresql', host: '127.0.0.1', port: new URL(proxy.url).port },
        ...{ database, schema, prefix, ...login, tls: 'off' },
      },
      close: async () => {
        await proxy.close()
        await server.close()
        await db.close()
      },
    }
  },
} satisfies VendorKind

async function build(db: PGlite): Promise<void> {
  await db.exec(`${firmTables}
    create schema ${schema};
    ${outboxTables}
    create role ${login.user} login`)
  await setRight(db, login.user, asItIs)
}

/** Keeps the statements that came, the newest of them. */
export function createHearing() {
  const heard: Heard[] = []
  const hear = (sql: string) => {
    heard.push({ receivedAt: Date.now(), sql })
    if (heard.length > mostRequests) heard.shift()
  }
  return { heard, hear }
}

/** The firm's own job, which takes what it was told. */
export function createJob(engine: Engine, moments: () => string): Job {
  const job: Job = {
    isOn: true,
    run: async () => (job.isOn ? job.take() : 0),
    take: () =>
      engine.asOwner(
        async (db) => (await takeWishes(db, moments())) + (await takeValidity(db, moments())),
      ),
  }
  return job
}
