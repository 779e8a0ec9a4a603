import { describe, expect, test } from 'vitest'
import { parseEmail, spellingsOf } from '../../src/people/index.ts'
import { fc } from '../property.ts'

const canonical = (text: string) => {
  const parsed = parseEmail(text)
  return parsed.ok ? parsed.canonical : `refused: ${parsed.reason}`
}

describe('an e-mail address', () => {
  test.each([
    ['ann@example.com', 'ann@example.com'],
    ['  Ann.Lee@Example.COM ', 'ann.lee@example.com'],
    ['o’neill@example.com', 'o’neill@example.com'],
    ["o'neill+news@example.co.uk", "o'neill+news@example.co.uk"],
    ['info@Bücher.example', 'info@xn--bcher-kva.example'],
    ['info@xn--bcher-kva.example', 'info@xn--bcher-kva.example'],
    ['JÜRGEN@example.com', 'jürgen@example.com'],
    ['ju\u0308rgen@example.com', 'jürgen@example.com'],
    ['x@example.香港', 'x@example.xn--j6w193g'],
  ])('%s is known as %s', (text, expected) => expect(canonical(text)).toBe(expected))

  test.each([
    ['', /empty/],
    ['ann', /no @/],
    ['a@b@example.com', /more than one/],
    ['Ann <ann@example.com>', /alone/],
    ['ann@example.com, bob@example.com', /several/],
    ['ann@example.com\r\nBcc: x@example.com', /line break|more than one/],
    ['an\0n@example.com', /invisible/],
    ['an\u200bn@example.com', /invisible/],
    ['ann lee@example.com', /space/],
    ['"ann lee"@example.com', /space/],
    ['"ann"@example.com', /quotes/],
    ['.ann@example.com', /dot/],
    ['a..n@example.com', /dot/],
    ['@example.com', /nothing before/],
    ['ann@localhost', /domain/],
    ['ann@[192.0.2.1]', /domain/],
    ['ann@192.0.2.1', /domain/],
    ['ann@1.2', /domain/],
    ['ann@example..com', /domain/],
    ['ann@-example.com', /domain/],
    ['ann@ex%61mple.com', /domain/],
    ['ann@example.com.', /domain/],
    [`${'a'.repeat(65)}@example.com`, /before the @/],
    [`a@${'long.'.repeat(60)}example`, /domain|characters/],
    ['x'.repeat(2_000_000), /too long/],
  ])('%j is refused', (text, reason) => expect(canonical(text)).toMatch(reason))

  test('the canonical form is canonical, and capitals and space around do not change it', () => {
    const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
    const address = fc.oneof(
      fc.emailAddress(),
      fc.tuple(word, word).map((parts) => parts.join('@')),
    )
    fc.assert(
      fc.property(address, (text) => {
        const parsed = parseEmail(text)
        fc.pre(parsed.ok)
        expect(canonical(parsed.canonical)).toBe(parsed.canonical)
        expect(canonical(`\t${text}\n`)).toBe(parsed.canonical)
        expect(parsed.canonical).not.toMatch(/[\p{C}\p{Z}]/u)
      }),
      { numRuns: 2000 },
    )
  })

  test('any text is answered, never thrown at', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(typeof parseEmail(text).ok).toBe('boolean')
      }),
      { numRuns: 2000 },
    )
  })
})

test.each([
  ['Ada@Example.com', ['Ada@Example.com']],
  [
    'ida@b\u00fccher.example',
    ['ida@b\u00fccher.example', 'ida@xn--bcher-kva.example', 'ida@bu\u0308cher.example'],
  ],
  [
    'Ida@xn--bcher-kva.example',
    ['Ida@xn--bcher-kva.example', 'ida@b\u00fccher.example', 'ida@bu\u0308cher.example'],
  ],
])('the spellings of %s are one address, its own first', (address, expected) => {
  expect(spellingsOf(address)).toEqual(expected)
  expect(new Set(expected.map((one) => parseEmail(one)).map(canonicalOf)).size).toBe(1)
})

const canonicalOf = (parsed: ReturnType<typeof parseEmail>) => (parsed.ok ? parsed.canonical : '')
