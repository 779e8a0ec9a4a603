import { AsyncLocalStorage } from 'node:async_hooks'
import { Kysely, sql, type Transaction } from 'kysely'
import { homingDialect } from './dialect.ts'
import type { Engine } from './engine.ts'
import { rememberHashKey } from './keyed-hash.ts'
import type { Tables } from './tables.ts'

/** The handle of one open transaction. Everything a transaction does goes through it. */
export type Tx = Transaction<Tables>

const databases = new WeakMap<Tx, Database>()

interface Opened {
  database: Database
  isOpen: boolean
  /** What was open where this was opened: of another database. */
  outer: Opened | undefined
}

/** One for all databases: each store costs every promise of the process a little, for good. */
const opened = new AsyncLocalStorage<Opened>()

/** The database a transaction is of. */
export function databaseOf(tx: Tx): Database | undefined {
  return databases.get(tx)
}

/** Who a transaction speaks for. Row-level security shows it the rows of these, and no others. */
export interface Standing {
  workspaceId?: number
  /** At sign-in only: the user whose memberships are looked up. */
  userId?: string
}

/**
 * The database as the application sees it. Every use is a transaction under homing_app with its
 * standing named; there is no way to a row without one. Opening a transaction inside a transaction
 * throws, on both engines: on the embedded one it would wait for itself for ever.
 */
export class Database {
  readonly engine: Engine
  readonly #kysely: Kysely<Tables>
  readonly #hashKey: Uint8Array | undefined

  /** hashKey: what keyed hashes are made with, see keyed-hash.ts. */
  constructor(engine: Engine, hashKey?: Uint8Array) {
    this.engine = engine
    this.#hashKey = hashKey
    this.#kysely = new Kysely<Tables>({ dialect: homingDialect(engine) })
  }

  inWorkspace<T>(workspaceId: number, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.transaction({ workspaceId }, work)
  }

  /** Without a workspace: the few tables that belong to none (pace, accounts), and nothing else. */
  withoutWorkspace<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.transaction({}, work)
  }

  async transaction<T>(standing: Standing, work: (tx: Tx) => Promise<T>): Promise<T> {
    const outer = stillOpen(opened.getStore())
    for (let one = outer; one !== undefined; one = one.outer) {
      if (one.database === this && one.isOpen) {
        throw new Error('A transaction is open here: use its handle instead of the outer database.')
      }
    }
    const state = { database: this, isOpen: true, outer }
    try {
      return await opened.run(state, () =>
        this.#kysely.transaction().execute(async (tx) => {
          databases.set(tx, this)
          const workspace = String(standing.workspaceId ?? '')
          if (this.#hashKey !== undefined) rememberHashKey(tx, this.#hashKey)
          await sql`select set_config('homing.workspace', ${workspace}, true),
                           set_config('homing.user', ${standing.userId ?? ''}, true)`.execute(tx)
          return work(tx)
        }),
      )
    } finally {
      state.isOpen = false
    }
  }

  async close(): Promise<void> {
    await this.#kysely.destroy()
  }
}

/** What is done with is left out, so that work begun by work never becomes a chain. */
function stillOpen(at: Opened | undefined): Opened | undefined {
  if (at === undefined || at.isOpen) return at
  return stillOpen(at.outer)
}

/**
 * Says who writes in this transaction from here on ("import:12", "user:Ruth"): kept with what is
 * made, and with what a changed field was before.
 */
export async function writeAs(tx: Tx, writer: string): Promise<void> {
  await sql`select set_config('homing.writer', ${writer}, true)`.execute(tx)
}

/**
 * Proves that the fence stands: refuses to start under a role that could climb over it. Called
 * once after migration.
 */
export async function proveFence(database: Database): Promise<void> {
  const role = await database.withoutWorkspace(async (tx) => {
    const { rows } = await sql<{ name: string; climbs: boolean; owns: number }>`
      select current_user::text as name, rolsuper or rolbypassrls as climbs,
        (select count(*)::int from pg_class where relowner = r.oid and relkind in ('r', 'p')
           and relnamespace = 'public'::regnamespace) as owns
      from pg_roles r where rolname = current_user`.execute(tx)
    return rows[0]!
  })
  if (role.climbs || role.owns > 0) {
    const fault = role.climbs ? 'bypasses row-level security' : 'owns tables'
    throw new Error(
      `The application works as ${role.name}, which ${fault}: it must work as homing_app.`,
    )
  }
}
