import pg from 'pg'
import { rethrowPlain, type Engine, type Session } from './engine.ts'

/** Sessions one process holds at most, the owner's among them. */
const SESSIONS_MAX = 12
const OWNER_SESSIONS_MAX = 3

const INT8 = 20
const NUMERIC = 1700
/** An option of the driver that its types do not know. */
const PIPELINE = { pipeline: true }
const parsers = {
  getTypeParser(oid: number, format?: string) {
    if (oid === INT8 || oid === NUMERIC) return Number
    return pg.types.getTypeParser(oid, format as 'text')
  },
}

/**
 * Opens a PostgreSQL server. Sessions of the application start under homing_app as their session
 * default, so that RESET ROLE inside one leads back to it and not to the owner.
 */
export async function openPostgres(url: string): Promise<Engine> {
  const owner = new pg.Pool({
    connectionString: url,
    max: OWNER_SESSIONS_MAX,
    types: parsers as pg.CustomTypesConfig,
  })
  const app = new pg.Pool({
    connectionString: url,
    max: SESSIONS_MAX - OWNER_SESSIONS_MAX,
    types: parsers as pg.CustomTypesConfig,
    // Compiling a statement of the ledger takes longer than running it: three fifths of it.
    options: '-c role=homing_app -c statement_timeout=120000 -c timezone=UTC -c jit=off',
    // Statements go out at once, where several are given at once (in-one-go.ts).
    ...PIPELINE,
  })
  // A server that restarts drops idle sessions; the next use opens new ones.
  for (const pool of [owner, app]) pool.on('error', () => undefined)

  const first = await owner.connect()
  first.release()
  return {
    kind: 'postgres',
    folder: null,
    ...serverOf(owner),
    lend: () => lend(app),
    lendAsOwner: () => lend(owner),
    async close() {
      await Promise.all([owner.end(), app.end()])
    },
  }
}

/** As the driver understood the address. */
function serverOf({ options }: pg.Pool): Pick<Engine, 'server'> {
  const { host, port } = new pg.Client(options)
  return host.startsWith('/') ? {} : { server: { host, port } }
}

async function lend(pool: pg.Pool): Promise<Session> {
  const client = await pool.connect()
  let isLost = false
  // The pool listens to idle sessions only: without this, a server that goes away between two
  // statements of a lent one would end the program.
  const onLost = () => {
    isLost = true
  }
  client.on('error', onLost)
  return {
    async query<Row>(text: string, values?: unknown[]) {
      const result = await client.query(text, values as unknown[]).catch(rethrowPlain)
      return { rows: result.rows as Row[], rowCount: result.rowCount ?? 0 }
    },
    async script(text) {
      await client.query(text).catch(rethrowPlain)
    },
    release(isBroken = false) {
      client.release(isBroken || isLost)
      client.off('error', onLost)
    },
  }
}
