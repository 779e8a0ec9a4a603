import { expect, test } from 'vitest'
import { guard, planOf, REMOVALS_FREE, type Source } from '../../src/lists/index.ts'
import { fc } from '../property.ts'

const sets = fc.array(fc.tuple(fc.nat(40), fc.nat(3))).map((entries) => new Map(entries))
const source = fc.record<Source>({
  state: fc.constantFrom('complete', 'failed', 'stale'),
  refused: fc.nat(2),
  told: fc.option(fc.nat(60), { nil: null }),
})
const GOOD: Source = { state: 'complete', refused: 0, told: null }

test('carrying out a plan makes what is held what is wanted, and nothing else is touched', () => {
  fc.assert(
    fc.property(sets, sets, (held, wanted) => {
      const plan = planOf(held, wanted)
      const after = new Map(held)
      for (const key of plan.removals) expect(after.delete(key)).toBe(true)
      for (const key of [...plan.adds, ...plan.changes]) after.set(key, wanted.get(key)!)
      expect([...after].sort()).toEqual([...wanted].sort())
      const touched = [...plan.adds, ...plan.removals, ...plan.changes]
      expect(new Set(touched).size).toBe(touched.length)
      for (const key of touched) expect(held.get(key)).not.toBe(wanted.get(key))
      expect([plan.held, plan.wanted]).toEqual([held.size, wanted.size])
    }),
  )
})

test('a plan of what is held already changes nothing', () => {
  fc.assert(
    fc.property(sets, (held) => {
      const { adds, removals, changes } = planOf(held, new Map(held))
      expect([adds, removals, changes]).toEqual([[], [], []])
    }),
  )
})

const sizes = fc
  .tuple(fc.nat(500), fc.nat(500), fc.nat(500))
  .map(([held, adds, wish]) => ({ held, adds, removals: Math.min(held, wish) }))
  .map(({ held, adds, removals }) => ({ held, wanted: held - removals + adds, removals }))

test('what takes nothing away is never held', () => {
  fc.assert(
    fc.property(sizes, source, fc.nat(100), (plan, from, cap) => {
      expect(guard({ ...plan, removals: 0 }, from, cap)).toEqual({ apply: true })
    }),
  )
})

test('a source that failed, is stale, empty or partly unreadable takes nothing away', () => {
  fc.assert(
    fc.property(sizes, source, fc.nat(100), (plan, from, cap) => {
      fc.pre(plan.removals > 0)
      const isDoubtful = from.state !== 'complete' || from.refused > 0 || plan.wanted === 0
      if (isDoubtful) expect(guard(plan, from, cap).apply).toBe(false)
    }),
  )
})

test('no more than the cap goes unasked, but for a handful; and a higher cap lets no less go', () => {
  fc.assert(
    fc.property(sizes, fc.nat(100), fc.nat(100), (plan, one, other) => {
      const [cap, higher] = [Math.min(one, other), Math.max(one, other)]
      const { apply } = guard(plan, GOOD, cap)
      if (apply && plan.removals > REMOVALS_FREE) {
        expect((plan.removals * 100) / plan.held).toBeLessThanOrEqual(cap)
      }
      if (apply) expect(guard(plan, GOOD, higher).apply).toBe(true)
    }),
  )
})

test.each([
  ['the last one goes', { held: 1, wanted: 0, removals: 1 }, GOOD, 100, 'empty'],
  ['a handful goes', { held: 10, wanted: 5, removals: 5 }, GOOD, 20, null],
  ['half goes', { held: 100, wanted: 50, removals: 50 }, GOOD, 20, 'too_many'],
  ['just the cap goes', { held: 100, wanted: 80, removals: 20 }, GOOD, 20, null],
  [
    'the source counts twice as many',
    { held: 100, wanted: 90, removals: 10 },
    { ...GOOD, told: 180 },
    20,
    'partial',
  ],
  [
    'a row could not be read',
    { held: 100, wanted: 99, removals: 1 },
    { ...GOOD, refused: 1 },
    20,
    'partial',
  ],
] as const)('%s', (_what, plan, from, cap, reason) => {
  const decision = guard(plan, from, cap)
  expect(decision.apply ? null : decision.reason).toBe(reason)
})
