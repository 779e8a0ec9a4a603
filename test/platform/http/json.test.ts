import { describe, expect, it } from 'vitest'
import { BadJson, parseJson } from '../../../src/platform/http/index.ts'
import { fc } from '../../property.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

describe('parseJson', () => {
  it('agrees with JSON.parse on every value', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6, noUnicodeString: false } as object), (text) => {
        expect(parseJson(bytes(text))).toEqual(JSON.parse(text))
      }),
    )
    for (const value of ['a"b', '\\', '\\\\"', 'a:b', '{"x":1}', '\u2028', '"":']) {
      const text = JSON.stringify({ [value]: value, list: [value, { [value]: 1e5 }] })
      expect(parseJson(bytes(text))).toEqual(JSON.parse(text))
    }
  })

  it('never throws anything but BadJson, and never accepts what JSON.parse refuses', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.string(), (raw, text) => {
        for (const input of [raw, bytes(text), bytes(`{"a":${text}}`)]) {
          try {
            parseJson(input)
            JSON.parse(Buffer.from(input).toString())
          } catch (error) {
            expect(error).toBeInstanceOf(BadJson)
          }
        }
      }),
    )
  })

  it.each([
    ['cut off', '{"a":[1,2'],
    ['cut inside text', '{"a":"b'],
    ['HTML', '<html><body>Sign in</body></html>'],
    ['nothing', ''],
    ['NaN', '{"a":NaN}'],
    ['a number without bound', '{"a":1e999}'],
    ['digits without end', `[${'9'.repeat(400)}]`],
    ['the same key twice', '{"a":1,"b":{"a":2},"a":3}'],
    ['the same key twice, escaped', '{"a":1,"\\u0061":2}'],
    ['a byte order mark', '\ufeff{"a":1}'],
    ['nesting', '['.repeat(65) + ']'.repeat(65)],
    ['nesting without end', '['.repeat(200_000)],
    ['two documents', '{} {}'],
  ])('refuses %s', (_, text) => {
    expect(() => parseJson(bytes(text))).toThrow(BadJson)
  })

  it('refuses bytes that are no UTF-8 and what is longer than the cap', () => {
    expect(() => parseJson(Uint8Array.of(0x22, 0xff, 0x22))).toThrow(BadJson)
    expect(() => parseJson(bytes('"12345"'), 6)).toThrow(BadJson)
    expect(parseJson(bytes('"1234"'), 6)).toBe('1234')
  })

  it('takes nesting up to the cap, and the same key in different objects', () => {
    expect(() => parseJson(bytes('['.repeat(64) + ']'.repeat(64)))).not.toThrow()
    expect(parseJson(bytes('[{"a":1},{"a":{"a":2}}]'))).toEqual([{ a: 1 }, { a: { a: 2 } }])
  })

  it('says nothing of the content when it refuses', () => {
    expect(() => parseJson(bytes('{"email":"ann@example.com" oops'))).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('ann') }),
    )
  })

  it('is linear in backslashes', () => {
    const started = performance.now()
    expect(() => parseJson(bytes(`"${'\\'.repeat(2_000_001)}"`))).toThrow(BadJson)
    expect(performance.now() - started).toBeLessThan(10_000)
  })
})
