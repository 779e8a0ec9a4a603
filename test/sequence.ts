import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * What takes longest, some of it only waiting: begun first, so that none of it is left alone at the
 * end. Vitest knows durations from the run before, and on a fresh clone there was none.
 */
const LONGEST = [
  'journeys/told-outside',
  'faults/matrix',
  'journeys/answers',
  'journeys/kill-during-webhooks',
  'journeys/every-crm',
  'journeys/kill-during-sync',
  'journeys/wrong-key',
  'sync/write-backs/everywhere',
  'web/home',
  'journeys/kill-during-write-back',
  'web/screens',
  'web/campaign-editor',
  'web/views',
  'faults/replay',
  'faults/kills',
  'cli/backup',
  'journeys/end-during-sync',
  'people/people',
]

/**
 * The order test files are begun in. Those that share a process come last, one after the other: a
 * process is kept for the next of them only.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return sorted.sort((one, other) => placeOf(one) - placeOf(other))
  }
}

function placeOf({ moduleId, project }: TestSpecification): number {
  if (!project.config.isolate) return LONGEST.length + 1
  const place = LONGEST.findIndex((name) => moduleId.includes(`/test/${name}`))
  return place === -1 ? LONGEST.length : place
}
