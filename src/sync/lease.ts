import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { SyncKind } from '../connections/index.ts'
import type { Database, Tx } from '../platform/database/index.ts'
import { measureRun, type RunOutcome } from '../platform/metrics.ts'
import { skippedWith } from './skipped.ts'

/** A run whose worker is silent this long is taken up by another. */
const LEASE_SECONDS = 60
const HEARTBEAT_MS = 15_000

/** Another worker has the run, or it has ended: nothing more is written by this one. */
export class LeaseLost extends Error {}
/** Somebody asked for the run to stop. */
export class CancelAsked extends Error {}
/** This process is asked to end: the run goes back into the queue as it stands. */
export class Ending extends Error {}
/** Somebody paused the connection. */
export class PauseAsked extends Error {}

export interface LeasedRun {
  id: number
  workspaceId: number
  connectionId: number
  campaignId: number | null
  kinds: SyncKind[]
  from: 'schedule' | 'user' | 'api' | 'signal'
  startedAt: Date
  /** Attempts that faults have used up so far. */
  attempts: number
}

/**
 * The sole right to work on a run. Time is the database's. The epoch grows with every take-over:
 * a worker that comes back from a long pause finds another epoch, and its transaction fails.
 *
 *   queued ──take──▶ running ──end──▶ done | failed | cancelled
 *     ▲  giveWay ◀─────┤  ▲
 *     │    wait ◀──────┤  │ take, when the lease has run out
 *     └─ waiting       worker dies
 */
export class Lease {
  run: LeasedRun
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
        kinds: SyncKind[]
        attempts: number
        started_from: LeasedRun['from']
        started_at: Date
        epoch: number
      }>`
        update run set status = 'running', lease_owner = ${owner}, epoch = epoch + 1,
          lease_until = now() + ${`${LEASE_SECONDS} seconds`}::interval,
          started_at = coalesce(started_at, now()), waiting_until = null, slices = slices + 1
        where id = ${runId}
          and (status = 'queued' or (status = 'running' and lease_until < now())
            or (status = 'waiting' and waiting_until <= now()))
        returning connection_id, campaign_id, kinds, attempts, started_from, started_at,
          epoch`.execute(tx),
    )
    const taken = row.rows[0]
    if (taken === undefined) return null
    const run = {
      id: runId,
      workspaceId,
      connectionId: taken.connection_id,
      campaignId: taken.campaign_id,
      kinds: taken.kinds,
      attempts: taken.attempts,
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
   * while the lease is held. Throws LeaseLost, CancelAsked, PauseAsked or Ending, with nothing
   * written.
   */
  async inRun<T>(progress: Progress, work: (tx: Tx) => Promise<T>): Promise<T> {
    if (this.#isEnding) throw new Ending('This process is asked to end.')
    return this.#database.inWorkspace(this.run.workspaceId, async (tx) => {
      await this.write(tx, progress)
      return work(tx)
    })
  }

  async write(tx: Tx, progress: Progress): Promise<void> {
    const { rows } = await sql<{ cancel_asked: boolean; is_paused: boolean }>`
      update run set
        lease_until = now() + ${`${LEASE_SECONDS} seconds`}::interval,
        phase = coalesce(${progress.phase ?? null}, phase),
        detail = coalesce(${progress.detail ?? null}, detail),
        message = coalesce(${progress.message ?? null}, message),
        steps_total = coalesce(${progress.stepsTotal ?? null}::integer, steps_total),
        steps_done = ${progress.steps ?? 0}::integer
          + case when ${progress.stepsTotal ?? null}::integer is null then steps_done else 0 end,
        requests = requests + ${progress.requests ?? 0}::integer,
        pages = pages + ${progress.pages ?? 0}::integer,
        events_read = events_read + ${progress.read ?? 0}::integer,
        events_written = events_written + ${progress.written ?? 0}::integer,
        problems = problems + ${progress.problems ?? 0}::integer,
        skipped = ${skippedWith(progress.skipped)}
      where ${this.#isHeld()}
      returning cancel_asked, exists (select from connection c
        where c.workspace_id = run.workspace_id and c.id = run.connection_id
          and c.status = 'paused') as is_paused`.execute(tx)
    if (rows[0] === undefined) throw new LeaseLost('Another worker has taken up this run.')
    if (rows[0].cancel_asked) throw new CancelAsked('Cancelled.')
    if (rows[0].is_paused) throw new PauseAsked('Paused.')
  }

  /**
   * Ends the run; does nothing where the lease is no longer held. A run that is done ends only
   * where nobody asked for more meanwhile: answers whether it did. Its message stays unless one is
   * given.
   */
  async end(status: 'done' | 'failed' | 'cancelled', message: string | null): Promise<boolean> {
    const { rows } = await this.#database.inWorkspace(this.run.workspaceId, (tx) =>
      sql<{ id: number }>`
        update run set status = ${status}, message = coalesce(${message}, message),
          ended_at = now(), lease_owner = null, lease_until = null, detail = ''
        where ${this.#isHeld()}
          and (${status} <> 'done' or (kinds = ${this.run.kinds}::text[]
            and campaign_id is not distinct from ${this.run.campaignId}::integer))
        returning id`.execute(tx),
    )
    if (rows.length > 0) this.#measure(status)
    return rows.length > 0
  }

  /** Looks what the run is asked for by now; answers the phases that are done. */
  async look(): Promise<Set<string>> {
    const { rows } = await this.#database.inWorkspace(this.run.workspaceId, (tx) =>
      sql<{
        kinds: SyncKind[]
        campaign_id: number | null
        phases_done: string[]
        started_at: Date
      }>`
        select kinds, campaign_id, phases_done, started_at from run
        where ${this.#isHeld()}`.execute(tx),
    )
    const row = rows[0]
    if (row === undefined) throw new LeaseLost('Another worker has taken up this run.')
    this.run = {
      ...this.run,
      kinds: row.kinds,
      campaignId: row.campaign_id,
      startedAt: row.started_at,
    }
    return new Set(row.phases_done)
  }

  /** A phase is done, unless the run was widened meanwhile and needs it again. */
  async donePhase(tx: Tx, phase: string): Promise<void> {
    await sql`
      update run set phases_done = phases_done || ${[phase]}::text[]
      where ${this.#isHeld()} and campaign_id is not distinct from ${this.run.campaignId}::integer
        and not phases_done @> ${[phase]}::text[]`.execute(tx)
  }

  /**
   * Makes room for other runs, or for the end of this process: queued again, behind those that wait
   * already, in the transaction that enqueues its job.
   */
  async giveWay(enqueue: (tx: Tx) => Promise<void>): Promise<void> {
    const isMine = await this.#database.inWorkspace(this.run.workspaceId, async (tx) => {
      const { rows } = await sql<{ id: number }>`
        update run set status = 'queued', queued_at = now(), lease_owner = null, lease_until = null
        where ${this.#isHeld()} returning id`.execute(tx)
      if (rows.length > 0) await enqueue(tx)
      return rows.length > 0
    })
    if (isMine) this.#measure('returned')
  }

  /** Lets go of the run for so long; waitMs null: until the connection is resumed. */
  async wait(until: { waitMs: number | null; message: string; attempts: number }): Promise<void> {
    await this.#database.inWorkspace(this.run.workspaceId, (tx) =>
      sql`
        update run set status = 'waiting', message = ${until.message}, detail = '',
          attempts = ${until.attempts}, lease_owner = null, lease_until = null,
          waiting_until = now() + ${until.waitMs}::float8 * interval '1 millisecond'
        where ${this.#isHeld()}`.execute(tx),
    )
  }

  #measure(outcome: RunOutcome): void {
    measureRun(outcome, Date.now() - this.run.startedAt.getTime())
  }

  #isHeld() {
    return sql`id = ${this.run.id} and lease_owner = ${this.#owner} and epoch = ${this.#epoch}
      and status = 'running'`
  }
}

/** What a transaction adds to its run's progress. */
export interface Progress {
  phase?: string
  detail?: string
  /** What the run has to say, shown with it. */
  message?: string
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
