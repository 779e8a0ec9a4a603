import { jobState, type Job, type JobQueue, type Step } from '../world/jobs.ts'

export interface Upload {
  id: number
  job: Job
  listId: string
  options: { replace: boolean; update: boolean; header: boolean }
  added: number
  updated: number
  good: number
}

/** The account's uploads; the vendor numbers them, the world has the jobs. */
export interface UploadBook {
  find(id: number): Upload | undefined
  /** Orders an upload; undefined when too many are unfinished. */
  order(
    asked: Pick<Upload, 'listId' | 'options'>,
    steps: readonly ((upload: Upload, at: number) => void)[],
    now: number,
  ): Upload | undefined
}

export function createUploads(jobs: JobQueue): UploadBook {
  const uploads: Upload[] = []
  return {
    find: (id) => uploads.find((one) => one.id === id),
    order: (asked, steps, now) => {
      const counts = { added: 0, updated: 0, good: 0 }
      const plan = () =>
        steps.map(
          (step): Step =>
            (at) =>
              step(upload, at),
        )
      const order = { kind: 'list_upload', size: steps.length, lists: 1, plan } as const
      const job = jobs.order(order, now)
      if (job === undefined) return undefined
      const upload: Upload = { ...asked, ...counts, id: 51_001 + uploads.length, job }
      uploads.push(upload)
      return upload
    },
  }
}

/** The numbers are the sandbox's own: no page lists the vendor's. */
export function uploadStatus({ job }: Upload, now: number): number {
  const state = jobState(job, now)
  if (state === 'initialized') return 0
  if (state === 'processing') return 1
  return state === 'completed' ? 2 : 3
}
