import { type AllowPrivate, guardedAddresses, HttpFault, type Resolve } from '../http/index.ts'
import { compile, type SqlStatement } from './compile.ts'
import { SqlFault } from './fault.ts'
import { cellOf, type SqlDriver, type SqlRow, type SqlSession } from './session.ts'
import { GRACE_MS, type SqlEngine, type SqlLimits, type SqlTarget } from './target.ts'

/** The one session of a target, and whoever waits for it. */
export interface Lane {
  run(statement: SqlStatement, signal?: AbortSignal): Promise<SqlRow[]>
  end(): void
}

export interface World {
  allowPrivate: AllowPrivate
  resolve?: Resolve
  limits: SqlLimits
}

/** Loaded with the first session of their kind: most firms need none, and they are slow to load. */
const DRIVERS: Record<SqlEngine, () => Promise<SqlDriver>> = {
  postgresql: async () => (await import('./engines/postgresql.ts')).postgresql,
  mysql: async () => (await import('./engines/mysql.ts')).mysql,
  sqlserver: async () => (await import('./engines/sqlserver.ts')).sqlserver,
}

/** How often an answer is measured while it comes. */
const MEASURE_MS = 100

/** After these the session can be used further. */
const LEAVES_SESSION: readonly SqlFault['kind'][] = [
  'forbidden',
  'missing',
  'duplicate',
  'value',
  'refused',
]

/** A session is opened when it is needed. forget: called once nobody has used it for a while. */
export function createLane(target: SqlTarget, world: World, forget: () => void): Lane {
  const { limits } = world
  let session: SqlSession | null = null
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0
  let leave: NodeJS.Timeout | undefined

  async function runNow(statement: SqlStatement, signal?: AbortSignal): Promise<SqlRow[]> {
    const compiled = compile(target.engine, statement)
    signal?.throwIfAborted()
    const driver = await DRIVERS[target.engine]()
    session ??= await open(driver, target, world)
    const used = session
    try {
      const rows = await watched(used, used.run(compiled), { limits, signal })
      return rows.map((row) =>
        Object.fromEntries(Object.entries(row).map(([name, value]) => [name, cellOf(value)])),
      )
    } catch (error) {
      const fault = judged(driver, error)
      if (!LEAVES_SESSION.includes(fault.kind)) {
        used.destroy()
        session = null
      }
      throw fault
    }
  }

  function end(): void {
    clearTimeout(leave)
    session?.end()
    session = null
  }

  function done(): void {
    waiting--
    if (waiting > 0) return
    leave = setTimeout(() => {
      end()
      forget()
    }, limits.idleMs)
    leave.unref()
  }

  return {
    run(statement, signal) {
      clearTimeout(leave)
      waiting++
      const turn = last.then(() => runNow(statement, signal)).finally(done)
      last = turn.catch(() => undefined)
      return turn
    },
    end,
  }
}

/** One address after the other: a name may have some at which nobody listens. */
async function open(driver: SqlDriver, target: SqlTarget, world: World): Promise<SqlSession> {
  let last = new SqlFault('unknown_host')
  for (const { address } of await addressesOf(target, world)) {
    try {
      return await driver.open(target, address, world.limits)
    } catch (error) {
      last = judged(driver, error)
      if (!['connection', 'connect_timeout'].includes(last.kind)) throw last
    }
  }
  throw last
}

async function addressesOf(target: SqlTarget, { allowPrivate, resolve }: World) {
  try {
    return await guardedAddresses(target, allowPrivate, resolve)
  } catch (error) {
    if (!(error instanceof HttpFault)) throw error
    const kind = error.kind === 'unknown_host' ? 'unknown_host' : 'address_forbidden'
    throw new SqlFault(kind, '', { cause: error })
  }
}

/** Throws on what is our own mistake. */
function judged(driver: SqlDriver, error: unknown): SqlFault {
  const fault = driver.judge(error)
  if (fault === null) throw error
  return fault
}

/** Gives up an answer that is too long or too late, or that nobody wants any more. */
async function watched<Rows>(
  session: SqlSession,
  answer: Promise<Rows>,
  { limits, signal }: { limits: SqlLimits; signal: AbortSignal | undefined },
): Promise<Rows> {
  const before = session.bytesRead()
  let giveUp: (why: SqlFault) => void = () => {}
  const givenUp = new Promise<never>((_, fail) => {
    giveUp = fail
  })
  const isTooLong = () => session.bytesRead() - before > limits.answerBytesMax
  const measure = setInterval(() => {
    if (isTooLong()) giveUp(new SqlFault('too_large'))
  }, MEASURE_MS)
  const late = setTimeout(
    () => giveUp(new SqlFault('statement_timeout')),
    limits.statementMs + 2 * GRACE_MS,
  )
  const stop = () => giveUp(new SqlFault('aborted'))
  signal?.addEventListener('abort', stop, { once: true })
  // Whichever of the two comes second is nobody's concern.
  answer.catch(() => undefined)
  try {
    const rows = await Promise.race([answer, givenUp])
    if (isTooLong()) throw new SqlFault('too_large')
    return rows
  } finally {
    clearInterval(measure)
    clearTimeout(late)
    signal?.removeEventListener('abort', stop)
  }
}
