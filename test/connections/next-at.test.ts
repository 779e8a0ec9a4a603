import { expect, test } from 'vitest'
import { lastsUntil } from '../../src/connections/index.ts'
import { nextAt } from '../../src/connections/next-at.ts'
import { fc } from '../property.ts'

const ZONES = ['UTC', 'Europe/London', 'America/New_York', 'Asia/Kolkata', 'Pacific/Apia']
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

const shows = (at: number, timeZone: string) =>
  new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(at)

test.each([
  ['later today', '2026-05-03T09:00:00Z', 11 * 60, 'Europe/London', '2026-05-03T10:00:00.000Z'],
  ['tomorrow', '2026-05-03T10:00:00Z', 11 * 60, 'Europe/London', '2026-05-04T10:00:00.000Z'],
  ['over midnight', '2026-05-03T23:30:00Z', 30, 'Europe/London', '2026-05-04T23:30:00.000Z'],
  ['half an hour zone', '2026-05-03T00:00:00Z', 120, 'Asia/Kolkata', '2026-05-03T20:30:00.000Z'],
  // 01:30 does not exist on 29 March 2026 in London, and exists twice on 25 October.
  ['a skipped hour', '2026-03-28T12:00:00Z', 90, 'Europe/London', '2026-03-29T01:30:00.000Z'],
  ['a repeated hour', '2026-10-24T12:00:00Z', 90, 'Europe/London', '2026-10-25T00:30:00.000Z'],
])('a time of day: %s', (_what, now, atMinute, zone, next) => {
  const at = nextAt({ everyMinutes: null, atMinute }, Date.parse(now), zone)
  expect(new Date(at).toISOString()).toBe(next)
})

test('the next time is ahead, within a day and the change of clocks, and shows what was asked', () => {
  const moments = fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2035, 0) })
  const minutes = fc.integer({ min: 0, max: 1439 })
  fc.assert(
    fc.property(moments, minutes, fc.constantFrom(...ZONES), (now, atMinute, zone) => {
      const at = nextAt({ everyMinutes: null, atMinute }, now, zone)
      expect(at).toBeGreaterThan(now)
      expect(at - now).toBeLessThanOrEqual(DAY + 60 * MINUTE)
      const hour = String(Math.floor(atMinute / 60)).padStart(2, '0')
      const asked = `${hour}:${String(atMinute % 60).padStart(2, '0')}`
      const shown = shows(at, zone)
      // Only where the clocks skip it does it come an hour later.
      if (shown !== asked) expect(shows(at - 60 * MINUTE, zone).slice(3)).toBe(asked.slice(3))
    }),
    { numRuns: 500 },
  )
})

test('every so many minutes counts from now', () => {
  expect(nextAt({ everyMinutes: 30, atMinute: null }, 1_000, 'UTC')).toBe(1_000 + 30 * MINUTE)
})

const RESET = Date.parse('2026-05-04T00:00:00Z')

test.each([
  ['nothing used', 0, 12, null],
  ['half at noon: they just suffice', 5_000, 12, null],
  ['half at six', 5_000, 6, '2026-05-03T12:00:00.000Z'],
  ['all', 10_000, 6, '2026-05-03T06:00:00.000Z'],
])('the forecast of a day’s requests: %s', (_what, usedToday, hour, until) => {
  const now = Date.parse('2026-05-03T00:00:00Z') + hour * 60 * MINUTE
  const at = lastsUntil({ usedToday, perDay: 10_000, resetsAt: RESET }, now)
  expect(at === null ? null : new Date(at).toISOString()).toBe(until)
})

test('the forecast lies between now and the new day, and more use never lasts longer', () => {
  const used = fc.integer({ min: 0, max: 10_000 })
  const times = fc.integer({ min: RESET - DAY, max: RESET - 1 })
  fc.assert(
    fc.property(used, used, times, (one, other, now) => {
      const [less, more] = [Math.min(one, other), Math.max(one, other)]
      const of = (usedToday: number) =>
        lastsUntil({ usedToday, perDay: 10_000, resetsAt: RESET }, now) ?? Infinity
      expect(of(more)).toBeLessThanOrEqual(of(less))
      expect(of(more)).toBeGreaterThanOrEqual(now)
      expect([Infinity, Math.min(of(more), RESET)]).toContain(of(more))
    }),
  )
})
