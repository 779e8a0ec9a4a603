import { expect, it } from 'vitest'
import { Refused } from '../../../sandbox/magnetmail/errors.ts'
import { local, utc } from '../../../sandbox/magnetmail/times.ts'
import { fc } from '../../property.ts'

const chicago = local('US/Central')
const moment = fc.integer({ min: Date.UTC(2010, 0), max: Date.UTC(2035, 0) })

it('what was written is read again, to the millisecond', () => {
  fc.assert(
    fc.property(moment, (at) => {
      expect(utc.read(utc.write(at))).toBe(at)
      // In the hour that comes twice in autumn the clocks do not tell which it was.
      const read = chicago.read(chicago.write(at)) ?? NaN
      expect(chicago.write(read)).toBe(chicago.write(at))
      expect([0, 3_600_000]).toContain(Math.abs(read - at))
    }),
  )
})

it('local clocks move in spring and autumn', () => {
  expect(chicago.write(Date.UTC(2026, 2, 8, 7, 59, 59))).toBe('2026-03-08T01:59:59.000')
  expect(chicago.write(Date.UTC(2026, 2, 8, 8))).toBe('2026-03-08T03:00:00.000')
  expect(chicago.read('2026-07-01T00:00:00')).toBe(Date.UTC(2026, 6, 1, 5))
  expect(chicago.read('2026-01-01T00:00:00')).toBe(Date.UTC(2026, 0, 1, 6))
  expect(chicago.read('2026-07-01')).toBe(Date.UTC(2026, 6, 1, 5))
})

it('an offset is taken as it is, the first moment for none, and nonsense not at all', () => {
  expect(chicago.read('2026-07-01T00:00:00+02:00')).toBe(Date.UTC(2026, 5, 30, 22))
  expect(chicago.read('2026-07-01T00:00:00Z')).toBe(Date.UTC(2026, 6, 1))
  expect(chicago.read('0001-01-01T00:00:00')).toBeUndefined()
  expect(chicago.read('')).toBeUndefined()
  expect(utc.write(undefined)).toBe('0001-01-01T00:00:00')
  for (const wrong of ['yesterday', '2026-13-01T00:00:00', '2026-07-01T25:00:00']) {
    expect(() => chicago.read(wrong)).toThrow(Refused)
  }
})
