import { describe, expect, it } from 'vitest'
import {
  addressProblem,
  cleanText,
  isoTime,
  readRows,
  FieldRefused,
} from '../../../src/connectors/index.ts'
import { fc } from '../../property.ts'

describe('isoTime', () => {
  it('agrees with Date on every moment there is', () => {
    const span = { min: new Date('1995-01-01T00:00:00Z'), max: new Date('2100-12-31T00:00:00Z') }
    fc.assert(
      fc.property(fc.date({ ...span, noInvalidDate: true }), (date) => {
        expect(isoTime(date.toISOString())).toBe(date.getTime())
      }),
    )
  })

  it.each([
    ['2019-04-25T11:08:00Z', Date.UTC(2019, 3, 25, 11, 8)],
    ['2016-03-03T10:53:04-05:00', Date.UTC(2016, 2, 3, 15, 53, 4)],
    ['2016-03-03T10:53:04+0530', Date.UTC(2016, 2, 3, 5, 23, 4)],
    ['2024-02-29T23:59:59.1239999Z', Date.UTC(2024, 1, 29, 23, 59, 59, 123)],
    ['2000-02-29T00:00:00.5Z', Date.UTC(2000, 1, 29, 0, 0, 0, 500)],
  ])('reads %s', (text, at) => expect(isoTime(text)).toBe(at))

  it.each([
    '2026-02-31T10:00:00Z',
    '2026-02-29T10:00:00Z',
    '2026-04-31T10:00:00Z',
    '2026-13-01T10:00:00Z',
    '2026-00-10T10:00:00Z',
    '2026-01-00T10:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T10:60:00Z',
    '2026-01-01T10:00:60Z',
    '2026-01-01T10:00:00+15:00',
    '2026-01-01T10:00:00',
    '2026-01-01',
    '2026-01-01 10:00:00Z',
    '1970-01-01T00:00:00Z',
    '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59Z',
    'yesterday',
    '',
    1556190480000,
    null,
    undefined,
  ])('refuses %j', (value) => expect(isoTime(value)).toBeNull())
})

describe('addressProblem', () => {
  it.each([
    'ann@example.com',
    "o'hara+news@example.co.uk",
    'Ann.Smith@EXAMPLE.com',
    'jörg@münchen.example',
    '"ann smith"@example.com',
    'ann@localhost',
  ])('finds none in %s', (address) => expect(addressProblem(address)).toBeNull())

  it.each([
    'ann',
    'ann@',
    '@example.com',
    'ann @example.com',
    'ann@exam ple.com',
    'ann@b@example.com',
    'ann@example..com',
    'ann@.example.com',
    'ann@example.com.',
    'Ann <ann@example.com>',
    'ann@example.com,bob@example.com',
    'ann\u0000@example.com',
    'ann@example.com\r\nBcc: bob@example.com',
    `${'a'.repeat(320)}@example.com`,
    '',
    42,
    null,
  ])('finds one in %j', (address) => expect(addressProblem(address)).toMatch(/\.$/))
})

describe('text and rows', () => {
  it('become such as a database can keep', () => {
    expect(cleanText('a\u0000b\ud800c😀')).toBe('a\ufffdb\ufffdc😀')
    expect(cleanText('')).toBeNull()
    expect(cleanText(5)).toBeNull()
    const page = readRows([{ 'k\u0000': ['\u0000', 1, null] }, 'x', null], () => {
      throw new FieldRefused('k', 'Bad.')
    })
    expect(page.refused).toEqual([
      { record: { 'k\ufffd': ['\ufffd', 1, null] }, field: 'k', reason: 'Bad.', place: 0 },
      { record: 'x', field: '', reason: 'The row is no object.', place: 1 },
      { record: null, field: '', reason: 'The row is no object.', place: 2 },
    ])
  })

  it('lets a bug through as a bug', () => {
    expect(() =>
      readRows([{}], () => {
        throw new TypeError('bug')
      }),
    ).toThrow(TypeError)
  })
})
