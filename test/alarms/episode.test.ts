import { expect, test } from 'vitest'
import { REMEMBERED_MS, stepOf, type Episode } from '../../src/alarms/episode.ts'
import { fc } from '../property.ts'
import { DAY, HOUR, MINUTE } from './facts.ts'

const AT_RISK = { severity: 'at_risk' } as const

test('raised once, kept while it lasts, cleared at once, over only after half an hour', () => {
  const open: Episode = { ...AT_RISK, clearedAt: null, returns: 0 }
  expect(stepOf(null, null, 0)).toBe('none')
  expect(stepOf(null, AT_RISK, 0)).toBe('raise')
  expect(stepOf(open, AT_RISK, MINUTE)).toBe('keep')
  expect(stepOf(open, null, MINUTE)).toBe('rest')
  const resting = { ...open, clearedAt: MINUTE }
  expect(stepOf(resting, AT_RISK, 2 * MINUTE)).toBe('return')
  expect(stepOf(resting, null, 30 * MINUTE)).toBe('none')
  expect(stepOf(resting, null, 31 * MINUTE)).toBe('settle')
})

test('what gets graver is told again, what gets milder is not', () => {
  const open: Episode = { ...AT_RISK, clearedAt: null, returns: 0 }
  expect(stepOf(open, { severity: 'broken' }, 0)).toBe('worsen')
  expect(stepOf({ ...open, severity: 'broken' }, AT_RISK, 0)).toBe('keep')
})

/** What a life of causes makes of an alarm, a look a minute: who was told, and whether it was true. */
function live(causes: readonly boolean[]) {
  let stands: Episode | null = null
  let last: { at: number; returns: number } | null = null
  let told = 0
  for (const [minute, isThere] of causes.entries()) {
    const now = minute * MINUTE
    switch (stepOf(stands, isThere ? AT_RISK : null, now)) {
      case 'raise': {
        const isBack: boolean = last !== null && now - last.at < REMEMBERED_MS
        stands = { ...AT_RISK, clearedAt: null, returns: isBack ? last!.returns + 1 : 0 }
        told += 1
        break
      }
      case 'rest':
        stands = { ...stands!, clearedAt: now }
        break
      case 'return':
        stands = { ...stands!, clearedAt: null, returns: stands!.returns + 1 }
        break
      case 'settle':
        last = { at: now, returns: stands!.returns }
        stands = null
        told += 1
        break
    }
    const isShown = stands !== null && stands.clearedAt === null
    if (isShown !== isThere) throw new Error(`At minute ${minute} the screen is wrong.`)
  }
  return told
}

test('however a cause comes and goes, the screen is true, and people are told ever more seldom', () => {
  const spell = fc.record({ isThere: fc.boolean(), minutes: fc.integer({ min: 1, max: 180 }) })
  fc.assert(
    fc.property(fc.array(spell, { minLength: 1, maxLength: 120 }), (spells) => {
      const causes = spells.flatMap(({ isThere, minutes }) =>
        Array.from({ length: minutes }, () => isThere),
      )
      const days = (causes.length * MINUTE) / DAY
      // Half an hour, doubled each time up to a day: seven pairs of words, then a pair a day.
      expect(live(causes)).toBeLessThanOrEqual(2 * (7 + days))
    }),
    { numRuns: 60 },
  )
})

test('one that flaps every minute for a week is told of once', () => {
  const causes = Array.from({ length: (7 * DAY) / MINUTE }, (_, minute) => minute % 2 === 0)
  expect(live(causes)).toBe(1)
})

test('one that flaps every hour for a week is told of a few times', () => {
  const causes = Array.from(
    { length: (7 * DAY) / MINUTE },
    (_, minute) => Math.floor((minute * MINUTE) / HOUR) % 2 === 0,
  )
  expect(live(causes)).toBeLessThanOrEqual(4)
})
