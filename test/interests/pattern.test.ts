import { describe, expect, test } from 'vitest'
import {
  fitsPattern,
  fitsText,
  patternFault,
  readLink,
  worth,
  type LinkPattern,
} from '../../src/interests/index.ts'
import { fc } from '../property.ts'

const any: LinkPattern = { host: '', path: '', parameter: '', parameterValue: '' }
const fits = (url: string, pattern: Partial<LinkPattern>) => {
  const link = readLink(url)
  return link !== null && fitsPattern(link, { ...any, ...pattern })
}

describe('a link', () => {
  test.each<[string, Partial<LinkPattern>, boolean]>([
    ['https://example.com/tax/2026', { host: 'example.com' }, true],
    ['https://www.Example.com./tax/2026', { host: 'example.com' }, true],
    ['https://example.com/', { host: 'www.example.com' }, true],
    ['https://news.example.com/', { host: 'example.com' }, false],
    ['https://news.example.com/', { host: '*.example.com' }, true],
    ['https://example.com/', { host: '*.example.com' }, true],
    ['https://badexample.com/', { host: '*.example.com' }, false],
    ['https://example.com.evil.example/', { host: 'example.com' }, false],
    ['https://example.com/tax/2026', { path: '/tax/*' }, true],
    ['https://example.com/Tax/2026/', { path: '/tax/2026' }, true],
    ['https://example.com/taxes', { path: '/tax/*' }, false],
    ['https://example.com/a%20b', { path: '/a b' }, true],
    ['https://example.com/law/tax/rates.pdf', { path: '*tax*.pdf' }, true],
    ['https://example.com/?utm_campaign=Spring-26', { parameter: 'utm_campaign' }, true],
    [
      'https://example.com/?a=1&utm_campaign=Spring-26',
      { parameter: 'utm_*', parameterValue: 'spring*' },
      true,
    ],
    ['https://example.com/?a=spring', { parameter: 'b', parameterValue: 'spring' }, false],
    ['https://shop.example/tax', { host: 'example.com', path: '/tax' }, false],
    ['mailto:ada@example.com', { host: 'example.com' }, false],
    ['not a link', { path: '*' }, false],
  ])('%s and %j: %s', (url, pattern, expected) => {
    expect(fits(url, pattern)).toBe(expected)
  })
})

test('a pattern that cannot be is refused at its field', () => {
  const fieldOf = (pattern: Partial<LinkPattern>) => patternFault({ ...any, ...pattern })?.field
  expect(fieldOf({ host: 'example.com' })).toBeUndefined()
  expect(fieldOf({ host: 'https://example.com/' })).toBe('host')
  expect(fieldOf({ path: 'tax' })).toBe('path')
  expect(fieldOf({ path: '/tax?a=1' })).toBe('path')
  expect(fieldOf({ parameterValue: 'x' })).toBe('parameter')
  expect(fieldOf({ path: `/${'*a'.repeat(11)}` })).toBe('path')
  expect(fieldOf({ path: `/${'a'.repeat(200)}` })).toBe('path')
})

test('asterisks mean what a regular expression would', () => {
  const letters = (of: string) =>
    fc.array(fc.constantFrom(...of), { maxLength: 12 }).map((list) => list.join(''))
  fc.assert(
    fc.property(letters('ab.'), letters('ab.*'), (text, pattern) => {
      const parts = pattern.split('*').map((part) => part.replaceAll('.', '\\.'))
      expect(fitsText(text, pattern)).toBe(new RegExp(`^${parts.join('.*')}$`, 's').test(text))
    }),
    { numRuns: 2_000 },
  )
})

test('no pattern takes long', () => {
  const link = readLink(`https://example.com/${'a'.repeat(7_000)}`)!
  const from = performance.now()
  for (let run = 0; run < 20; run++) {
    expect(fitsPattern(link, { ...any, path: `/${'a*'.repeat(10)}b` })).toBe(false)
  }
  expect(performance.now() - from).toBeLessThan(10_000)
})

test('any text is read, or is none', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.webUrl({ withQueryParameters: true })), (text) => {
      const link = readLink(text)
      if (link !== null) expect(fitsPattern(link, any)).toBe(true)
    }),
  )
})

test('points are worth half after each half-life, and never more than at first', () => {
  const DAY = 86_400_000
  expect(worth({ points: 10, at: 0 }, 90, 90 * DAY)).toBeCloseTo(5)
  expect(worth({ points: 10, at: 0 }, 90, 180 * DAY)).toBeCloseTo(2.5)
  expect(worth({ points: 10, at: 5 * DAY }, 90, 0)).toBe(10)
  fc.assert(
    fc.property(
      fc.nat(1000),
      fc.nat(3650),
      fc.integer({ min: 1, max: 3650 }),
      (points, days, half) => {
        const now = worth({ points, at: 0 }, half, days * DAY)
        expect(now).toBeLessThanOrEqual(points)
        expect(worth({ points, at: 0 }, half, (days + 1) * DAY)).toBeLessThanOrEqual(now)
      },
    ),
  )
})
