import { afterAll, beforeAll, expect, test } from 'vitest'
import { carryOutErasures, startErasure } from '../../src/erasure/index.ts'
import type { Homing } from '../../src/homing.ts'
import type { Tx } from '../../src/platform/database/index.ts'
import { freshDatabase, sql, type TestDatabase } from '../database.ts'
import { ADMIN, dumpOf, erasureWorld, foundIn, mailing } from './world.ts'

let at: TestDatabase
beforeAll(async () => {
  at = await freshDatabase()
})
afterAll(() => at.close())

class Death extends Error {}

/**
 * The same Homing that dies in its nth transaction before it commits: what it leaves is also what one
 * leaves that dies just after its commit before.
 */
function dying(homing: Homing, nth: number): Homing {
  let count = 0
  const { database } = homing
  const inWorkspace = async <T>(workspaceId: number, work: (tx: Tx) => Promise<T>): Promise<T> => {
    count += 1
    // From then on nothing goes through: a dead process does not tidy up either.
    if (count > nth) throw new Death()
    const answer = await database.inWorkspace(workspaceId, async (tx) => {
      const done = await work(tx)
      if (count === nth) throw new Death()
      return done
    })
    return answer
  }
  const withoutWorkspace: typeof database.withoutWorkspace = (work) =>
    database.withoutWorkspace(work)
  const transaction: typeof database.transaction = (standing, work) =>
    database.transaction(standing, work)
  const mortal = { engine: database.engine, inWorkspace, withoutWorkspace, transaction }
  return { ...homing, database: mortal as unknown as Homing['database'] }
}

test('killed at any step, an erasure goes on and ends the same', async () => {
  let deaths = 0
  for (let nth = 1; ; nth++) {
    const world = await erasureWorld(at)
    const { workspaceId } = world.by
    await mailing(world)
    const personId = await world.personAt('ada@example.com')
    const events = await world.count('event')
    await startErasure(world.homing, {
      ...{ workspaceId, personId, actor: ADMIN, confirm: 'Ada Lovelace-Byron' },
    })
    // Other firms of this database are looked at too: they have nothing to erase.
    const alone = { ...dying(world.homing, nth + dueBefore(workspaceId)) }
    const died = await carryOutErasures(alone).then(
      () => false,
      (error: unknown) => error instanceof Death,
    )
    if (died) deaths += 1
    // From the first step on nobody sees the person, wherever it stopped.
    expect(await world.ask(`select from person where id = ${personId}`)).toEqual([])
    await world.inWorkspace((tx) => sql`update erasure set lease_until = null`.execute(tx))
    await carryOutErasures(world.homing)
    expect(await world.ask('select status from erasure')).toEqual([{ status: 'done' }])
    expect(foundIn(await dumpOf(at, workspaceId))).toEqual([])
    expect(await world.count('event')).toBe(events)
    if (!died) {
      expect(deaths).toBeGreaterThan(4)
      return
    }
  }
}, 120_000)

/** Each workspace before ours takes one transaction: to see that nothing is due. */
function dueBefore(workspaceId: number): number {
  return workspaceId - 1
}
