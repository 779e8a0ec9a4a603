import { expect, test } from 'vitest'
import {
  mayBeMended,
  mayHaveGrown,
  mayHaveLeftOut,
  mayReadDeep,
  nextDeepRead,
} from '../../../src/sync/reconciliation/deep-reads.ts'
import { fc } from '../../property.ts'

const HOUR = 3_600_000
const PULL_MS = HOUR / 2

/** Reads a stream that never becomes whole at each pull of a year; answers when it was tried. */
function tryForAYear(missingAt: (pull: number) => number): number[] {
  const tried: number[] = []
  let before: { tries: number; missing: number; lastAt: number } | undefined
  for (let pull = 0; pull < 365 * 48; pull++) {
    const now = pull * PULL_MS
    const missing = missingAt(pull)
    if (!mayReadDeep(before, missing, now)) continue
    tried.push(now)
    const grew = before !== undefined && missing > before.missing
    const tries = (before?.tries ?? 0) + 1
    before = { tries: grew ? Math.min(tries, 4) : tries, missing, lastAt: now }
  }
  return tried
}

test('a stream that stays short is read to its end nine times in a year, ever more rarely', () => {
  const tried = tryForAYear(() => 3)
  const waits = tried.slice(1).map((at, index) => (at - tried[index]!) / HOUR)
  expect(waits).toEqual([0.5, 0.5, 1, 4, 16, 64, 256, 1024])
  expect(nextDeepRead({ tries: 9, lastAt: 0 })).toBeNull()
})

test('more missing than before is looked for again, at most once an hour', () => {
  const tried = tryForAYear((pull) => (pull < 48 * 100 ? 3 : 5))
  expect(tried.filter((at) => at >= 48 * 100 * PULL_MS).length).toBeGreaterThan(3)
  const growing = tryForAYear((pull) => pull + 1)
  const waits = growing.slice(4).map((at, index) => at - growing[index + 3]!)
  expect(Math.min(...waits)).toBe(HOUR)
})

test('nothing is read to its end where nothing is missing, and the wait never shrinks', () => {
  fc.assert(
    fc.property(fc.nat(20), fc.nat(50), (tries, missing) => {
      expect(mayReadDeep({ tries, missing, lastAt: 0 }, 0, 1e12)).toBe(false)
      const [now, later] = [tries, tries + 1].map((t) => nextDeepRead({ tries: t, lastAt: 0 }))
      expect(later ?? Infinity).toBeGreaterThanOrEqual(now ?? Infinity)
    }),
  )
})

test('rows that stay unreadable are read again after a day, and then ever more seldom', () => {
  const [hour, sentAt, years] = [3_600_000, 0, 3]
  const reads = [2 * hour]
  for (let now = 3 * hour; now < years * 365 * 24 * hour; now += hour) {
    const sinceRead = now - reads.at(-1)!
    if (mayBeMended({ sinceRead, old: now - sentAt })) reads.push(now)
  }
  expect(reads[1]! - reads[0]!).toBe(24 * hour)
  const waits = reads.slice(1).map((at, place) => at - reads[place]!)
  expect(waits).toEqual(waits.toSorted((a, b) => a - b))
  expect(reads.length).toBeLessThan(13)
})

test('what no total tells of is read to its end daily for two weeks, and then ever more seldom', () => {
  const day = 24 * HOUR
  const reads = [0]
  for (let now = 0; now < 3 * 365 * day; now += HOUR) {
    if (mayHaveLeftOut({ sinceRead: now - reads.at(-1)!, old: now })) reads.push(now)
  }
  expect(reads.map((at) => at / day)).toEqual([
    ...Array.from({ length: 14 }, (_, place) => place),
    ...[26, 52, 104, 208, 416, 832],
  ])
})

test('its newest is asked for daily for two weeks, each week after three months', () => {
  const day = 24 * HOUR
  const looks = [0]
  for (let now = 0; now < 365 * day; now += HOUR) {
    if (mayHaveGrown({ sinceLooked: now - looks.at(-1)!, old: now })) looks.push(now)
  }
  const waits = looks.slice(1).map((at, place) => (at - looks[place]!) / day)
  expect(waits.slice(0, 14)).toEqual(Array.from({ length: 14 }, () => 1))
  expect(waits).toEqual(waits.toSorted((a, b) => a - b))
  expect(looks.filter((at) => at >= 90 * day && at < 104 * day).length).toBe(2)
  expect(looks.length).toBeLessThan(70)
})
