import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Database } from '../../platform/database/index.ts'

/** A source whose worker is silent this long is taken by another. */
const LEASE_SECONDS = 60
const HEARTBEAT_MS = 15_000

interface At {
  workspaceId: number
  sourceId: number
}

/** The sole right to look at a source. Time is the database's. */
export class SourceLease {
  readonly #database: Database
  readonly #at: At
  readonly #owner = randomUUID()
  #heartbeat: NodeJS.Timeout | undefined

  private constructor(database: Database, at: At) {
    this.#database = database
    this.#at = at
  }

  /** Null where somebody else has it, or it was removed. */
  static async take(database: Database, at: At): Promise<SourceLease | null> {
    const lease = new SourceLease(database, at)
    const isTaken = await lease.#hold(sql`lease_until is null or lease_until < clock_timestamp()`)
    return isTaken ? lease : null
  }

  /** Renews it until release; onLost is called once it cannot be. */
  keep(onLost: (error: unknown) => void): void {
    this.#heartbeat = setInterval(() => {
      this.#hold(sql`lease_owner = ${this.#owner}`).then((isHeld) => {
        if (!isHeld) onLost(new Error('Another worker looks at this source.'))
      }, onLost)
    }, HEARTBEAT_MS)
    this.#heartbeat.unref()
  }

  async release(): Promise<void> {
    clearInterval(this.#heartbeat)
    await this.#database.inWorkspace(this.#at.workspaceId, (tx) =>
      sql`
        update file_source set lease_owner = null, lease_until = null
        where workspace_id = ${this.#at.workspaceId} and id = ${this.#at.sourceId}
          and lease_owner = ${this.#owner}`.execute(tx),
    )
  }

  async #hold(where: ReturnType<typeof sql>): Promise<boolean> {
    const { rows } = await this.#database.inWorkspace(this.#at.workspaceId, (tx) =>
      sql`
        update file_source set lease_owner = ${this.#owner},
          lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
        where workspace_id = ${this.#at.workspaceId} and id = ${this.#at.sourceId}
          and deleted_at is null and (${where})
        returning 1`.execute(tx),
    )
    return rows.length > 0
  }
}
