import { jobState, type Job, type JobQueue } from '../world/jobs.ts'

/** What has come of an import so far. */
export interface Import {
  id: number
  job: Job
  filename: string
  addOnly: boolean
  listIds: readonly string[]
  fields: readonly string[]
  added: number
  updated: number
  skipped: number
  duplicates: number
  /** Contacts of the world that it added or updated. */
  touched: string[]
}

export interface ImportInput extends Pick<Import, 'filename' | 'addOnly' | 'listIds' | 'fields'> {
  size: number
}

/** The account's imports; the vendor numbers them, the world has the jobs. */
export interface ImportBook {
  all(): readonly Import[]
  find(id: number): Import | undefined
  /** Orders an import; undefined when too many are unfinished. */
  order(
    input: ImportInput,
    now: number,
    plan: (one: Import) => ((at: number) => void)[],
  ): Import | undefined
}

const firstImport = 7000

export function createImports(jobs: JobQueue): ImportBook {
  const imports: Import[] = []
  return {
    all: () => imports,
    find: (id) => imports.find((one) => one.id === id),
    order: ({ size, ...input }, now, plan) => {
      const counts = { added: 0, updated: 0, skipped: 0, duplicates: 0 }
      const begun = { ...input, ...counts, touched: [], id: firstImport + imports.length }
      const steps = () => plan(begun as unknown as Import)
      const job = jobs.order({ kind: 'list_upload', size, lists: 1, plan: steps }, now)
      if (job === undefined) return undefined
      const whole: Import = Object.assign(begun, { job })
      imports.push(whole)
      return whole
    },
  }
}

/** How it ended, in the vendor's letters, and when; nothing while it goes on. */
export function endOf({ job }: Import, now: number): { status: 'o' | 'e'; at: number } | undefined {
  const state = jobState(job, now)
  if (state === 'completed') return { status: 'o', at: job.endAt }
  if (state === 'initialized' || state === 'processing') return undefined
  return { status: 'e', at: job.end?.at ?? job.endAt }
}
