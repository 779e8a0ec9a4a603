import { expect, test } from 'vitest'
import { nextDue, type Rhythm } from '../../../src/reports/sending/due.ts'
import { fc } from '../../property.ts'

const at = (iso: string) => Date.parse(iso)
const daily = (atHour: number): Rhythm => ({ every: 'day', onDay: null, atHour })
const LONDON = 'Europe/London'

test.each<[string, Rhythm, string, string]>([
  ['the same day, later', daily(9), '2026-05-03T06:00:00Z', '2026-05-03T08:00:00.000Z'],
  ['not the moment itself', daily(9), '2026-05-03T08:00:00Z', '2026-05-04T08:00:00.000Z'],
  [
    'on Monday',
    { every: 'week', onDay: 1, atHour: 0 },
    '2026-05-03T12:00:00Z',
    '2026-05-03T23:00:00.000Z',
  ],
  [
    'on the 31st, where there is one',
    { every: 'month', onDay: 31, atHour: 7 },
    '2026-05-31T07:00:00Z',
    '2026-06-30T06:00:00.000Z',
  ],
  // On 29 March 2026 London's clocks go from 1:00 to 2:00; on 25 October from 2:00 back to 1:00.
  [
    'the hour after one that is skipped',
    daily(1),
    '2026-03-28T12:00:00Z',
    '2026-03-29T01:00:00.000Z',
  ],
  [
    'the first of an hour that is there twice',
    daily(1),
    '2026-10-24T12:00:00Z',
    '2026-10-25T00:00:00.000Z',
  ],
  ['and not the second', daily(1), '2026-10-25T00:00:00Z', '2026-10-26T01:00:00.000Z'],
])('%s', (_, rhythm, after, due) => {
  expect(new Date(nextDue(at(after), rhythm, LONDON)).toISOString()).toBe(due)
})

test('every day once, whatever the clocks do', () => {
  const zones = fc.constantFrom(LONDON, 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe')
  const start = fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2027-01-01T00:00:00Z') })
  fc.assert(
    fc.property(zones, start, fc.integer({ min: 0, max: 23 }), (zone, begun, hour) => {
      const day = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' })
      const days = []
      let moment = begun
      for (let count = 0; count < 30; count++) {
        moment = nextDue(moment, daily(hour), zone)
        days.push(day.format(moment))
      }
      expect(new Set(days).size).toBe(30)
      expect(moment - begun).toBeLessThanOrEqual(30 * 24 * 3_600_000 + 2 * 3_600_000)
    }),
    { numRuns: 30 },
  )
})
