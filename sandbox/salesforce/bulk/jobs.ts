import type { Org } from '../org.ts'
import { missingRecord, Refused } from '../refusal.ts'

/** How far a job is; `told` is what was last said of it. */
export type State = 'Open' | 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Failed' | 'Aborted'

export interface Job {
  id: string
  kind: 'ingest' | 'query'
  object: string
  operation: string
  key?: string
  createdDate: string
  state: State
  /** How it ended, which is told only after it was said to be in progress. */
  end?: { state: 'JobComplete' | 'Failed'; message?: string }
  apiVersion: number
  lineEnding: 'LF' | 'CRLF'
  separator: Separator
  upload?: string
  results?: Results
  processed: number
  failed: number
}

export interface Results {
  /** Tables as CSV has them, their heads first. */
  successful: Lines
  failed: Lines
  unprocessed: Lines
}

export type Lines = readonly (readonly string[])[]

const separators = {
  BACKQUOTE: '`',
  CARET: '^',
  COMMA: ',',
  PIPE: '|',
  SEMICOLON: ';',
  TAB: '\t',
} as const
export type Separator = keyof typeof separators

export function signOf(separator: Separator): string {
  return separators[separator]
}

export function isSeparator(name: unknown): name is Separator {
  return typeof name === 'string' && name in separators
}

export interface Jobs {
  open(job: Omit<Job, 'id' | 'createdDate' | 'processed' | 'failed'>): Job
  /** Throws for one that is not there. */
  find(kind: Job['kind'], id: string): Job
  all(kind: Job['kind']): readonly Job[]
  remove(job: Job): void
  made(): number
}

/** What finished jobs hold is let go of, the oldest first, when there are more. */
const mostJobs = 50

export function createJobs(org: Org): Jobs {
  const jobs = new Map<string, Job>()
  let made = 0
  return {
    open: (given) => {
      const job: Job = {
        ...given,
        id: org.newId('750'),
        createdDate: org.now(),
        processed: 0,
        failed: 0,
      }
      made += 1
      jobs.set(job.id, job)
      for (const oldest of jobs.keys()) {
        if (jobs.size <= mostJobs) break
        jobs.delete(oldest)
      }
      return job
    },
    find: (kind, id) => {
      const job = jobs.get(id)
      if (job?.kind !== kind) throw missingRecord()
      return job
    },
    all: (kind) => [...jobs.values()].filter((one) => one.kind === kind),
    remove: (job) => void jobs.delete(job.id),
    made: () => made,
  }
}

/** What is said of a job. Whoever asks again sees it go on. */
export function tell(org: Org, job: Job, path: string) {
  const { id, operation, object, createdDate, state, apiVersion, lineEnding } = job
  const failed = state === 'Failed' ? job.end?.message : undefined
  const done = state === 'JobComplete' || state === 'Failed'
  return {
    id,
    operation,
    object,
    createdById: org.users.api,
    createdDate,
    systemModstamp: createdDate,
    state,
    concurrencyMode: 'Parallel',
    contentType: 'CSV',
    apiVersion,
    lineEnding,
    columnDelimiter: job.separator,
    ...(job.kind === 'ingest' && { contentUrl: `${path.slice(1)}/${id}/batches` }),
    ...(job.key !== undefined && { externalIdFieldName: job.key }),
    ...(done && { numberRecordsProcessed: job.processed, numberRecordsFailed: job.failed }),
    ...(failed !== undefined && { errorMessage: failed }),
  }
}

export function goOn(job: Job): void {
  if (job.state === 'UploadComplete') job.state = 'InProgress'
  else if (job.state === 'InProgress' && job.end !== undefined) job.state = job.end.state
}

export function assertState(job: Job, states: readonly State[]): void {
  if (states.includes(job.state)) return
  const message = `The job is ${job.state}, so that cannot be done`
  throw new Refused('INVALIDJOBSTATE', message)
}
