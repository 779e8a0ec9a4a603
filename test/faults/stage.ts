import type { Stage } from '../../faults/stage.ts'
import { freshDatabase, makeWorkspace, type TestDatabase } from '../database.ts'

export { scheduled } from '../../faults/schedule.ts'

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

export const RIGHT = { lost: [], doubled: [], wrongFlags: [] }
