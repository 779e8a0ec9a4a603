import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Database, Tx } from '../platform/database/index.ts'

/** A lane whose worker is silent this long is taken by another. */
const LEASE_SECONDS = 60
const HEARTBEAT_MS = 15_000

/** Why nothing is told for a while, in a sentence. */
interface LaneFault {
  message: string
  whoMustAct: 'you' | 'vendor' | 'homing'
}

/** Each connection has a lane for what it is told of wishes, for its lists, for activities. */
export type LaneTable = 'write_back_lane' | 'push_lane' | 'activity_lane'

interface At {
  workspaceId: number
  connectionId: number
}

/**
 * The sole right to tell a connection's system something. Time is the database's, but for the pause
 * the system asked for, which is kept by the program's clock. A worker that lost its lease writes
 * nothing any more; a call it still makes is made again by its successor, and changes nothing.
 */
export class Lane {
  readonly at: At
  readonly #database: Database
  readonly #owner = randomUUID()
  readonly #table: LaneTable
  #heartbeat: NodeJS.Timeout | undefined

  private constructor(database: Database, at: At, table: LaneTable) {
    this.#database = database
    this.at = at
    this.#table = table
  }

  /** Null where somebody else has it, the connection does not run, or a pause lasts. */
  static async take(
    database: Database,
    at: At,
    now: number,
    table: LaneTable,
  ): Promise<Lane | null> {
    const lane = new Lane(database, at, table)
    const { rows } = await database.inWorkspace(at.workspaceId, (tx) =>
      sql`
        update ${sql.table(table)} l set lease_owner = ${lane.#owner}, lease_until = ${lease()}
        from connection c
        where l.workspace_id = ${at.workspaceId} and l.connection_id = ${at.connectionId}
          and c.workspace_id = l.workspace_id and c.id = l.connection_id
          and c.status = 'active' and c.deleted_at is null
          and (l.paused_until is null or l.paused_until <= ${new Date(now)})
          and (l.lease_until is null or l.lease_until < clock_timestamp())
        returning 1`.execute(tx),
    )
    return rows.length > 0 ? lane : null
  }

  /** Renews the lease until release; onLost is called once it cannot be. */
  keep(onLost: (error: unknown) => void): void {
    this.#heartbeat = setInterval(() => {
      this.inLane(() => Promise.resolve()).then((held) => {
        if (held === null) onLost(new Error('Another worker tells this connection.'))
      }, onLost)
    }, HEARTBEAT_MS)
    this.#heartbeat.unref()
  }

  /** A transaction of whoever holds the lane; null, with nothing written, where that is another. */
  async inLane<T>(work: (tx: Tx) => Promise<T>): Promise<{ of: T } | null> {
    return this.#database.inWorkspace(this.at.workspaceId, async (tx) => {
      const { rows } = await sql`
        update ${sql.table(this.#table)} set lease_until = ${lease()} where ${this.#isMine()}
        returning 1`.execute(tx)
      return rows.length === 0 ? null : { of: await work(tx) }
    })
  }

  /** Nothing is told before then (epoch ms); why, for whoever looks. */
  async pause(tx: Tx, until: number, { message, whoMustAct }: LaneFault): Promise<void> {
    await sql`
      update ${sql.table(this.#table)}
      set paused_until = ${new Date(until)}, fault = ${message}, fault_who = ${whoMustAct}
      where ${this.#isMine()}`.execute(tx)
  }

  /** The system answered as it should. */
  async wentWell(tx: Tx): Promise<void> {
    await sql`
      update ${sql.table(this.#table)} set paused_until = null, fault = '', fault_who = null
      where ${this.#isMine()} and (fault <> '' or paused_until is not null)`.execute(tx)
  }

  async release(): Promise<void> {
    clearInterval(this.#heartbeat)
    await this.#database.inWorkspace(this.at.workspaceId, (tx) =>
      sql`
        update ${sql.table(this.#table)} set lease_owner = null, lease_until = null
        where ${this.#isMine()}`.execute(tx),
    )
  }

  #isMine() {
    return sql`workspace_id = ${this.at.workspaceId} and connection_id = ${this.at.connectionId}
      and lease_owner = ${this.#owner}`
  }
}

function lease() {
  return sql`clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})`
}
