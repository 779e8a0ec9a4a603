import { describe, expect, test } from 'vitest'
import { judge, STILL_MS, type Known } from '../../../src/files/sources/judge.ts'
import { fits } from '../../../src/files/sources/pattern.ts'
import { fc } from '../../property.ts'

describe('a name fits a pattern', () => {
  test.each([
    ['*.csv', 'Export.CSV', true],
    ['*.csv, *.tsv', 'a.tsv', true],
    ['export-????.csv', 'export-2026.csv', true],
    ['export-????.csv', 'export-26.csv', false],
    ['*', '.hidden', false],
    ['.*', '.hidden', true],
    ['*', 'a/b.csv', false],
    ['*', '..\\b.csv', false],
    ['a*b*c', 'a-b-c-b-c', true],
    ['', 'a', false],
  ])('%s: %s is %s', (pattern, name, isFitting) => {
    expect(fits(pattern, name)).toBe(isFitting)
  })

  test('as a plain reading by an expression says', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 12 })
    const pattern = fc.string({
      unit: fc.constantFrom('a', 'b', '*', '?'),
      minLength: 1,
      maxLength: 6,
    })
    fc.assert(
      fc.property(pattern, letters, (written, tail) => {
        const name = `a${tail}`
        const source = written.replaceAll('*', '.*').replaceAll('?', '.')
        expect(fits(written, name)).toBe(new RegExp(`^${source}$`).test(name))
      }),
    )
  })
})

describe('what is to be done about a file', () => {
  const shown = { name: 'a.csv', bytes: 10, modifiedAt: 5 }
  const known = (more: Partial<Known> = {}): Known => ({
    ...{ id: 1, status: 'settling', bytes: 10, modifiedAt: 5, stillSince: 1_000, movedTo: '' },
    ...more,
  })
  test.each([
    ['new', undefined, 0],
    ['waits', known(), 1_000 + STILL_MS - 1],
    ['ready', known(), 1_000 + STILL_MS],
    ['changed', known({ bytes: 9 }), 1_000 + STILL_MS],
    ['changed', known({ modifiedAt: 4 }), 1_000 + STILL_MS],
    ['known', known({ status: 'taken' }), 0],
    ['known', known({ status: 'refused' }), 0],
    ['new', known({ status: 'taken', bytes: 9 }), 0],
    ['new', known({ status: 'refused', modifiedAt: 4 }), 0],
    ['ready', known(), 1_000 - STILL_MS],
  ] as const)('%s', (verdict, before, now) => {
    expect(judge(shown, before, now)).toBe(verdict)
  })

  test('an answer that comes whole need not stand still; without a time only its bytes tell', () => {
    const whole = { ...shown, modifiedAt: null, isWhole: true }
    expect(judge(whole, known(), 0)).toBe('ready')
    expect(judge(whole, known({ status: 'taken', modifiedAt: null }), 0)).toBe('new')
  })
})
