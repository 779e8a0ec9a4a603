import { describe, expect, test } from 'vitest'
import { bar, progress } from '../../src/cli/progress.ts'
import { table } from '../../src/cli/table.ts'
import { duration, moment, rate } from '../../src/cli/words.ts'
import { fc } from '../property.ts'

const columns = [
  { title: 'NAME', value: (row: [string, number]) => row[0] },
  { title: 'TIMES', value: (row: [string, number]) => String(row[1]), isFigure: true },
]

describe('table', () => {
  test('words on the left, figures on the right', () => {
    expect(
      table(columns, [
        ['Ada', 5],
        ['Bartholomew', 12345],
      ]),
    ).toBe('NAME         TIMES\nAda              5\nBartholomew  12345\n')
  })

  test('wide and combining characters keep the columns straight', () => {
    expect(
      table(columns, [
        ['日本', 1],
        ['e\u0301e\u0301', 2],
      ]),
    ).toBe('NAME  TIMES\n日本      1\ne\u0301e\u0301        2\n')
  })

  test('a long cell is cut, and a line fits the terminal', () => {
    const text = table(columns, [['x'.repeat(300), 1]], 40)
    expect(text.split('\n')[1]).toHaveLength(40)
    expect(text.split('\n')[1]).toMatch(/…$/)
  })

  test('a row is a line without control characters, whatever the values are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.integer()), { maxLength: 8 }),
        (rows) => {
          const lines = table(columns, rows).split('\n')
          expect(lines).toHaveLength(rows.length + 2)
          expect(lines.join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
        },
      ),
    )
  })
})

describe('progress', () => {
  test('the bar follows the part that is done, within its ends', () => {
    expect(bar(0, 10)).toBe(`[${'.'.repeat(24)}]   0 %`)
    expect(bar(5, 10)).toBe(`[${'#'.repeat(12)}${'.'.repeat(12)}]  50 %`)
    expect(bar(12, 10)).toBe(`[${'#'.repeat(24)}] 100 %`)
    expect(bar(3, null)).not.toContain('%')
    expect(bar(0, 0)).not.toContain('%')
  })

  test('unwatched, it writes whole lines, seldom', () => {
    let now = 0
    let said = ''
    const terminal = {
      out: () => undefined,
      err: (text: string) => void (said += text),
      isWatched: false,
      canAsk: false,
      width: null,
    }
    const shown = progress(terminal, 'Letters', () => now)
    for (; now < 10_000; now += 100) shown.show({ done: now, total: 10_000, words: 'reading' })
    shown.end('done')
    expect(said.split('\n')).toHaveLength(4)
    expect(said).not.toContain('\r')
    expect(said).toMatch(/Letters {2}done\n$/)
  })
})

test('words for numbers, times and rates', () => {
  expect(rate(0.5424)).toBe('54.2 %')
  expect(rate(null)).toBe('')
  expect(moment('2026-05-03T09:00:00.000Z')).toBe('2026-05-03 09:00 UTC')
  expect(moment(null)).toBe('-')
  expect(duration(1234)).toBe('1.2 s')
  expect(duration(185_000)).toBe('3 min 5 s')
})
