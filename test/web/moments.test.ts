import { describe, expect, test } from 'vitest'
import { bytes, counted, duration, percent, wholeNumber } from '../../src/web/pieces/format.ts'
import { daySpan, relative } from '../../src/web/pieces/moments.ts'

const now = new Date(2026, 4, 9, 14, 30)
const at = (day: number, hour: number, minute = 0) => new Date(2026, 4, day, hour, minute)

describe('a moment', () => {
  test.each([
    [new Date(2026, 4, 9, 14, 29, 40), 'just now'],
    [at(9, 14, 28), '2 min ago'],
    [at(9, 11), '4 h ago'],
    [at(9, 1), 'today 01:00'],
    [at(8, 23, 5), 'yesterday 23:05'],
    [at(3, 9), '3 May 09:00'],
    [new Date(2025, 11, 31, 9), '31 Dec 2025'],
    [at(9, 14, 58), 'in 28 min'],
    [at(10, 9), 'tomorrow 09:00'],
  ])('%s is told as %s', (moment, words) => {
    expect(relative(moment, now)).toBe(words)
  })

  test('a span names a month once, and a day alone', () => {
    expect(daySpan(at(3, 1), at(9, 1), now)).toBe('3 – 9 May')
    expect(daySpan(at(3, 1), at(3, 9), now)).toBe('3 May')
    expect(daySpan(new Date(2026, 3, 30), at(3, 9), now)).toBe('30 Apr – 3 May')
    expect(daySpan(new Date(2025, 4, 3), at(9, 9), now)).toBe('3 May 2025 – 9 May')
  })
})

describe('a figure', () => {
  test('is written with its thousands', () => {
    expect(wholeNumber(2143)).toBe('2,143')
    expect(counted(1, 'person', 'people')).toBe('1 person')
    expect(counted(2143, 'person', 'people')).toBe('2,143 people')
  })

  test('small shares keep their places', () => {
    expect(percent(0.542)).toBe('54.2%')
    expect(percent(0.0034)).toBe('0.34%')
    expect(percent(0)).toBe('0%')
    expect(percent(1)).toBe('100%')
  })

  test('durations and sizes stay short', () => {
    expect(duration(900)).toBe('1 s')
    expect(duration(95_000)).toBe('1 min 35 s')
    expect(duration(7_200_000)).toBe('2 h')
    expect(bytes(12)).toBe('12 bytes')
    expect(bytes(1_536_000)).toBe('1.5 MB')
    expect(bytes(12_400)).toBe('12 kB')
  })
})
