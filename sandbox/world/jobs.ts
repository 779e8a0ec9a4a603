import type { Random } from '../random.ts'
import { second } from './time.ts'

export type JobKind =
  | 'contacts_json_import'
  | 'add_list_memberships'
  | 'remove_list_memberships'
  | 'contact_delete'
  | 'list_delete'
  | 'custom_fields_delete'
  | 'list_upload'

export type JobEnd = 'cancelled' | 'failed' | 'timed_out'
export type JobState = 'initialized' | 'processing' | 'completed' | JobEnd

/** A piece of a job's work, at its own moment. */
export type Step = (at: number) => void

export interface JobOrder {
  kind: JobKind
  /** How many items there are, as far as is known when the job is ordered. */
  size: number
  lists: number
  /** Called when the processing begins; a step for each item. */
  plan(at: number, job: Job): Step[]
}

/** A bulk job. Its times are fixed when it is ordered: the clock decides how far it has come. */
export interface Job {
  jobId: string
  order: JobOrder
  createdAt: number
  startAt: number
  endAt: number
  /** Set when it was broken off. */
  end?: { at: number; state: JobEnd }
  steps?: readonly Step[]
  total: number
  done: number
  people: number
  wrong: number
  correctable: number
  /** Unsubscribed contacts that an import could not add to a list. */
  barred: number
  messages: string[]
}

export interface JobQueue {
  /** In the order in which they were ordered. */
  all(): readonly Job[]
  find(jobId: string): Job | undefined
  /** Orders a job; undefined when too many are unfinished. */
  order(order: JobOrder, now: number): Job | undefined
  /** Breaks off an unfinished job: what was done stays done. */
  breakOff(jobId: string, state: JobEnd, now: number): boolean
  /** When the next piece of work is due. */
  nextAt(): number
  work(): void
}

/** The vendor refuses more than this many unfinished jobs. */
export const mostUnfinished = 1000

const waiting = 3 * second
const overhead = 2 * second
const perItem = 10

/** One job after the other, on the simulated clock; says how long that will take. */
export function createJobs(random: Random, busyUntil: (at: number) => void): JobQueue {
  const jobs: Job[] = []
  let open: Job[] = []
  return {
    all: () => jobs,
    find: (jobId) => jobs.find((job) => job.jobId === jobId),
    order: (order, now) => {
      if (open.length >= mostUnfinished) return undefined
      const startAt = Math.max(now + waiting, open.at(-1)?.endAt ?? 0)
      const endAt = startAt + overhead + order.size * perItem
      const jobId = random.fork(String(jobs.length)).uuid()
      const times = { createdAt: now, startAt, endAt }
      const job: Job = { ...blank, jobId, order, ...times, total: order.size, messages: [] }
      jobs.push(job)
      open.push(job)
      busyUntil(endAt)
      return job
    },
    breakOff: (jobId, state, now) => {
      const job = open.find((one) => one.jobId === jobId)
      if (job === undefined) return false
      job.end = { at: now, state }
      open = open.filter((one) => one !== job)
      return true
    },
    nextAt: () => (open[0] === undefined ? Infinity : dueAt(open[0])),
    work: () => {
      const job = open[0]
      if (job === undefined) return
      const at = dueAt(job)
      if (job.steps === undefined) {
        job.steps = job.order.plan(at, job)
        job.total = job.steps.length
      } else if (job.done < job.steps.length) {
        job.steps[job.done]?.(at)
        job.done += 1
      } else {
        open = open.slice(1)
      }
    },
  }
}

const blank = { done: 0, people: 0, wrong: 0, correctable: 0, barred: 0 }

/** The items are spread evenly over the time of the processing. */
function dueAt({ startAt, endAt, steps, done }: Job): number {
  if (steps === undefined) return startAt
  if (done >= steps.length) return endAt
  return startAt + Math.ceil(((done + 1) * (endAt - startAt)) / (steps.length + 1))
}

export function jobState({ startAt, endAt, end }: Job, now: number): JobState {
  if (end !== undefined && end.at <= now) return end.state
  if (now < startAt) return 'initialized'
  return now < endAt ? 'processing' : 'completed'
}
