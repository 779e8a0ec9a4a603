import PgBoss from 'pg-boss'
import { sql } from 'kysely'
import type { Logger } from 'pino'
import type { Database, Tx } from '../database/index.ts'

/** The queues there are, with what a job of each carries. */
export interface JobData {
  /** Every minute: which connections are due, which runs lost their worker. */
  tick: Record<string, never>
  run: { workspaceId: number; runId: number }
  import: { workspaceId: number; importId: number }
  /** Deliveries of a connection wait to be read; one job a connection waits at most. */
  deliveries: { workspaceId: number; connectionId: number }
}
export type QueueName = keyof JobData
export type JobHandler<Name extends QueueName> = (data: JobData[Name]) => Promise<void>

/** How long a job may take before another worker may take it up; a run renews its own lease. */
const JOB_SECONDS_MAX = 6 * 3600
const QUEUES: QueueName[] = ['tick', 'run', 'import', 'deliveries']
/** Of these only one job with the same key waits at a time. */
const SINGLE: readonly QueueName[] = ['tick', 'deliveries']

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
  everyMinute(name: 'tick'): Promise<void>
  close(): Promise<void>
}

/**
 * Jobs on pg-boss, over our own engine: the same queue on the embedded database and on a server.
 * canWork: false makes a process that only enqueues (a web role).
 */
export async function openJobs(database: Database, log: Logger, canWork: boolean): Promise<Jobs> {
  const boss = new PgBoss({
    db: {
      async executeSql(text: string, values?: unknown[]) {
        const session = await database.engine.lendAsOwner()
        try {
          // Its schema comes as scripts of many statements, which only the simple protocol takes.
          if (values === undefined || values.length === 0) {
            if (/;\s*\S/.test(text)) {
              await session.script(text)
              return { rows: [] }
            }
          }
          return await session.query(text, values)
        } finally {
          session.release()
        }
      },
    },
    supervise: canWork,
    schedule: canWork,
    migrate: true,
  })
  boss.on('error', (error) => log.error({ err: error }, 'the job queue has a fault'))
  await boss.start()
  for (const name of QUEUES) {
    await boss.createQueue(name, {
      name,
      policy: SINGLE.includes(name) ? 'short' : 'standard',
      retryLimit: 0,
      expireInSeconds: JOB_SECONDS_MAX,
      retentionDays: 7,
    } as PgBoss.Queue)
  }
  await grantEnqueueing(database)

  return {
    async enqueue(tx, name, data, key) {
      await boss.send(name, data, {
        ...(key === undefined ? {} : { singletonKey: key }),
        db: {
          async executeSql(text: string, values: unknown[]) {
            const { rows } = await tx.executeQuery<Record<string, unknown>>({
              sql: text,
              parameters: values,
              query: sql`select 1`.toOperationNode(),
              queryId: { queryId: 'pg-boss' },
            } as never)
            return { rows: rows as unknown[] }
          },
        },
      })
    },
    async enqueueNow(name, data, key) {
      await boss.send(name, data, key === undefined ? {} : { singletonKey: key })
    },
    async work(name, parallel, handler) {
      for (let worker = 0; worker < parallel; worker++) {
        await boss.work(name, { pollingIntervalSeconds: 1, batchSize: 1 }, async (jobs) => {
          for (const job of jobs) {
            try {
              await handler(job.data as never)
            } catch (error) {
              log.error({ err: error, queue: name, job: job.id }, 'a job failed')
              throw error
            }
          }
        })
      }
    },
    async everyMinute(name) {
      await boss.schedule(name, '* * * * *', {})
    },
    async close() {
      await boss.stop({ graceful: true, wait: true, timeout: 10_000 })
    },
  }
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
