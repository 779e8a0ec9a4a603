import type { Job, JobQueue, Step } from '../world/jobs.ts'
import { jobState } from '../world/jobs.ts'

export interface Upload {
  id: number
  job: Job
}

/** The account's uploads; the vendor numbers them, the world has the jobs. */
export interface UploadBook {
  all(): readonly Upload[]
  /** The words are the sandbox's own: no page lists the vendor's. */
  status(upload: Upload, now: number): string
  /** The last upload that held a subscriber. */
  last(contactId: string): number | undefined
  note(contactId: string, upload: number): void
  /** Orders an upload; undefined when too many are unfinished. */
  order(
    steps: readonly Step[],
    now: number,
    begin: (upload: number, at: number) => void,
  ): Upload | undefined
}

export function createUploads(jobs: JobQueue): UploadBook {
  const uploads: Upload[] = []
  const holders = new Map<string, number>()
  return {
    all: () => uploads,
    status: uploadStatus,
    last: (contactId) => holders.get(contactId),
    note: (contactId, upload) => void holders.set(contactId, upload),
    order: (steps, now, begin) => {
      const id = 41_001 + uploads.length
      const plan = (at: number) => {
        begin(id, at)
        return [...steps]
      }
      const order = { kind: 'list_upload', size: steps.length, lists: 1, plan } as const
      const job = jobs.order(order, now)
      if (job === undefined) return undefined
      const upload = { id, job }
      uploads.push(upload)
      return upload
    },
  }
}

function uploadStatus({ job }: Upload, now: number): string {
  const state = jobState(job, now)
  if (state === 'initialized') return 'Pending'
  if (state === 'processing') return 'Processing'
  return state === 'completed' ? 'Complete' : 'Failed'
}
