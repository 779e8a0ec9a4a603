import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Database, Tx } from '../platform/database/index.ts'
import { measureRun, type RunOutcome } from '../platform/metrics.ts'

/** A run whose worker is silent this long is taken up by another. */
const LEASE_SECONDS = 60
const HEARTBEAT_MS = 15_000

/** Another worker has the run, or it has ended: nothing more is written by this one. */
export class LeaseLost extends Error {}
/** Somebody asked for the run to stop. */
export class CancelAsked extends Error {}
/** This process is asked to end: the run goes back into the queue as it stands. */
export class Ending extends Error {}

export interface LeasedRun {
  id: number
  workspaceId: number
  connectionId: number
  campaignId: number | null
  from: 'schedule' | 'user' | 'api'
  startedAt: Date
}

/**
 * The sole right to work on a run. Time is the database's. The epoch grows with every take-over:
 * a worker that comes back from a long pause finds another epoch, and its transaction fails.
 *
 *   queued ──take──▶ running ──end──▶ done | failed | cancelled
 *      ▲──giveBack──┘  │  ▲
 *          worker dies ▼  │ take, when the lease has run out
 */
export class Lease {
  readonly run: LeasedRun
  readonly #database: Database
  readonly #owner: string
  readonly #epoch: number
  #heartbeat: NodeJS.Timeout | undefined
  #isEnding = false

  private constructor(database: Database, run: LeasedRun, owner: string, epoch: number) {
    this.#database = database
    this.run = run
    this.#owner = owner
    this.#epoch = epoch
  }

  /** Null where the run has ended or another worker is at it. */
  static async take(database: Database, workspaceId: number, runId: number): Promise<Lease | null> {
    const owner = randomUUID()
    const row = await database.inWorkspace(workspaceId, (tx) =>
      sql<{
        connection_id: number
        campaign_id: number | null
        started_from: LeasedRun['from']
        started_at: Date
        epoch: number
      }>`
        update run set status = 'running', lease_owner = ${owner}, epoch = epoch + 1,
          lease_until = now() + ${`${LEASE_SECONDS} seconds`}::interval,
          started_at = coalesce(started_at, now())
        where id = ${runId}
          and (status = 'queued' or (status = 'running' and lease_until < now()))
        returning connection_id, campaign_id, started_from, started_at, epoch`.execute(tx),
    )
    const taken = row.rows[0]
    if (taken === undefined) return null
    const run = {
      id: runId,
      workspaceId,
      connectionId: taken.connection_id,
      campaignId: taken.campaign_id,
      from: taken.started_from,
      startedAt: taken.started_at,
    }
    return new Lease(database, run, owner, taken.epoch)
  }

  /** Renews the lease until release; onLost is called once it cannot be. */
  keep(onLost: (error: Error) => void): void {
    this.#heartbeat = setInterval(() => {
      this.inRun({}, async () => undefined).catch(onLost)
    }, HEARTBEAT_MS)
    this.#heartbeat.unref()
  }

  release(): void {
    clearInterval(this.#heartbeat)
  }

  /** From now on no transaction of this run begins; the one at hand is finished. */
  stopBetweenPages(): void {
    this.#isEnding = true
  }

  /**
   * A transaction of this run: its work and the run's progress are committed together, and only
   * while the lease is held. Throws LeaseLost, CancelAsked or Ending, with nothing written.
   */
  async inRun<T>(progress: Progress, work: (tx: Tx) => Promise<T>): Promise<T> {
    if (this.#isEnding) throw new Ending('This process is asked to end.')
    return this.#database.inWorkspace(this.run.workspaceId, async (tx) => {
      await this.write(tx, progress)
      return work(tx)
    })
  }

  async write(tx: Tx, progress: Progress): Promise<void> {
    const { rows } = await sql<{ cancel_asked: boolean }>`
      update run set
        lease_until = now() + ${`${LEASE_SECONDS} seconds`}::interval,
        phase = coalesce(${progress.phase ?? null}, phase),
        detail = coalesce(${progress.detail ?? null}, detail),
        steps_total = coalesce(${progress.stepsTotal ?? null}::integer, steps_total),
        steps_done = ${progress.steps ?? 0}::integer
          + case when ${progress.stepsTotal ?? null}::integer is null then steps_done else 0 end,
        requests = requests + ${progress.requests ?? 0}::integer,
        pages = pages + ${progress.pages ?? 0}::integer,
        events_read = events_read + ${progress.read ?? 0}::integer,
        events_written = events_written + ${progress.written ?? 0}::integer,
        problems = problems + ${progress.problems ?? 0}::integer,
        skipped = (
          select coalesce(jsonb_object_agg(reason, count), '{}') from (
            select key as reason, sum(value::integer) as count from (
              select * from jsonb_each_text(skipped)
              union all
              select * from jsonb_each_text(${JSON.stringify(progress.skipped ?? {})}::jsonb)
            ) side group by key
          ) summed)
      where id = ${this.run.id} and lease_owner = ${this.#owner} and epoch = ${this.#epoch}
        and status = 'running'
      returning cancel_asked`.execute(tx)
    if (rows[0] === undefined) throw new LeaseLost('Another worker has taken up this run.')
    if (rows[0].cancel_asked) throw new CancelAsked('Cancelled.')
  }

  /**
   * Back into the queue, in the transaction that enqueues its job: the next free worker goes on
   * with it at once. Does nothing where the lease is no longer held.
   */
  async giveBack(enqueue: (tx: Tx) => Promise<void>): Promise<void> {
    const isMine = await this.#database.inWorkspace(this.run.workspaceId, async (tx) => {
      const { rows } = await sql`
        update run set status = 'queued', lease_owner = null, lease_until = null
        where id = ${this.run.id} and lease_owner = ${this.#owner} and epoch = ${this.#epoch}
          and status = 'running'
        returning id`.execute(tx)
      if (rows.length > 0) await enqueue(tx)
      return rows.length > 0
    })
    if (isMine) this.#measure('returned')
  }

  /** Ends the run; does nothing where the lease is no longer held. */
  async end(status: 'done' | 'failed' | 'cancelled', message: string | null): Promise<void> {
    const { rows } = await this.#database.inWorkspace(this.run.workspaceId, (tx) =>
      sql`
        update run set status = ${status}, message = ${message}, ended_at = now(),
          lease_owner = null, lease_until = null, detail = ''
        where id = ${this.run.id} and lease_owner = ${this.#owner} and epoch = ${this.#epoch}
          and status = 'running'
        returning id`.execute(tx),
    )
    if (rows.length > 0) this.#measure(status)
  }

  #measure(outcome: RunOutcome): void {
    measureRun(outcome, Date.now() - this.run.startedAt.getTime())
  }
}

/** What a transaction adds to its run's progress. */
export interface Progress {
  phase?: string
  detail?: string
  /** Sets the number of steps and begins to count them anew. */
  stepsTotal?: number
  steps?: number
  requests?: number
  pages?: number
  read?: number
  written?: number
  problems?: number
  skipped?: Record<string, number>
}
