import type { Stage } from '../../faults/stage.ts'
import type { Round, Schedule } from '../../faults/schedule.ts'
import { freshDatabase, makeWorkspace, type TestDatabase } from '../database.ts'

/** Worlds one database serves: the schedule looks at every workspace, those of the past too. */
const WORLDS_MAX = 10

/** Where a test's schedules are played: on the engine the tests run on, each in a workspace. */
export function testStage(): Stage {
  let test: TestDatabase | null = null
  let worlds = 0
  return {
    async prepare() {
      if (worlds++ % WORLDS_MAX === 0) {
        await test?.close()
        test = await freshDatabase()
      }
      const { database } = test!
      const owner = await database.engine.lendAsOwner()
      await owner.query(`update connection set status = 'paused'`).finally(() => owner.release())
      return { database, workspaceId: await makeWorkspace(database, 'Faults') }
    },
    close: async () => test?.close(),
  }
}

const QUIET: Round = {
  hours: 2,
  faults: [],
  outage: null,
  wire: null,
  crash: null,
  drift: null,
  rival: null,
}

/** A schedule of these rounds, in a world whose reports have many pages. */
export function scheduled(
  rounds: Partial<Round>[],
  more: Partial<Omit<Schedule, 'rounds'>> = {},
): Schedule {
  return {
    seed: 38,
    kind: 'inline',
    rowsPerPage: 4,
    skewHours: 0,
    ...more,
    rounds: rounds.map((round) => ({ ...QUIET, ...round })),
  }
}

export const RIGHT = { lost: [], doubled: [], wrongFlags: [] }
