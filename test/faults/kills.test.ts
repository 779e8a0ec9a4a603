import { afterAll, expect, test, vi } from 'vitest'
import { playInline } from '../../faults/inline.ts'
import type { Crash, Round } from '../../faults/schedule.ts'
import { createRandom } from '../../sandbox/random.ts'
import { RIGHT, scheduled, testStage } from './stage.ts'

vi.setConfig({ testTimeout: 120_000 })

const stage = testStage()
afterAll(() => stage.close())

const POINTS = 56
/** Few enough that a run has many of them; each life begins where the one before it died. */
const STATEMENTS_SPAN = 90
const REQUESTS_SPAN = 6

function killed(random: ReturnType<typeof createRandom>): Partial<Round> {
  const at = random.chance(0.75) ? 'statement' : 'request'
  const nth = random.int(1, at === 'statement' ? STATEMENTS_SPAN : REQUESTS_SPAN)
  const crash: Crash = { how: 'kill', at, nth, when: random.pick(['before', 'after']) }
  return { hours: 1, crash, drift: random.chance(0.2) ? { nth: 2, hours: 1 } : null }
}

/**
 * Each process dies before or after a random statement or request of its run, with everything it
 * had open; the next one takes over. After each death nothing is half done, and at the end the
 * ledger holds exactly what happened.
 */
test(`killed at ${POINTS} random points, one after the other`, async () => {
  const random = createRandom('kills')
  const rounds = Array.from({ length: POINTS }, () => killed(random))
  const { met, found } = await playInline(stage, scheduled(rounds, { seed: 23 }))
  expect(found).toEqual(RIGHT)
  expect(met).toContain('crash')
}, 240_000)

test('every statement of a run’s beginning fails once, one after the other', async () => {
  const rounds = Array.from({ length: 40 }, (_, place): Partial<Round> => {
    const when = place % 2 === 0 ? 'before' : 'after'
    return { hours: 1, crash: { how: 'fail', at: 'statement', nth: 8 + place * 3, when } }
  })
  const { met, found } = await playInline(stage, scheduled(rounds))
  expect(found).toEqual(RIGHT)
  expect(met).toContain('crash')
}, 240_000)
