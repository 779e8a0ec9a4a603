import { expect, test } from 'vitest'
import { QUIET, type Round } from '../../faults/schedule.ts'
import { notReached, unmetFault } from '../../faults/unmet.ts'

test('what met no request comes again alone, and strikes at once', () => {
  const fault = { kind: 'reset', after: 5, times: 3 } as const
  expect(unmetFault('reset', fault)).toMatchObject({
    name: 'reset',
    alone: { faults: [{ kind: 'reset', after: 0, times: 3 }], wire: null, crash: null },
  })
  const round: Round = {
    ...QUIET,
    wire: { nth: 20, fault: { kind: 'refuse' } },
    drift: { nth: 3, hours: 1 },
  }
  expect(notReached(round, 19)).toMatchObject([
    { name: 'wire', alone: { wire: { nth: 1, fault: { kind: 'refuse' } }, drift: null } },
  ])
  expect(notReached(round, 20)).toEqual([])
})
