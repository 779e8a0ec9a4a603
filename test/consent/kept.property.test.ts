import { afterAll, beforeAll, expect, test } from 'vitest'
import { fc, runsOf } from '../property.ts'
import { freshDatabase, type TestDatabase } from '../database.ts'
import { play, TIMES, type Step } from './kept-steps.ts'
import { anySaid } from './said.ts'

let at: TestDatabase
beforeAll(async () => {
  at = await freshDatabase()
})
afterAll(() => at.close())

const person = fc.nat(1)
const address = fc.nat(2)
const topic = fc.nat(1)
const of = <Name extends string>(...names: Name[]) => fc.constantFrom(...names)
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    arbitrary: fc.record({
      do: of('say'),
      said: fc.array(anySaid, { minLength: 1, maxLength: 4 }),
    }),
    weight: 5,
  },
  { arbitrary: fc.record({ do: of('use', 'end', 'unlink', 'first'), person, address }), weight: 4 },
  { arbitrary: fc.record({ do: of('merge', 'part'), person }), weight: 3 },
  {
    arbitrary: fc.record({ do: of('map', 'retire'), group: of('g1', 'g2', 'g3'), topic }),
    weight: 1,
  },
  { arbitrary: fc.record({ do: of('fax', 'mail'), address }), weight: 1 },
  { arbitrary: fc.record({ do: of('forget') }), weight: 1 },
  { arbitrary: fc.record({ do: of('archive'), topic }), weight: 1 },
  { arbitrary: fc.record({ do: of('keep') }), weight: 4 },
  { arbitrary: fc.record({ do: of('wait'), now: fc.constantFrom(...TIMES) }), weight: 2 },
)

test('what is kept is what working it out finds, whatever moves, at any time', async () => {
  let kept = 0
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { minLength: 2, maxLength: 10 }), async (steps) => {
      kept += await play(at.database, steps)
    }),
    { numRuns: runsOf(40), interruptAfterTimeLimit: 150_000, endOnFailure: true },
  )
  expect(kept).toBeGreaterThan(50)
}, 240_000)
