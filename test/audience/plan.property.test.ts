import { expect, test } from 'vitest'
import { reasonsToHold, STALE_HOURS, type ListChange } from '../../src/audience/index.ts'
import { REMOVALS_FREE } from '../../src/lists/index.ts'
import { fc } from '../property.ts'

const NOW = Date.UTC(2026, 0, 1)
const FRESH = { readAt: NOW - 3_600_000, isHeld: false }

const change: fc.Arbitrary<ListChange> = fc
  .record({
    name: fc.constant('Newsletter'),
    held: fc.nat(2_000),
    adds: fc.nat(2_000),
    removals: fc.nat(2_000),
  })
  .map((one) => ({ ...one, removals: Math.min(one.removals, one.held) }))
const cap = fc.record({ percentMax: fc.nat(100), isByHand: fc.boolean(), now: fc.constant(NOW) })

test('what takes nothing away is never held, however old or unknown the source', () => {
  const read = fc.record({ readAt: fc.option(fc.nat(NOW)), isHeld: fc.boolean() })
  fc.assert(
    fc.property(change, read, cap, (one, source, how) => {
      expect(reasonsToHold([{ ...one, removals: 0 }], source, how)).toEqual([])
    }),
  )
})

test('more than the cap of a list and more than a handful never goes by itself', () => {
  fc.assert(
    fc.property(change, cap, (one, how) => {
      const share = (one.removals * 100) / Math.max(1, one.held)
      fc.pre(one.removals > REMOVALS_FREE && share > how.percentMax)
      expect(reasonsToHold([one], FRESH, how)).toHaveLength(1)
    }),
  )
})

test('an unknown or old source takes away nothing but a ticked handful', () => {
  const bad = fc.constantFrom(
    { readAt: null, isHeld: false },
    { readAt: NOW, isHeld: true },
    { readAt: NOW - (STALE_HOURS + 1) * 3_600_000, isHeld: false },
  )
  fc.assert(
    fc.property(change, bad, cap, (one, source, how) => {
      fc.pre(one.removals > 0)
      const isTicked = how.isByHand && one.removals <= REMOVALS_FREE
      expect(reasonsToHold([one], source, how)).toHaveLength(isTicked ? 0 : 1)
    }),
  )
})

test('each list is judged by itself, and more is never held less', () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 5 }), cap, (changes, how) => {
      const alone = changes.flatMap((one) => reasonsToHold([one], FRESH, how))
      expect(reasonsToHold(changes, FRESH, how)).toEqual(alone)
    }),
  )
})
