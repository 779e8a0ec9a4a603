import PgBoss from 'pg-boss'
import { CompiledQuery } from 'kysely'
import type { Logger } from 'pino'
import { databaseOf, type Database, type Engine, type Tx } from '../database/index.ts'
import { inWork } from '../work.ts'
import { wakeWorkers } from './wake.ts'

/** The queues there are, with what a job of each carries. */
export interface JobData {
  /** Every minute: which connections are due, which runs lost their worker. */
  tick: Record<string, never>
  run: { workspaceId: number; runId: number }
  import: { workspaceId: number; importId: number }
  task: { workspaceId: number; taskId: number }
  /** Every minute: look at what may have gone silent, workspace by workspace. */
  alarms: Record<string, never>
  /** Carry out what is to be erased, in every workspace; every minute, and when somebody asks. */
  erasures: Record<string, never>
  /** Every minute: opt-outs that no person may have made, workspace by workspace. */
  doubts: Record<string, never>
  /** Every minute: keep what was said of everybody, workspace by workspace. */
  standings: Record<string, never>
  /** Send what waits in a workspace's outbox. */
  deliver: { workspaceId: number }
  /** A webhook has something to be told; one job an endpoint waits at most. */
  webhooks: { workspaceId: number; endpointId: number }
  /** Deliveries of a connection wait to be read; one job a connection waits at most. */
  deliveries: { workspaceId: number; connectionId: number }
  /** Signals of a connection wait to be followed; one job a connection waits at most. */
  signals: { workspaceId: number; connectionId: number }
  /** A source of files is to be looked at; one job a source waits at most. */
  sources: { workspaceId: number; sourceId: number }
  /** A connection's system must be told something; one job a connection waits at most. */
  write_backs: { workspaceId: number; connectionId: number }
  /** Lists of a connection are to be filled; one job a connection waits at most. */
  pushes: { workspaceId: number; connectionId: number }
  /** A campaign's ESP must be told of it, or looked at; one job a campaign waits at most. */
  mailings: { workspaceId: number; campaignId: number }
  /** A connection's CRM must be told what targets did; one job a connection waits at most. */
  activities: { workspaceId: number; connectionId: number }
  /** Every minute: which views are to be sent by e-mail, workspace by workspace. */
  sent_views: Record<string, never>
  /** Views of a workspace wait to be sent; one job a workspace waits at most. */
  sendings: { workspaceId: number }
}
export type QueueName = keyof JobData
export type JobHandler<Name extends QueueName> = (data: JobData[Name]) => Promise<void>

/** How long a job may take before another worker may take it up; a run renews its own lease. */
const JOB_SECONDS_MAX = 6 * 3600
/** How long jobs under way may take to end, or to give their work back, when the process ends. */
const DRAIN_MS = 7_000
/** How often a worker looks that nobody wakes (wake.ts). */
const UNWOKEN_SECONDS = 60
/**
 * The queues, each with its policy. Of a short one, one job of each key waits at most, for whoever
 * works on it does all there is.
 */
const QUEUES: Record<QueueName, 'standard' | 'short'> = {
  tick: 'short',
  run: 'standard',
  import: 'standard',
  task: 'standard',
  alarms: 'short',
  doubts: 'short',
  standings: 'short',
  erasures: 'short',
  deliver: 'short',
  webhooks: 'short',
  deliveries: 'short',
  signals: 'short',
  sources: 'short',
  write_backs: 'short',
  pushes: 'short',
  mailings: 'short',
  activities: 'short',
  sent_views: 'short',
  sendings: 'short',
}

/** The queue beside each database. */
const queues = new WeakMap<Engine, Jobs>()

/**
 * The queue of the transaction's database, for what happens far below whoever holds the parts:
 * undefined where none was opened, as in a test.
 */
export function jobsOf(tx: Tx): Jobs | undefined {
  const database = databaseOf(tx)
  return database && queues.get(database.engine)
}

export interface Jobs {
  /** Enqueues within the caller's transaction: the job is there if, and only if, it commits. */
  enqueue<Name extends QueueName>(
    tx: Tx,
    name: Name,
    data: JobData[Name],
    key?: string,
  ): Promise<void>
  /** Enqueues on its own. */
  enqueueNow<Name extends QueueName>(name: Name, data: JobData[Name], key?: string): Promise<void>
  work<Name extends QueueName>(
    name: Name,
    parallel: number,
    handler: JobHandler<Name>,
  ): Promise<void>
  everyMinute(
    name: 'tick' | 'alarms' | 'doubts' | 'standings' | 'erasures' | 'sent_views',
  ): Promise<void>
  /** Takes no more jobs, and waits for those under way within a bound. */
  close(): Promise<void>
}

/**
 * Jobs on pg-boss, over our own engine: the same queue on the embedded database and on a server.
 * canWork: false makes a process that only enqueues (a web role).
 */
export async function openJobs(database: Database, log: Logger, canWork: boolean): Promise<Jobs> {
  const boss = new PgBoss({
    db: { executeSql: (text: string, values?: unknown[]) => executed(database, text, values) },
    supervise: canWork,
    schedule: canWork,
    migrate: true,
  })
  const failed = (error: unknown) => log.error({ err: error }, 'the job queue has a fault')
  boss.on('error', failed)
  await boss.start()
  for (const [name, policy] of Object.entries(QUEUES)) {
    await boss.createQueue(name, {
      name,
      policy,
      retryLimit: 0,
      expireInSeconds: JOB_SECONDS_MAX,
      retentionDays: 7,
    } as PgBoss.Queue)
  }
  await grantEnqueueing(database)

  const workers = new Map<string, string[]>()
  const wake = (queue: string) => workers.get(queue)?.forEach((id) => boss.notifyWorker(id))
  const endWaking = canWork
    ? wakeWorkers({ queues: () => waitingQueues(database), wake, failed })
    : async () => undefined

  const jobs: Jobs = {
    async enqueue(tx, name, data, key) {
      await boss.send(name, data, {
        ...(key === undefined ? {} : { singletonKey: key }),
        db: {
          async executeSql(text: string, values: unknown[]) {
            const { rows } = await tx.executeQuery(CompiledQuery.raw(text, values))
            return { rows }
          },
        },
      })
    },
    async enqueueNow(name, data, key) {
      await boss.send(name, data, key === undefined ? {} : { singletonKey: key })
    },
    async work(name, parallel, handler) {
      for (let worker = 0; worker < parallel; worker++) {
        const options = { pollingIntervalSeconds: UNWOKEN_SECONDS, batchSize: 1 }
        const id = await boss.work(name, options, async (jobs) => {
          for (const job of jobs) {
            await inWork({ queue: name, job: job.id }, async () => {
              try {
                await handler(job.data as never)
              } catch (error) {
                log.error({ err: error }, 'a job failed')
                throw error
              }
            })
          }
        })
        workers.set(name, [...(workers.get(name) ?? []), id])
      }
    },
    async everyMinute(name) {
      await boss.schedule(name, '* * * * *', {})
    },
    async close() {
      await endWaking()
      await boss.stop({ graceful: true, wait: true, timeout: DRAIN_MS })
    },
  }
  queues.set(database.engine, jobs)
  return jobs
}

async function executed(database: Database, text: string, values: unknown[] = []) {
  const session = await database.engine.lendAsOwner()
  try {
    // Its schema comes as scripts of many statements, which only the simple protocol takes.
    if (values.length === 0 && /;\s*\S/.test(text)) {
      await session.script(text)
      return { rows: [] }
    }
    return await session.query(text, values)
  } finally {
    session.release()
  }
}

async function waitingQueues(database: Database): Promise<string[]> {
  const { rows } = await executed(
    database,
    `select distinct name from pgboss.job where state < 'active' and start_after < now()`,
  )
  return rows.map((row) => (row as { name: string }).name)
}

/** The application enqueues inside its own transactions, so its role may write to the queue. */
async function grantEnqueueing(database: Database): Promise<void> {
  const session = await database.engine.lendAsOwner()
  try {
    await session.script(
      `grant usage on schema pgboss to homing_app;
       grant select, insert on all tables in schema pgboss to homing_app;
       grant execute on all functions in schema pgboss to homing_app`,
    )
  } finally {
    session.release()
  }
}
