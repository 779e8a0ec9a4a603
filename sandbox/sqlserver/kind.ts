import { controlRoutes } from '../database/control.ts'
import { furnish } from '../database/firm/first-people.ts'
import { createMoments } from '../database/firm/moments.ts'
import { firmTables } from '../database/firm/tables.ts'
import { prefix, schema } from '../database/firm/views.ts'
import { createHearing, createJob } from '../database/kind.ts'
import { createTrouble, setRight, type Reach } from '../database/trouble.ts'
import { createHolds } from '../database/wire/holds.ts'
import { startFaultProxy } from '../faults/proxy.ts'
import type { Ground, VendorKind } from '../vendor.ts'
import { administrator, administratorRole, createInstance, madeAccount } from './instance.ts'
import { outboxSql, teachPlainValues, typed } from './firm.ts'
import { createMishaps, mishapRoutes } from './mishaps.ts'
import { readShapes } from './run/ask.ts'
import { createSession, runAlone } from './run/session.ts'
import { certify } from './wire/certificate.ts'
import { listenForTds } from './wire/server.ts'
import type { Complaint } from './wire/tokens.ts'

const login = { user: 'homing', password: 'sandbox-password' } as const
const owner = { user: administratorRole, mark: 'sa_', settings: {} }
const database = 'lawfirm'

/** The same CRM without an API, whose database speaks as Microsoft SQL Server does. */
export const sqlServerCrm = {
  title: 'Database (SQL Server, simulated)',
  requestsPerSecond: 50,
  world: {},
  keys: { administratorPassword: administrator.password },
  run: async ({ world, clock, options }: Ground) => {
    const account = { database, ...login }
    const holds = createHolds()
    const trouble = createTrouble({ account, holds, typed, reach: () => reach })
    const mishaps = createMishaps()
    const { db, engine } = await createInstance(database, trouble.standing)
    await db.exec(`${firmTables} create schema ${schema};
      grant usage on schema ${schema} to public; create role ${login.user} login`)
    const means = { engine, holds, database, spoils: mishaps.spoils }
    await runAlone(createSession(means, owner), outboxSql)
    await teachPlainValues(db)
    await setRight(db, login.user, typed)
    await furnish(db, world, options.seed ?? 1)
    const { heard, hear } = createHearing()
    const certified = certify(Date.now())
    const server = await listenForTds({
      certified,
      ...means,
      shapeOf: await readShapes(db),
      heard: hear,
      lose: mishaps.loses,
      accountOf: async (user) =>
        user === login.user ? { ...account, role: user } : madeAccount(user, database, engine),
      closed: () => closing(trouble.closed()?.words),
    })
    const proxy = await startFaultProxy(server)
    const reach: Reach = { engine, proxy }
    const moments = createMoments(clock)
    const job = createJob(engine, moments)
    const ending = { ...trouble, end: () => trouble.end().finally(mishaps.end) }
    const control = controlRoutes({ engine, server, trouble: ending, job, heard, moments })
    return {
      enforceLimits: () => undefined,
      control: control.route('/', mishapRoutes(mishaps)),
      deliver: async () => (engine.isFree() ? job.run() : 0),
      settings: {
        ...{ engine: 'sqlserver', host: '127.0.0.1', port: new URL(proxy.url).port },
        ...{ database, schema, prefix, ...login, tls: 'off' },
        // Not entered while TLS is off, and what a client needs to trust this server.
        caCertificate: certified.certificate,
      },
      close: async () => {
        await proxy.close()
        await server.close()
        await db.close()
      },
    }
  },
} satisfies VendorKind

const notReady =
  'SQL Server is not ready to accept new client connections. Wait a few minutes before trying '
  + 'again. If you have access to the error log, look for the informational message that '
  + 'indicates that SQL Server is ready before trying to connect again.'

/** Why nobody is let in, as this server says it. */
function closing(words: string | undefined): Complaint | undefined {
  return words === undefined ? undefined : { number: 17_187, severity: 16, words: notReady }
}
