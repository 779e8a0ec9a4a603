/**
 * What the work itself is measured by, in this process; what waits in the database is asked for
 * when somebody reads the metrics (api/operating). Labels have few values, known beforehand: no
 * address, no campaign, no workspace is ever one.
 */
import { Counter, Histogram } from 'prom-client'

const runs = new Counter({
  name: 'homing_runs_total',
  help: 'Runs that ended here, by outcome; "returned" went back into the queue unfinished',
  labelNames: ['outcome'],
})
const runSeconds = new Histogram({
  name: 'homing_run_duration_seconds',
  help: 'From the start of a run to its end, by outcome',
  labelNames: ['outcome'],
  buckets: [1, 5, 15, 60, 300, 900, 3600, 14_400],
})
const eventsWritten = new Counter({
  name: 'homing_events_written_total',
  help: 'Events that were new to the ledger, by kind',
  labelNames: ['kind'],
})
const stepSeconds = new Histogram({
  name: 'homing_path_step_duration_seconds',
  help: 'Time a batch spent in each step of the path of an event',
  labelNames: ['step'],
  buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
})
const vendorRequests = new Counter({
  name: 'homing_vendor_requests_total',
  help: 'Requests sent to vendors, by class of status, or by the fault that left them unanswered',
  labelNames: ['outcome'],
})

export type RunOutcome = 'done' | 'failed' | 'cancelled' | 'returned'

/** Counts a run that ended, or was given back. */
export function measureRun(outcome: RunOutcome, ms: number): void {
  runs.inc({ outcome })
  runSeconds.observe({ outcome }, Math.max(0, ms) / 1000)
}

/** Counts a batch that was committed: events by kind, and the milliseconds of each step. */
export function measurePath(batch: {
  writtenByKind: Readonly<Record<string, number>>
  spent: Readonly<Record<string, number>>
}): void {
  for (const [kind, count] of Object.entries(batch.writtenByKind))
    eventsWritten.inc({ kind }, count)
  for (const [step, ms] of Object.entries(batch.spent)) stepSeconds.observe({ step }, ms / 1000)
}

/** Counts a request to a vendor: "2xx" and so on, or the kind of the fault. */
export function measureVendorRequest(asked: { status: number | null; fault: string | null }): void {
  const outcome = asked.status === null ? (asked.fault ?? 'fault') : `${asked.status}`[0] + 'xx'
  vendorRequests.inc({ outcome })
}
