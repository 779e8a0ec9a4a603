import { afterAll, expect, test, vi } from 'vitest'
import { playInline } from '../../faults/inline.ts'
import { RIGHT, scheduled, testStage } from './stage.ts'

vi.setConfig({ testTimeout: 240_000 })

const stage = testStage()
afterAll(() => stage.close())

/**
 * A pass goes on from its cursor, below what has arrived since it was begun: the run that ends it
 * must look at the top again before it says that it is done.
 */
test.each([18, 19, 20, 21])(
  'cut off at request %i, and news has come when it goes on',
  async (nth) => {
    const crash = { how: 'fail', at: 'request', nth, when: 'after' } as const
    const rounds = [{ hours: 3, crash }, { hours: 12 }]
    const { met, found } = await playInline(stage, scheduled(rounds, { rowsPerPage: 2 }))
    expect(found).toEqual(RIGHT)
    expect(met).toContain('crash')
  },
)
