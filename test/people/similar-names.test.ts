import { describe, expect, test } from 'vitest'
import { likeness } from '../../src/people/index.ts'
import { fc } from '../property.ts'

describe('names', () => {
  test.each([
    ['Ada Example', 'ada  EXAMPLE', 'same'],
    ['Example, Ada', 'Ada Example', 'same'],
    ['José Núñez', 'Jose Nunez', 'same'],
    ['A. Example', 'Ada Example', 'similar'],
    ['Ada Example', 'Ada M. Example', 'similar'],
    ['Ada Exmaple', 'Ada Example', 'similar'],
    ['Ada Ada Example X', 'Ada A Exampel X', 'similar'],
    ['Marta Diaz', 'Martha Diaz', 'similar'],
    ['ada@x.example', 'Ada Example', 'unnamed'],
    ['', 'Ada Example', 'unnamed'],
    ['John Smith', 'Jane Smith', 'other'],
    ['Jan Smith', 'Jun Smith', 'other'],
    ['Smith', 'Jane Smith', 'other'],
    ['A. E.', 'Ada Example', 'other'],
    ['Jonathan Smythe', 'Johnathan Smith', 'other'],
  ])('%s and %s: %s', (a, b, expected) => {
    expect(likeness(a, b)).toBe(expected)
  })

  const name = fc
    .array(fc.constantFrom('Ada', 'Adda', 'A', 'Example', 'Exampel', 'Bo', 'X'), { maxLength: 4 })
    .map((words) => words.join(' '))

  test('are alike both ways round, and the same as themselves in any order', () => {
    fc.assert(
      fc.property(name, name, (a, b) => {
        expect(likeness(a, b)).toBe(likeness(b, a))
        const turned = a.split(' ').reverse().join(', ').toUpperCase()
        if (a !== '') expect(likeness(a, turned)).toBe('same')
      }),
    )
  })
})
