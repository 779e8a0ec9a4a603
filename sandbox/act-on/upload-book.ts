import type { Job, JobQueue } from '../world/jobs.ts'

/** What has come of an upload so far. */
export interface Upload {
  jobId: string
  job: Job
  listId: string
  appended: number
  updated: number
  /** Records that were refused, as they were sent. */
  rejected: string[][]
  /** The name under which the refused ones can be fetched. */
  rejectedFile: string
}

/** The account's uploads; the vendor numbers them, the world has the jobs. */
export interface UploadBook {
  find(jobId: string): Upload | undefined
  withFile(name: string): Upload | undefined
  /** Orders an upload; undefined when too many are unfinished. */
  order(
    size: number,
    now: number,
    plan: (upload: Upload) => ((at: number) => void)[],
  ): Upload | undefined
}

const firstNumber = 15_959_711

export function createUploads(jobs: JobQueue): UploadBook {
  const uploads: Upload[] = []
  return {
    find: (jobId) => uploads.find((one) => one.jobId === jobId),
    withFile: (name) => uploads.find((one) => one.rejectedFile === name),
    order: (size, now, plan) => {
      const jobId = String(firstNumber + uploads.length)
      const rejectedFile = `bad_records_${jobId}.csv`
      const upload: Omit<Upload, 'job'> = {
        ...{ jobId, rejectedFile, listId: '', appended: 0, updated: 0 },
        rejected: [],
      }
      const steps = () => plan(upload as Upload)
      const job = jobs.order({ kind: 'list_upload', size, lists: 1, plan: steps }, now)
      if (job === undefined) return undefined
      const whole = Object.assign(upload, { job })
      uploads.push(whole)
      return whole
    },
  }
}
