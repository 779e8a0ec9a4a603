import { afterAll, beforeAll, expect, test } from 'vitest'
import { wishOf } from '../../src/consent/index.ts'
import { fc } from '../property.ts'
import { freshDatabase, sql, type TestDatabase } from '../database.ts'
import { consentWorld, say, type ConsentWorld, type Said } from './world.ts'

/**

 * The views of the migration say as a set what is decided of one address at the moment of a call.

 */
let at: TestDatabase
let world: ConsentWorld
beforeAll(async () => {
  at = await freshDatabase()
  world = await at.database.inWorkspace(at.workspaceId, (tx) => consentWorld(tx, at.workspaceId))
})
afterAll(() => at.close())

const RUNS = 60
const NOW = 10

const anySaid: fc.Arbitrary<Said> = fc.record({
  optedIn: fc.boolean(),
  isExplicit: fc.boolean(),
  occurredAt: fc.integer({ min: 1, max: 4 }),
  scope: fc.constantFrom('everything' as const, 'topic' as const, 'address' as const),
  about: fc.constantFrom('p1' as const, 'p2' as const, 'a1' as const, 'a2' as const, 'a3' as const),
  topic: fc.constantFrom('t1' as const, 't2' as const, 'g1' as const, 'g2' as const, 'g3' as const),
  channel: fc.constantFrom(null, 'email' as const, 'fax' as const),
  cause: fc.constantFrom('wish' as const, 'complaint' as const),
  expiresAt: fc.constant(null),
})

test('as a set and one by one, the same must be out', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anySaid, { maxLength: 8 }), async (facts) => {
      const { workspaceId } = at
      class Undo extends Error {}
      await at.database
        .inWorkspace(workspaceId, async (tx) => {
          await say(tx, workspaceId, world, facts)
          const out = await tx.selectFrom('address_to_be_out').select('address_id').execute()
          const left = await tx
            .selectFrom('address_to_leave')
            .select(['address_id', 'topic_id'])
            .execute()
          for (const addressId of world.addresses) {
            for (const topicId of [null, ...world.topics]) {
              const { state } = await wishOf(tx, { workspaceId, addressId, topicId, now: NOW })
              const isInSet =
                topicId === null
                  ? out.some((row) => row.address_id === addressId)
                  : left.some((row) => row.address_id === addressId && row.topic_id === topicId)
              expect(isInSet, `${addressId} ${topicId} ${state}`).toBe(state === 'out')
            }
          }
          throw new Undo()
        })
        .catch((error: unknown) => {
          if (!(error instanceof Undo)) throw error
        })
    }),
    { numRuns: RUNS },
  )
  // Each run is undone: nothing piles up.
  await at.database.inWorkspace(at.workspaceId, async (tx) => {
    const { rows } = await sql`select from consent_fact`.execute(tx)
    expect(rows.length).toBe(0)
  })
}, 60_000)
