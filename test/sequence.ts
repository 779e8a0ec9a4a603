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
  'people/many-people',
]

/**
 * The order test files are begun in. Those that share a process come last, the small ones last of
 * all, and those of a project one after the other: a process is kept for the next of them only.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return sorted.sort((one, other) => turnOf(one) - turnOf(other) || placeOf(one) - placeOf(other))
  }
}

/** Projects of files that have a process each, of those that browse, of the small ones. */
const TURNS = [/^(alone|long)$/, /browsing$/, /together$/]

function turnOf({ project }: TestSpecification): number {
  return TURNS.findIndex((name) => name.test(project.name))
}

function placeOf({ moduleId }: TestSpecification): number {
  const place = LONGEST.findIndex((name) => moduleId.includes(`/test/${name}`))
  return place === -1 ? LONGEST.length : place
}
