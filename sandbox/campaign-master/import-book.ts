import { jobState, type Job } from '../world/jobs.ts'
import type { World } from '../world/world.ts'
import type { JobDefinition } from './definition.ts'
import { counting, takeRow, type Outcome } from './import-rows.ts'

/** A file on its way into the account. */
export interface ImportJob {
  id: number
  job: Job
  definition: JobDefinition
  /** Of each row that was worked on, in the order of the file. */
  outcomes: readonly Outcome[]
}

export interface ImportBook {
  all(): readonly ImportJob[]
  find(id: string): ImportJob | undefined
  /** Orders a job; undefined when too many are unfinished. */
  order(definition: JobDefinition, now: number): ImportJob | undefined
}

const firstNumber = 123_001

export function createImports(world: World): ImportBook {
  const all: ImportJob[] = []
  return {
    all: () => all,
    find: (id) => all.find((one) => String(one.id) === id),
    order: (definition, now) => {
      const outcomes: Outcome[] = []
      const counts = counting(definition)
      const steps = definition.rows.map((row, place) => (at: number) => {
        outcomes.push(counts.has(place) ? takeRow(world, definition, row, at) : 'duplicate')
      })
      const size = steps.length
      const job = world.jobs.order({ kind: 'list_upload', size, lists: 0, plan: () => steps }, now)
      if (job === undefined) return undefined
      const made = { id: firstNumber + all.length, job, definition, outcomes }
      all.push(made)
      return made
    },
  }
}

/** The words are the sandbox's own: no page lists the vendor's. */
export function statusOf({ job }: ImportJob, now: number): string {
  const state = jobState(job, now)
  if (state === 'initialized') return 'Queued'
  if (state === 'processing') return 'Running'
  return state === 'completed' ? 'Completed' : 'Failed'
}
