import { collectDefaultMetrics, Counter, Gauge, Histogram, register } from 'prom-client'
import type { Homing } from '../../homing.ts'
import { backlogOf, type Backlog } from './backlog.ts'

/** What waits is counted at most this often, however many ask. */
const BACKLOG_AGE_MS = 10_000
/** A database busy for longer leaves the gauges as they were; Prometheus gives up at 10 s. */
const BACKLOG_MS_MAX = 5_000

collectDefaultMetrics({ prefix: 'homing_' })

const requests = new Counter({
  name: 'homing_http_requests_total',
  help: 'Requests answered, by route and status',
  labelNames: ['route', 'status'],
})
const seconds = new Histogram({
  name: 'homing_http_request_duration_seconds',
  help: 'Time to the answer, by route',
  labelNames: ['route'],
  buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
})

const info = gauge('homing_build_info', 'Always 1; says version and role', ['version', 'role'])
const databaseUp = gauge('homing_database_up', '1 where the database answered this scrape')
const databaseBytes = gauge('homing_database_size_bytes', 'Size of the database')
const receipts = gauge('homing_receipts_waiting', 'Receipts stored and not yet read')
const receiptsAge = gauge('homing_receipts_oldest_waiting_seconds', 'Age of the oldest of them')
const problems = gauge('homing_problems_open', 'Problems that need somebody')
const connections = gauge('homing_connections', 'Connections by status', ['status'])
const paceUsed = gauge('homing_pace_used_requests', "Used of the vendor's day", ['connection'])
const paceLimit = gauge('homing_pace_limit_requests', 'Allowed in that day', ['connection'])
const jobs = gauge('homing_jobs_waiting', 'Jobs due and not taken up, by queue', ['queue'])
const jobsAge = gauge('homing_jobs_oldest_waiting_seconds', 'Age of the oldest of them', ['queue'])

/** Counts one answered request under its route's name, never under its path. */
export function countRequest(route: string, status: number, ms: number): void {
  requests.inc({ route, status: String(status) })
  seconds.observe({ route }, ms / 1000)
}

/** The metrics of this process and of what waits in its database, in Prometheus' text format. */
export class Metrics {
  readonly #homing: Homing
  #counted: Promise<void> | null = null
  #countedAt = -Infinity

  constructor(homing: Homing, build: { version: string; role: string }) {
    this.#homing = homing
    info.set(build, 1)
  }

  async text(): Promise<{ type: string; text: string }> {
    await this.#refresh()
    return { type: register.contentType, text: await register.metrics() }
  }

  /** One count at a time; whoever asks meanwhile, or soon after, gets the same. */
  async #refresh(): Promise<void> {
    if (this.#counted === null && performance.now() - this.#countedAt > BACKLOG_AGE_MS) {
      this.#counted = this.#count().finally(() => {
        this.#counted = null
      })
    }
    if (this.#counted !== null) await soonEnough(this.#counted)
  }

  async #count(): Promise<void> {
    try {
      show(await backlogOf(this.#homing))
      databaseUp.set(1)
      this.#countedAt = performance.now()
    } catch (error) {
      databaseUp.set(0)
      this.#homing.log.error({ err: error }, 'what waits could not be counted')
    }
  }
}

function show(backlog: Backlog): void {
  for (const one of [connections, paceUsed, paceLimit, jobs, jobsAge]) one.reset()
  databaseBytes.set(backlog.databaseBytes)
  receipts.set(backlog.receiptsWaiting)
  receiptsAge.set(backlog.receiptsOldestSeconds)
  problems.set(backlog.problemsOpen)
  for (const [status, count] of Object.entries(backlog.connections)) {
    connections.set({ status }, count)
  }
  for (const { connection, used, limit } of backlog.paces) {
    paceUsed.set({ connection }, used)
    paceLimit.set({ connection }, limit)
  }
  for (const { queue, waiting, oldestSeconds } of backlog.jobs) {
    jobs.set({ queue }, waiting)
    jobsAge.set({ queue }, oldestSeconds)
  }
}

async function soonEnough(work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((done) => {
    timer = setTimeout(done, BACKLOG_MS_MAX)
  })
  await Promise.race([work, late])
  clearTimeout(timer)
}

function gauge(name: string, help: string, labelNames: string[] = []): Gauge {
  return new Gauge({ name, help, labelNames })
}
